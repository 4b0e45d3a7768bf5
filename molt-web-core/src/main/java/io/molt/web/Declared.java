package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import java.util.List;

/**
 * One route as it was declared, with all that its groups add to it.
 *
 * @param pattern the whole pattern, prefixes of groups included
 * @param middleware of its groups and its own, the outermost first; not the app's
 * @param options of its groups and its own, the outermost first
 * @param origin the line that declared it, such as {@code Users.java:42}
 */
record Declared(
    Method method,
    String pattern,
    Handler handler,
    List<Middleware> middleware,
    RouteOptions options,
    String origin)
    implements Recipe.Entry {

  @Override
  public String toString() {
    return method + " " + pattern + " (" + origin + ")";
  }
}
