package io.molt.web;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Exchange;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Responder;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;
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
    Response response = answer(request).block(PATIENCE);
    if (response == null) {
      throw new AssertionError("no answer to " + request);
    }
    return response;
  }

  Mono<Response> answer(Request request) {
    Sinks.One<Response> answer = Sinks.one();
    new Exchange(request, new Answer(answer)).start(service.handler());
    return answer.asMono();
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

  private record Answer(Sinks.One<Response> sink) implements Responder {
    @Override
    public void respond(Response response) {
      sink.emitValue(response, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    @Override
    public void hint(Headers fields) {
      throw new AssertionError("hints " + fields + " (expected: a response only)");
    }

    @Override
    public void breakOff() {
      throw new AssertionError("broken off (expected: no deadline for content)");
    }

    @Override
    public boolean awaitsContent() {
      return false;
    }

    @Override
    public long received() {
      return 0;
    }

    @Override
    public long sent() {
      return 0;
    }
  }
}
