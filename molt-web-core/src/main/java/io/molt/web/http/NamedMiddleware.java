package io.molt.web.http;

import org.reactivestreams.Publisher;

record NamedMiddleware(String name, Middleware middleware) implements Middleware {
  @Override
  public Publisher<Response> handle(Request request, Next next) throws Exception {
    return middleware.handle(request, next);
  }
}
