package io.molt.web.router;

import java.util.List;

/**
 * One route as it was declared.
 *
 * @param method the method token, case-sensitive (RFC 9110, section 9.1)
 * @param pattern the pattern as written; {@link Router} explains the syntax
 * @param value what the route leads to
 * @param origin where it was declared, such as {@code UserRoutes.java:42}, for messages; empty when unknown
 */
public record Route<T>(String method, String pattern, T value, String origin) {

  /**
   * Checks the method and the pattern.
   *
   * @throws IllegalArgumentException if the method is no token or the pattern breaks a rule; the message names the rule
   *     and the fix
   */
  public Route {
    Token.require(method);
    PathPattern.parse(pattern);
  }

  /** Returns the names of the pattern's parameters, from left to right. */
  public List<String> parameterNames() {
    return PathPattern.parse(pattern).names();
  }

  /** Returns the route as messages show it: {@code GET /users/{id} (UserRoutes.java:42)}. */
  String describe() {
    String plain = method + " " + pattern;
    return origin.isEmpty() ? plain : plain + " (" + origin + ")";
  }

  /** Returns whether the other pattern differs in its parameters' names at most. */
  boolean hasShapeOf(Route<?> other) {
    return Router.shapeOf(pattern).equals(Router.shapeOf(other.pattern));
  }
}
