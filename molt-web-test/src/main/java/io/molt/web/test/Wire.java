package io.molt.web.test;

import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;

/** Carries requests to the app and what comes back to the test: one implementation for each kind of {@link Transport}. */
interface Wire {
  /** What a request is sent for. */
  @FunctionalInterface
  interface Way {
    Disposable send(Wire wire, Outgoing request, Conversation conversation);
  }

  /**
   * Sends a request; head, chunks and end of the response go to the conversation's reply.
   *
   * @return the client's end of the connection: disposing of it is the client going away
   */
  Disposable send(Outgoing request, Conversation conversation);

  /**
   * Sends a request for another protocol; what is said in that goes through the content of request and response.
   *
   * @return the client's end of the connection: disposing of it is the client going away
   */
  Disposable open(Outgoing request, Conversation conversation);

  /** Runs something that makes time pass, where the app's own code would run. */
  void run(Runnable task);

  /** Returns the port that is listened on, or -1 if there is none. */
  int port();

  /** Waits at most that long for the code of the app. */
  void limit(Duration limit);

  /** Releases everything, and returns what the app did not release, for people to read. */
  List<String> close();
}
