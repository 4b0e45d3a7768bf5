package io.molt.web.http;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request method (RFC 9110 section 9): any token, case-sensitive.
 *
 * @param name the token, such as {@code GET}
 */
public record Method(String name) {
  /** {@code GET} (RFC 9110 section 9.3.1). */
  public static final Method GET = new Method("GET");

  /** {@code HEAD} (RFC 9110 section 9.3.2). */
  public static final Method HEAD = new Method("HEAD");

  /** {@code POST} (RFC 9110 section 9.3.3). */
  public static final Method POST = new Method("POST");

  /** {@code PUT} (RFC 9110 section 9.3.4). */
  public static final Method PUT = new Method("PUT");

  /** {@code DELETE} (RFC 9110 section 9.3.5). */
  public static final Method DELETE = new Method("DELETE");

  /** {@code OPTIONS} (RFC 9110 section 9.3.7). */
  public static final Method OPTIONS = new Method("OPTIONS");

  /** {@code PATCH} (RFC 5789). */
  public static final Method PATCH = new Method("PATCH");

  /** {@code QUERY} (RFC 10008): safe and idempotent like GET, with content. */
  public static final Method QUERY = new Method("QUERY");

  private static final Map<String, Method> KNOWN = Stream.of(
          GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH, QUERY)
      .collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));

  /**
   * Creates a method.
   *
   * @throws IllegalArgumentException if the name is not a token
   */
  public Method {
    Tokens.require("method", name);
  }

  /**
   * Returns the method of that name, one of the constants where there is one.
   *
   * @throws IllegalArgumentException if the name is not a token
   */
  public static Method of(String name) {
    Method known = KNOWN.get(name);
    return known == null ? new Method(name) : known;
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return name;
  }
}
