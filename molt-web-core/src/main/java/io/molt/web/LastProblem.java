package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.ErrorHandler;
import io.molt.web.http.Exchange;
import io.molt.web.http.Key;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.http.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts a problem (RFC 9457) in the place of a failure half-way, as the last element of a stream that then ends well. It is
 * the one that the same failure would have been answered with before the head was out.
 */
final class LastProblem {
  /** What a request finds by that its route wants this. */
  static final Key<RouteOption> WANTED = Key.of("problemAtEnd");

  private static final String EVENT = "problem";

  private final ErrorHandlers handlers;

  LastProblem(ErrorHandlers handlers) {
    this.handlers = handlers;
  }

  /** Returns the content of a stream of that type, which fails no more if its route says so and its elements stand alone. */
  Flux<ByteBuffer> after(Request request, MediaType mediaType, Flux<ByteBuffer> content) {
    boolean events = mediaType.sameTypeAs(MediaType.EVENT_STREAM);
    if (request.routeAttribute(WANTED).isEmpty()
        || !(events || mediaType.sameTypeAs(MediaType.NDJSON))) {
      return content;
    }
    return content.onErrorResume(error -> problem(request, Exceptions.unwrap(error))
        .map(json -> events ? event(json) : json + "\n")
        .map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .doFirst(() -> Exchange.endsWithProblem(request)));
  }

  private static String event(String json) {
    return EventStream.text(ServerSentEvent.of(json).withEvent(EVENT), json);
  }

  /** Returns the JSON of the problem, in one line. */
  private Mono<String> problem(Request request, Throwable error) {
    ErrorHandler<Throwable> handler = handlers.find(error);
    Mono<Response> answer = handler == null
        ? Mono.fromSupplier(() -> Exchange.failure(error, request))
        : Mono.fromCallable(() -> handled(handler, error, request))
            .flatMap(Mono::from)
            .switchIfEmpty(Mono.fromSupplier(() -> Exchange.failure(error, request)))
            .onErrorResume(second -> Mono.just(Exchange.failure(second, request)));
    return answer.map(response ->
        new String(json(response), StandardCharsets.UTF_8).replace('\n', ' ').replace('\r', ' '));
  }

  private static Publisher<Response> handled(
      ErrorHandler<Throwable> handler, Throwable error, Request request) throws Exception {
    return Objects.requireNonNull(
        handler.handle(error, request),
        "an error handler returned null (expected: a Response or a publisher of one)");
  }

  private static byte[] json(Response response) {
    @Nullable String type = response.headers().get("content-type");
    return response.body() instanceof Body.Bytes whole
            && MediaType.PROBLEM_JSON.toString().equals(type)
        ? whole.bytes()
        : Problem.of(failed(response.status())).toJson();
  }

  /** Returns the status as far as it is one of an error: what a handler answers may be anything. */
  private static Status failed(Status status) {
    return status.code() < 400 ? Status.INTERNAL_SERVER_ERROR : status;
  }
}
