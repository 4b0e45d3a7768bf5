package io.molt.web.test;

import java.time.Duration;
import reactor.core.Disposable;

/** Carries requests to the app and what comes back to the test: one implementation for each kind of {@link Transport}. */
interface Wire extends AutoCloseable {

  /**
   * Sends a request; head, chunks and end of the response go to {@code reply}.
   *
   * @return the client's end of the connection: disposing of it is the client going away
   */
  Disposable send(Outgoing request, Reply reply);

  /** Runs something that makes time pass, where the app's own code would run. */
  void run(Runnable task);

  /** Returns the port that is listened on, or -1 if there is none. */
  int port();

  /** Waits at most that long for the code of the app. */
  void limit(Duration limit);

  /** Releases everything; an assertion error if the app did not. */
  @Override
  void close();
}
