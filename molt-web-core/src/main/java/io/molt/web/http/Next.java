package io.molt.web.http;

import reactor.core.publisher.Mono;

/**
 * What a middleware wraps: the rest of the chain.
 *
 * <p>It never fails and is never empty: an exception from further in, and a missing answer, have become responses before
 * they get here. It may be called again, with another request, as long as the body has not been read.
 */
@FunctionalInterface
public interface Next extends Handler {

  /** Returns the response from further in; exactly one, never an error. */
  @Override
  Mono<Response> handle(Request request);
}
