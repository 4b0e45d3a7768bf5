package io.molt.web.http;

import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * What a middleware wraps: the rest of the chain.
 *
 * <p>It never fails and is never empty: an exception from further in, and a missing answer, have become responses before
 * they get here.
 *
 * <p>What is further in runs when the Mono is subscribed to, not before, and anew for each subscriber, as long as the body
 * has not been read: {@code check(request).then(next.handle(request))} checks first.
 */
@FunctionalInterface
public interface Next extends Handler {

  /** Returns the response from further in; exactly one, never an error. */
  @Override
  Mono<Response> handle(Request request);

  /**
   * Returns the response from further in, changed: the same as {@code handle(request).map(change)}, but without what a
   * reactive operator costs where the response is at hand.
   *
   * @param change is called with each response; what it throws becomes a response, as an exception of the middleware does
   */
  default Mono<Response> handle(Request request, UnaryOperator<Response> change) {
    return handle(request).map(change);
  }
}
