package io.molt.web;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Exchange;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Sinks;

/** Sends requests into an app as an adapter does. */
final class AppTester {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final Service service;

  AppTester(App app) {
    this.service = app.service();
  }

  static Response get(App app, String target) {
    return new AppTester(app).send(Method.GET, target, Body.empty());
  }

  Response get(String target, String... headers) {
    return send(Method.GET, target, Body.empty(), headers);
  }

  Response send(Method method, String target, Body body, String... headers) {
    return send(request(method, target, body, headers));
  }

  Response send(Request request) {
    Sinks.One<Response> answer = Sinks.one();
    new Exchange(
            request, response -> answer.emitValue(response, Sinks.EmitFailureHandler.FAIL_FAST))
        .start(service.handler());
    Response response = answer.asMono().block(PATIENCE);
    if (response == null) {
      throw new AssertionError("no answer to " + request);
    }
    return response;
  }

  Request request(Method method, String target, Body body, String... headers) {
    Headers fields = Headers.of(headers);
    RequestContext context =
        RequestContext.create(service, Connection.IN_MEMORY, fields, Runnable::run);
    return Request.of(method, target, fields, body, context);
  }

  static String text(Response response) {
    return new String(
        response.body().bytes(100_000).blockOptional(PATIENCE).orElseThrow(),
        StandardCharsets.UTF_8);
  }
}
