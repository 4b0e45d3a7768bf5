package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Bulkhead;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Request;
import io.molt.web.http.RequestScope;
import io.molt.web.http.Response;
import io.molt.web.router.PathParams;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Where a match leads: enforces the options of the route, then runs its chain. */
final class Endpoint {
  private final String pattern;
  private final Chain.Link chain;
  private final ErrorBoundary boundary;
  private final RequestScope scope;
  private final long maxBody;
  private final @Nullable Duration deadline;
  private final List<MediaType> consumes;
  private final boolean alwaysAdmitted;
  private final @Nullable Bulkhead bulkhead;

  Endpoint(Declared declared, Chain chains, ErrorBoundary boundary, RequestScope appScope) {
    RouteOptions options = declared.options();
    this.pattern = declared.pattern();
    this.boundary = boundary;
    this.chain =
        ending(options, chains.compose(declared.middleware(), chains.end(handler(declared))));
    this.scope = appScope.forRoute(
        attributes(options),
        options.maxBody().map(RouteOption.MaxBody::limit).orElse(appScope.maxBody()),
        options.forms().map(RouteOption.Forms::options).orElse(appScope.forms()));
    this.maxBody = options.maxBody().map(limit -> limit.limit().bytes()).orElse(Long.MAX_VALUE);
    this.deadline = options.deadline().map(RouteOption.Deadline::limit).orElse(null);
    this.consumes = options.consumes();
    this.alwaysAdmitted = options.alwaysAdmitted() || Health.isProbe(declared.handler());
    this.bulkhead = options.maxInFlight().map(RouteOption.MaxInFlight::bulkhead).orElse(null);
  }

  private static Handler handler(Declared declared) {
    return declared.options().onDrain().orElse(null) instanceof DrainPolicy.Complete complete
        ? StreamEnd.completing(declared.handler(), complete)
        : declared.handler();
  }

  private static Chain.Link ending(RouteOptions options, Chain.Link chain) {
    return options.onDrain().orElse(null) instanceof DrainPolicy.AbortAfter abort
        ? StreamEnd.breakingOff(chain, abort)
        : chain;
  }

  private static Map<Key<?>, Object> attributes(RouteOptions options) {
    Map<Key<?>, Object> all = new HashMap<>(options.attributes());
    options.onDrain().ifPresent(policy -> all.put(StreamEnd.POLICY, policy));
    options.heartbeat().ifPresent(beat -> all.put(EventStream.HEARTBEAT, beat.interval()));
    options.problemAtEnd().ifPresent(wanted -> all.put(LastProblem.WANTED, wanted));
    options.webSocket().ifPresent(sessions -> all.put(WebSocketRoute.OPTIONS, sessions));
    return all;
  }

  Publisher<Response> handle(Request request, PathParams params) {
    String prefix = request.pattern().orElse("");
    Request matched = request.matched(pattern(prefix), params, scope);
    if (deadline != null) {
      request.context().grantTime(deadline);
    }
    HttpException refusal = refusal(matched);
    if (refusal != null) {
      return boundary.recover(matched, refusal);
    }
    Request limited = maxBody == Long.MAX_VALUE ? matched : limited(matched);
    return boundary.inTime(limited, admit(limited));
  }

  private Publisher<Response> admit(Request request) {
    return alwaysAdmitted
        ? chain.handle(request)
        : request
            .context()
            .service()
            .admit(request, bulkhead, chain, reason -> boundary.recover(request, reason));
  }

  private String pattern(String prefix) {
    if (prefix.isEmpty()) {
      return pattern;
    }
    return pattern.equals("/") ? prefix : prefix + pattern;
  }

  private @Nullable HttpException refusal(Request request) {
    if (request.content().length() > maxBody) {
      return HttpException.contentTooLarge(maxBody);
    }
    return consumes.isEmpty() || takes(request)
        ? null
        : HttpException.unsupportedMediaType(request, consumes);
  }

  /** Returns the media types of content that this takes, as far as its options say; empty if they say nothing. */
  List<MediaType> consumes() {
    return consumes;
  }

  private boolean takes(Request request) {
    return request.content() instanceof Body.Empty
        || request
            .contentType()
            .map(type -> consumes.stream().anyMatch(own -> own.includes(type)))
            .orElse(false);
  }

  private Request limited(Request request) {
    return request.content() instanceof Body.Stream stream && stream.length() < 0
        ? request.withBody(Body.stream(Limits.limit(stream.chunks(), maxBody)))
        : request;
  }
}
