package io.molt.web.http;

import org.reactivestreams.Publisher;

/**
 * Turns an exception into a response.
 *
 * @param <E> the exceptions it is registered for, subclasses included
 */
@FunctionalInterface
public interface ErrorHandler<E extends Throwable> {

  /**
   * Returns the response to {@code request}, which failed with {@code error}.
   *
   * @throws Exception anything: the client then gets a plain 500, and the log both errors
   */
  Publisher<Response> handle(E error, Request request) throws Exception;
}
