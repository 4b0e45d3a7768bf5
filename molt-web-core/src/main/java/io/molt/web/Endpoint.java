package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.RequestScope;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.router.PathParams;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Where a match leads: enforces the options of the route, then runs its chain. */
final class Endpoint {
  private final Declared declared;
  private final Chain.Link chain;
  private final ErrorBoundary boundary;
  private final RequestScope scope;
  private final long maxBody;
  private final @Nullable Duration deadline;
  private final List<MediaType> consumes;

  Endpoint(Declared declared, Chain chains, ErrorBoundary boundary, RequestScope appScope) {
    RouteOptions options = declared.options();
    this.declared = declared;
    this.boundary = boundary;
    this.chain = chains.compose(declared.middleware(), chains.end(declared.handler()));
    this.scope = appScope.forRoute(
        options.attributes(),
        options.maxBody().map(RouteOption.MaxBody::limit).orElse(appScope.maxBody()));
    this.maxBody = options.maxBody().map(limit -> limit.limit().bytes()).orElse(Long.MAX_VALUE);
    this.deadline = options.deadline().map(RouteOption.Deadline::limit).orElse(null);
    this.consumes = options.consumes();
  }

  Publisher<Response> handle(Request request, PathParams params) {
    String prefix = request.pattern().orElse("");
    Request matched = request.matched(pattern(prefix), params, scope);
    HttpException refusal = refusal(matched);
    if (refusal != null) {
      return boundary.recover(matched, refusal);
    }
    Request limited = maxBody == Long.MAX_VALUE ? matched : limited(matched);
    return deadline == null ? chain.handle(limited) : withinDeadline(limited, deadline);
  }

  private String pattern(String prefix) {
    String own = declared.pattern();
    return own.equals("/") && !prefix.isEmpty() ? prefix : prefix + own;
  }

  private @Nullable HttpException refusal(Request request) {
    if (request.content().length() > maxBody) {
      return HttpException.contentTooLarge(maxBody);
    }
    return consumes.isEmpty() || takes(request) ? null : unsupported(request);
  }

  private boolean takes(Request request) {
    return request.content() instanceof Body.Empty
        || request
            .contentType()
            .map(type -> consumes.stream().anyMatch(own -> own.includes(type)))
            .orElse(false);
  }

  private HttpException unsupported(Request request) {
    String expected = consumes.stream().map(MediaType::toString).collect(Collectors.joining(", "));
    String found = request.header("content-type").orElse("missing");
    Problem problem = Problem.of(
        Status.UNSUPPORTED_MEDIA_TYPE,
        "The content type is " + found + " (expected: " + expected + ").");
    return new HttpException(problem, Headers.of("accept", expected));
  }

  private Request limited(Request request) {
    return request.content() instanceof Body.Stream stream && stream.length() < 0
        ? request.withBody(Body.stream(Limits.limit(stream.chunks(), maxBody)))
        : request;
  }

  private Publisher<Response> withinDeadline(Request request, Duration limit) {
    RequestContext context = request.context();
    context.shortenDeadline(context.clock().instant().plus(limit));
    Publisher<Response> answer = chain.handle(request);
    if (answer instanceof Response) {
      return answer;
    }
    Mono<Response> late =
        Mono.defer(() -> ErrorBoundary.asMono(boundary.recover(request, deadlinePassed(limit))));
    Duration left = context.remaining().orElse(limit);
    return Mono.from(answer).timeout(left, late, context.scheduler());
  }

  private static HttpException deadlinePassed(Duration limit) {
    return new HttpException(Problem.of(
        Status.SERVICE_UNAVAILABLE,
        "The answer was not ready within " + limit.toMillis() + " ms."));
  }
}
