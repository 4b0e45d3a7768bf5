package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Request;
import io.molt.web.http.RequestScope;
import io.molt.web.http.Response;
import io.molt.web.router.Explanation;
import io.molt.web.router.RouteConflictException;
import io.molt.web.router.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A built app: message rules around the app's middleware around dispatch. Immutable. */
final class Pipeline implements Handler {
  private final RequestScope scope;
  private final Dispatcher dispatcher;
  private final Chain.Link chain;
  private final ErrorBoundary boundary;
  private final @Nullable Duration deadline;

  Pipeline(
      Recipe recipe,
      List<Middleware> middleware,
      ErrorBoundary boundary,
      RequestScope scope,
      @Nullable Duration deadline) {
    Chain chains = new Chain(boundary);
    Mounts mounts = Mounts.of(recipe.mounts(), chains);
    this.scope = scope;
    this.dispatcher =
        new Dispatcher(router(recipe, mounts, chains, boundary, scope), mounts, boundary);
    this.deadline = deadline;
    this.boundary = boundary;
    this.chain = chains.compose(middleware, dispatcher::dispatch);
  }

  @Override
  public Publisher<Response> handle(Request request) {
    if (deadline != null) {
      request.context().grantTime(deadline);
    }
    Request own = request.withScope(scope);
    return MessageRules.apply(request, boundary.inTime(own, chain.handle(own)));
  }

  Explanation explain(Method method, String path) {
    return dispatcher.explain(method, path);
  }

  private static Router<Endpoint> router(
      Recipe recipe,
      @Nullable Mounts mounts,
      Chain chains,
      ErrorBoundary boundary,
      RequestScope scope) {
    requireNamesUnique(recipe.routes());
    Router.Builder<Endpoint> builder = Router.builder();
    List<Endpoint> endpoints = new ArrayList<>();
    for (Declared route : recipe.routes()) {
      requireReachable(route, mounts);
      Endpoint endpoint = new Endpoint(route, chains, boundary, scope);
      endpoints.add(endpoint);
      builder.add(route.method().name(), route.pattern(), endpoint, route.origin());
    }
    addHead(recipe.routes(), endpoints, builder);
    try {
      return builder.build();
    } catch (RouteConflictException doubled) {
      throw declaredOnly(recipe.routes(), endpoints, doubled);
    }
  }

  /** Returns the conflict without the lines for a HEAD that nobody wrote. */
  private static RouteConflictException declaredOnly(
      List<Declared> routes, List<Endpoint> endpoints, RouteConflictException doubled) {
    Router.Builder<Endpoint> builder = Router.builder();
    for (int i = 0; i < endpoints.size(); i++) {
      Declared route = routes.get(i);
      builder.add(route.method().name(), route.pattern(), endpoints.get(i), route.origin());
    }
    try {
      builder.build();
      return doubled;
    } catch (RouteConflictException once) {
      return once;
    }
  }

  private static void addHead(
      List<Declared> routes, List<Endpoint> endpoints, Router.Builder<Endpoint> builder) {
    Set<String> withHead = shapesOf(Method.HEAD, routes);
    for (int i = 0; i < endpoints.size(); i++) {
      Declared route = routes.get(i);
      if (route.method().equals(Method.GET) && withHead.add(Router.shapeOf(route.pattern()))) {
        builder.add(Method.HEAD.name(), route.pattern(), endpoints.get(i), route.origin());
      }
    }
  }

  private static Set<String> shapesOf(Method method, List<Declared> routes) {
    return routes.stream()
        .filter(route -> route.method().equals(method))
        .map(route -> Router.shapeOf(route.pattern()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static void requireNamesUnique(List<Declared> routes) {
    Map<String, Declared> byName = new HashMap<>();
    for (Declared route : routes) {
      String name = route.options().name().orElse(null);
      Declared other = name == null ? null : byName.putIfAbsent(name, route);
      if (other != null) {
        throw new IllegalStateException("route name '" + name + "': both " + other + " and " + route
            + " have it (expected: one route of a name)");
      }
    }
  }

  private static void requireReachable(Declared route, @Nullable Mounts mounts) {
    if (mounts != null && mounts.owns(route.pattern())) {
      throw new IllegalStateException(route + " can never match: an app is mounted at its prefix");
    }
  }
}
