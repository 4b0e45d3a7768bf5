package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for (RFC 9112 section 3.2).
 *
 * @param path path and query, or {@code *}
 * @param authority whom the target names itself, in absolute form; null if that is left to the {@code Host} field
 */
record RequestTarget(String path, @Nullable String authority) {
  private static final String SERVER = "*";

  /**
   * Returns what a target means with that method.
   *
   * @param target visible ASCII, and not empty
   * @throws HttpException if it means nothing
   */
  static RequestTarget of(String target, Method method) {
    // A fragment is the client's own (RFC 3986 section 3.5).
    int fragment = target.indexOf('#');
    if (fragment >= 0) {
      throw malformedAt(fragment);
    }
    if (target.charAt(0) == '/') {
      return new RequestTarget(target, null);
    }
    if (target.equals(SERVER)) {
      return serverWide(method);
    }
    int scheme = schemeLength(target);
    if (scheme < 0) {
      throw malformed();
    }
    return absolute(target, scheme, method);
  }

  /**
   * Returns a target in origin form, or {@code *}: no other form has a place on a stream (RFC 9113 section 8.3.1).
   *
   * @throws HttpException if it is something else
   */
  static String originForm(String target, Method method) {
    requireVisible(target);
    RequestTarget found = of(target, method);
    if (found.authority != null) {
      throw malformed();
    }
    return found.path;
  }

  /** What is sent raw has no meaning that both sides agree on (RFC 3986 section 2). */
  private static void requireVisible(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw malformedAt(i);
      }
    }
    if (target.isEmpty()) {
      throw malformed();
    }
  }

  private static RequestTarget serverWide(Method method) {
    if (!method.equals(Method.OPTIONS)) {
      throw malformed();
    }
    return new RequestTarget(SERVER, null);
  }

  private static int schemeLength(String target) {
    if (target.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
  }

  private static RequestTarget absolute(String target, int start, Method method) {
    int end = start;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String authority = target.substring(start, end);
    if (!Authority.isValid(authority)) {
      throw Refusal.malformed(
          "The request target is malformed (expected: a host after the scheme, and a port if need be).");
    }
    return new RequestTarget(pathAt(target, end, method), authority);
  }

  private static String pathAt(String target, int at, Method method) {
    if (at == target.length()) {
      return method.equals(Method.OPTIONS) ? SERVER : "/";
    }
    return target.charAt(at) == '/' ? target.substring(at) : "/" + target.substring(at);
  }

  private static HttpException malformedAt(int index) {
    return Refusal.malformed("The request target is malformed at index " + index
        + " (expected: visible ASCII, the rest percent-encoded, and no fragment).");
  }

  private static HttpException malformed() {
    return Refusal.malformed(
        "The request target is malformed (expected: a path that begins with '/').");
  }
}
