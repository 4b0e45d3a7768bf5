package io.molt.web.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import reactor.core.scheduler.Schedulers;

/** Requests as an adapter makes them. */
final class Requests {
  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private Requests() {}

  static RequestContext context(String... headers) {
    Service service = Service.of(
        request -> Response.ok(), Schedulers.parallel(), Clock.fixed(NOW, ZoneOffset.UTC));
    return RequestContext.create(service, Connection.IN_MEMORY, Headers.of(headers), Runnable::run);
  }

  static Request get(String target) {
    return Request.of(Method.GET, target, Headers.empty(), Body.empty(), context());
  }

  static Request post(Body body, String... headers) {
    return Request.of(Method.POST, "/", Headers.of(headers), body, context());
  }
}
