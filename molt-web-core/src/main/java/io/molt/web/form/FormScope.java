package io.molt.web.form;

import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/** What reading a form needs of the request that it came with; for code that reads requests. */
public interface FormScope {

  /** Returns a Mono that calls code which blocks on a thread made for that, and interrupts it when it is cancelled. */
  <T> Mono<T> blocking(Callable<? extends T> work);

  /** Runs code that blocks on a thread made for that, whatever becomes of the request; a service that stops waits for it. */
  void afterwards(Runnable work);

  /** Returns a Mono that ends when the request has, whichever way. */
  Mono<?> ended();

  /**
   * Takes note that so many more bytes are held in memory until the form has been read.
   *
   * @throws RuntimeException if there is no room for them
   */
  void hold(int bytes);

  /** Takes note that so many of them are held no more. */
  void give(int bytes);
}
