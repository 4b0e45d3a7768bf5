package io.molt.web.http;

import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which fields may come after the content. A recipient may drop them, or see them too late: those that frame or route a
 * message, authenticate somebody, say what the content is or what to do with it have to come before (RFC 9110 section 6.5.1).
 */
public final class Trailers {
  private static final Set<String> OF_NO_MESSAGE = Set.of(
      "authorization",
      "cache-control",
      "connection",
      "content-encoding",
      "content-length",
      "content-range",
      "content-type",
      "host",
      "keep-alive",
      "max-forwards",
      "pragma",
      "proxy-authorization",
      "proxy-connection",
      "te",
      "trailer",
      "transfer-encoding",
      "upgrade");
  private static final Set<String> OF_NO_REQUEST = Set.of(
      "cookie",
      "expect",
      "forwarded",
      "if-match",
      "if-modified-since",
      "if-none-match",
      "if-range",
      "if-unmodified-since",
      "origin",
      "range");
  private static final Set<String> OF_NO_RESPONSE = Set.of(
      "age",
      "alt-svc",
      "date",
      "expires",
      "location",
      "proxy-authenticate",
      "retry-after",
      "set-cookie",
      "vary",
      "www-authenticate");

  private Trailers() {}

  /** Returns whether a field of that name may come after the content of a request. */
  public static boolean areAllowedInRequest(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !OF_NO_MESSAGE.contains(lower) && !OF_NO_REQUEST.contains(lower);
  }

  /** Returns whether a field of that name may come after the content of a response. */
  public static boolean areAllowedInResponse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !OF_NO_MESSAGE.contains(lower) && !OF_NO_RESPONSE.contains(lower);
  }

  /**
   * Returns the fields that come after the content of a response, all of which has been handed over; for adapters.
   *
   * @throws IllegalArgumentException if there is one among them that may not; the message names it
   */
  public static Headers of(Response response) {
    Headers fields = response.trailers().map(Supplier::get).orElse(Headers.empty());
    for (String name : fields.names()) {
      if (!areAllowedInResponse(name)) {
        throw new IllegalArgumentException("response trailer: '" + name
            + "' (expected: a field that may come after the content, see RFC 9110 section 6.5.1)");
      }
    }
    return fields;
  }
}
