package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.router.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an app and its groups have in common while they are being written: a prefix, middleware, options and routes. */
final class Scope {
  private final Recipe recipe;
  private final String prefix;
  private final List<Middleware> inherited;
  private final RouteOptions options;
  private final List<Middleware> own = new ArrayList<>();
  private @Nullable String firstRoute;

  private Scope(Recipe recipe, String prefix, List<Middleware> inherited, RouteOptions options) {
    this.recipe = recipe;
    this.prefix = prefix;
    this.inherited = inherited;
    this.options = options;
  }

  static Scope root(Recipe recipe) {
    return new Scope(recipe, "", List.of(), RouteOptions.NONE);
  }

  void use(Middleware... middleware) {
    recipe.requireOpen("middleware");
    if (firstRoute != null) {
      throw new IllegalStateException("middleware must be added before routes: " + firstRoute
          + " was already added to this scope");
    }
    for (Middleware each : middleware) {
      own.add(Objects.requireNonNull(each, "middleware: null (expected: a function)"));
    }
  }

  void route(Method method, String pattern, Handler handler, RouteOption... more) {
    recipe.requireOpen(method + " " + pattern);
    Objects.requireNonNull(handler, method + " " + pattern + ": no handler (expected: a function)");
    String whole = join(pattern);
    // For its checks: a bad pattern is told at the line that declares it.
    Router.shapeOf(whole);
    List<Middleware> chain = new ArrayList<>(chain());
    chain.addAll(RouteOptions.middleware(more));
    Declared route = new Declared(
        method, whole, handler, List.copyOf(chain), options.and(more), Origin.ofCaller());
    recipe.add(route);
    note(route.toString());
  }

  void group(String path, Consumer<Group> routes, RouteOption... more) {
    recipe.requireOpen("group " + path);
    requirePrefix(path);
    List<Middleware> chain = new ArrayList<>(chain());
    chain.addAll(RouteOptions.middleware(more));
    note("group " + (path.isEmpty() ? "\"\"" : path) + " (" + Origin.ofCaller() + ")");
    routes.accept(
        new Group(new Scope(recipe, prefix + path, List.copyOf(chain), options.and(more))));
  }

  void mount(String path, App app) {
    recipe.requireOpen("mount " + path);
    requirePrefix(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("mount prefix: '' (expected: a prefix such as /admin)");
    }
    if (app.recipe().reaches(recipe)) {
      String which =
          app.recipe() == recipe ? "the app itself" : "an app that this one is mounted in";
      throw new IllegalArgumentException(
          "mount " + path + ": " + which + " (expected: another app)");
    }
    Mounted mounted = new Mounted(prefix + path, app, List.copyOf(chain()), Origin.ofCaller());
    recipe.add(mounted);
    note(mounted.toString());
  }

  /** Returns the middleware added to this very scope. */
  List<Middleware> own() {
    return own;
  }

  private List<Middleware> chain() {
    // The app's own middleware wraps routing; it is not repeated around each route.
    if (prefix.isEmpty() && recipe.isRoot(this)) {
      return List.of();
    }
    List<Middleware> chain = new ArrayList<>(inherited);
    chain.addAll(own);
    return chain;
  }

  private void note(String what) {
    if (firstRoute == null) {
      firstRoute = what;
    }
  }

  private String join(String pattern) {
    if (prefix.isEmpty()) {
      return pattern;
    }
    if (!pattern.isEmpty() && !pattern.startsWith("/")) {
      throw new IllegalArgumentException(
          "pattern " + pattern + " does not start with a slash (write /" + pattern + ")");
    }
    return pattern.equals("/") ? prefix : prefix + pattern;
  }

  private static void requirePrefix(String path) {
    if (!path.isEmpty() && (!path.startsWith("/") || path.endsWith("/"))) {
      throw new IllegalArgumentException(
          "prefix: '" + path + "' (expected: a leading slash and none at the end, such as /api)");
    }
  }
}
