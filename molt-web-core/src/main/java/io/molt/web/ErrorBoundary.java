package io.molt.web;

import io.molt.web.http.ErrorHandler;
import io.molt.web.http.Exchange;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * Stands around each function of the user: whatever comes out of it, an exception, an error signal, nothing, a value
 * that still waits for its codec, leaves as one response with real content.
 *
 * <p>An answer that is at hand stays a plain {@link Response}, without any reactive operator.
 */
final class ErrorBoundary {
  private static final String NULL_FROM_ERROR_HANDLER =
      "an error handler returned null (expected: a Response or a publisher of one)";

  private final ErrorHandlers handlers;
  private final EntityEncoder encoder;
  private final @Nullable Handler notFound;

  ErrorBoundary(ErrorHandlers handlers, EntityEncoder encoder, @Nullable Handler notFound) {
    this.handlers = handlers;
    this.encoder = encoder;
    this.notFound = notFound;
  }

  /** Returns what the user's function answered as a sound response: one at hand, or a publisher of one. */
  Publisher<Response> settle(Request request, @Nullable Publisher<Response> answer) {
    try {
      if (answer instanceof Response response) {
        return encoder.encode(request, response);
      }
      if (answer instanceof Sound || answer instanceof Settlement) {
        return answer;
      }
      if (answer instanceof Chain.Rest rest) {
        return rest.answer();
      }
      if (answer instanceof Fuseable.ScalarCallable<?> constant) {
        Object value = constant.call();
        return value == null ? missing(request) : encoder.encode(request, (Response) value);
      }
    } catch (Throwable error) {
      return recover(request, error);
    }
    return answer == null
        ? recover(request, nothingReturned())
        : new Settlement(this, request, Mono.from(answer));
  }

  /** Returns the response with real content, or the one to the exception that keeps it from having any; never throws. */
  Publisher<Response> encoded(Request request, Response response) {
    try {
      return encoder.encode(request, response);
    } catch (Throwable error) {
      return recover(request, error);
    }
  }

  /** Returns the response to an exception: the user's handler for its type, or the default; never throws. */
  Publisher<Response> recover(Request request, Throwable error) {
    Throwable cause = Exceptions.unwrap(error);
    ErrorHandler<Throwable> handler = handlers.find(cause);
    if (handler == null) {
      return Exchange.failure(cause, request);
    }
    try {
      Publisher<Response> answer =
          Objects.requireNonNull(handler.handle(cause, request), NULL_FROM_ERROR_HANDLER);
      if (answer instanceof Response response) {
        return settleLast(request, cause, encoder.encode(request, response));
      }
      return settleLast(
          request,
          cause,
          Mono.from(answer).flatMap(response -> asMono(encoder.encode(request, response))));
    } catch (Throwable second) {
      return failed(request, cause, second);
    }
  }

  /** Returns a sound answer that makes way for the response to a 503, or 408, when the deadline passes first. */
  Publisher<Response> inTime(Request request, Publisher<Response> answer) {
    return answer instanceof Response
        ? answer
        : request.context().withinDeadline(answer, problem -> recover(request, problem));
  }

  /** Returns the answer where there is nothing: no route, or an empty publisher. */
  Publisher<Response> missing(Request request) {
    if (notFound == null) {
      return recover(request, nothingHere());
    }
    try {
      Publisher<Response> answer = notFound.handle(request);
      return answer instanceof Response response
          ? encoder.encode(request, response)
          : new Sound(Mono.from(answer)
              .switchIfEmpty(Mono.error(ErrorBoundary::nothingHere))
              .flatMap(response -> asMono(encoder.encode(request, response)))
              .onErrorResume(error -> asMono(recover(request, error))));
    } catch (Throwable error) {
      return recover(request, error);
    }
  }

  /** Returns the same answer as a Mono. */
  static Mono<Response> asMono(Publisher<Response> sound) {
    return sound instanceof Response response ? Mono.just(response) : Mono.from(sound);
  }

  private Publisher<Response> settleLast(
      Request request, Throwable first, Publisher<Response> answer) {
    if (answer instanceof Response) {
      return answer;
    }
    return new Sound(Mono.from(answer)
        .switchIfEmpty(Mono.fromSupplier(() -> Exchange.failure(first, request)))
        .onErrorResume(second -> asMono(failed(request, first, second))));
  }

  private static Publisher<Response> failed(Request request, Throwable first, Throwable second) {
    Throwable cause = Exceptions.unwrap(second);
    // An HttpException is meant as the answer. Anything else is told in an exception of its own:
    // the user may throw the same object each time, which must not grow.
    if (cause == first || cause instanceof HttpException) {
      return Exchange.failure(cause, request);
    }
    Throwable both = new IllegalStateException(
        "the error handler for " + first.getClass().getName() + " failed", cause);
    both.addSuppressed(first);
    return Exchange.failure(both, request);
  }

  private static HttpException nothingHere() {
    return HttpException.notFound("There is nothing at this path.");
  }

  private static IllegalStateException nothingReturned() {
    return new IllegalStateException(
        "a handler or middleware returned null (expected: a Response or a publisher of one)");
  }

  /** A Mono that emits exactly one response and never fails, so that no further boundary has to guard it again. */
  private static final class Sound extends MonoOperator<Response, Response> {
    Sound(Mono<Response> source) {
      super(source);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Response> actual) {
      source.subscribe(actual);
    }
  }
}
