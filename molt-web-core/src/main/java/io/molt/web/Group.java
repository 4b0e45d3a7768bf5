package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import java.util.function.Consumer;

/** Routes that share a prefix, middleware and options; see {@link Routes#group}. */
public final class Group implements Routes<Group> {
  private final Scope scope;

  Group(Scope scope) {
    this.scope = scope;
  }

  @Override
  public Group route(Method method, String pattern, Handler handler, RouteOption... options) {
    scope.route(method, pattern, handler, options);
    return this;
  }

  @Override
  public Group use(Middleware... middleware) {
    scope.use(middleware);
    return this;
  }

  @Override
  public Group group(String prefix, Consumer<Group> routes, RouteOption... options) {
    scope.group(prefix, routes, options);
    return this;
  }

  @Override
  public Group mount(String prefix, App app) {
    scope.mount(prefix, app);
    return this;
  }
}
