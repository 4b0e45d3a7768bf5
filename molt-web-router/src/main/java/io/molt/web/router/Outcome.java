package io.molt.web.router;

import java.util.List;

/**
 * What {@link Router#match} says about a method and a path: one of four answers, and never an exception.
 *
 * @param <T> the type of the routes' values
 */
public sealed interface Outcome<T> {

  /**
   * A route matched.
   *
   * @param route the most specific route of this method that matches the path
   * @param params what its parameters captured; empty for a literal pattern
   */
  record Found<T>(Route<T> route, PathParams params) implements Outcome<T> {}

  /**
   * Patterns match the path, but none has this method: a 405 (RFC 9110, section 15.5.6).
   *
   * @param allowed the methods of every pattern that matches the path, sorted, without repetition, immutable, never
   *     empty; the value of {@code Allow}
   */
  record MethodNotAllowed<T>(List<String> allowed) implements Outcome<T> {

    public MethodNotAllowed {
      allowed = allowed.stream().distinct().sorted().toList();
    }
  }

  /** No pattern matches the path: a 404. */
  record NotFound<T>() implements Outcome<T> {}

  /**
   * The path is not well-formed (RFC 3986, section 2.1; RFC 3629): a 400, whatever the routes are.
   *
   * @param reason what is wrong and at which index of the raw path; never echoes the path
   */
  record Malformed<T>(String reason) implements Outcome<T> {}
}
