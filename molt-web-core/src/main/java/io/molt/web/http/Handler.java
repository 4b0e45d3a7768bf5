package io.molt.web.http;

import org.reactivestreams.Publisher;

/**
 * Answers a request. An endpoint, a group, an app and a mounted app are all one of these.
 *
 * <p>{@link Response} publishes itself, so a handler that has its answer at hand just returns it; one that has to wait
 * returns a {@code Mono<Response>}. The first response counts; a publisher that completes without one means 404.
 *
 * <p>Called on an event loop: it must not block. It is cancelled when the client goes away.
 */
@FunctionalInterface
public interface Handler {

  /**
   * Returns the response to {@code request}, now or later.
   *
   * @throws Exception anything: the app turns it into a response, as it does an error signal
   */
  Publisher<Response> handle(Request request) throws Exception;
}
