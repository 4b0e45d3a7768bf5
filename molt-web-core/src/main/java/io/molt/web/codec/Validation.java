package io.molt.web.codec;

import reactor.core.publisher.Mono;

/**
 * Checks a value after it was read. Found by {@link java.util.ServiceLoader}, or given to the app.
 *
 * <p>Called on the thread that read the body, usually an event loop: an implementation that must load or wait does it
 * elsewhere and completes later.
 */
@FunctionalInterface
public interface Validation {

  /** Returns the value itself once it holds, or an error of type {@link InvalidValueException}. */
  <T> Mono<T> check(T value);
}
