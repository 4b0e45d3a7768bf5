package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends streams when the service drains, by the policy of their route. */
final class StreamEnd {
  /** What a request finds the policy of its route by. */
  static final Key<DrainPolicy> POLICY = Key.of("onDrain");

  private static final String NULL = "a handler returned null (expected: a publisher)";

  private StreamEnd() {}

  /** Returns the elements of a response of that type, to be encoded, so that what comes of them ends as it should. */
  static Flux<?> of(Request request, MediaType mediaType, Publisher<?> elements) {
    Flux<?> all = Flux.from(elements);
    DrainPolicy policy =
        request.routeAttribute(POLICY).orElseGet(() -> StreamEnd.policyFor(mediaType));
    return policy instanceof DrainPolicy.Complete complete
        ? complete(request, all, complete.last())
        : all;
  }

  /** Returns a handler whose chunks complete; what has elements is seen to when it is encoded. */
  static Handler completing(Handler handler, DrainPolicy.Complete policy) {
    return request -> {
      Publisher<Response> answer = handler.handle(request);
      return answer instanceof Response response
          ? completing(request, response, policy)
          : Mono.from(Objects.requireNonNull(answer, NULL))
              .map(response -> completing(request, response, policy));
    };
  }

  /** Returns a part of the chain whose streams are broken off, whatever they are made of. */
  static Chain.Link breakingOff(Chain.Link inner, DrainPolicy.AbortAfter policy) {
    return request -> {
      Publisher<Response> answer = inner.handle(request);
      return answer instanceof Response response
          ? breakingOff(request, response, policy)
          : Mono.from(answer).map(response -> breakingOff(request, response, policy));
    };
  }

  private static Response breakingOff(
      Request request, Response response, DrainPolicy.AbortAfter policy) {
    if (response.body() instanceof Body.Stream
        || response.body() instanceof Body.File
        || response.body() instanceof Body.Tunnel) {
      request.context().breakOffAtDrain(policy.time());
    }
    return response;
  }

  private static Response completing(
      Request request, Response response, DrainPolicy.Complete policy) {
    if (!(response.body() instanceof Body.Stream stream) || stream.length() >= 0) {
      return response;
    }
    Optional<ByteBuffer> last = policy.last().map(StreamEnd::chunk);
    return response.withBody(Body.stream(complete(request, stream.chunks(), last)));
  }

  private static <T> Flux<T> complete(
      Request request, Flux<? extends T> elements, Optional<? extends T> last) {
    Mono<Void> draining = request.context().draining();
    if (last.isEmpty()) {
      return Flux.<T>from(elements).takeUntilOther(draining);
    }
    return Flux.defer(() -> {
      AtomicBoolean cut = new AtomicBoolean();
      Mono<T> end = Mono.defer(() -> cut.get() ? Mono.just(last.get()) : Mono.empty());
      return Flux.<T>from(elements)
          .takeUntilOther(draining.doOnSuccess(nothing -> cut.set(true)))
          .concatWith(end);
    });
  }

  private static DrainPolicy policyFor(MediaType mediaType) {
    return mediaType.sameTypeAs(MediaType.EVENT_STREAM)
        ? DrainPolicy.complete()
        : DrainPolicy.finish();
  }

  private static ByteBuffer chunk(Object last) {
    if (last instanceof ByteBuffer chunk) {
      return chunk.asReadOnlyBuffer();
    }
    throw new IllegalStateException(
        "last element at drain: a " + last.getClass().getSimpleName()
            + " (expected: a ByteBuffer, since the route sends chunks)");
  }
}
