package io.molt.web.http;

import java.util.Locale;
import java.util.Objects;

/**
 * What a browser tells cookies apart by (RFC 6265bis section 5.7): setting another one with the same key replaces it.
 *
 * @param domain in lower case, empty for the host alone
 * @param path empty if it is left to the browser
 * @param partitioned whether it is kept in another jar for each site that embeds this one
 */
record CookieKey(String name, String domain, String path, boolean partitioned) {

  static CookieKey of(Cookie cookie) {
    return new CookieKey(
        cookie.name(),
        domain(Objects.requireNonNullElse(cookie.domain(), "")),
        cookie.path(),
        cookie.partitioned());
  }

  /** Returns the key of the cookie that a {@code Set-Cookie} field sets. */
  static CookieKey of(String field) {
    String[] parts = field.split(";", -1);
    String domain = "";
    String path = "";
    boolean partitioned = false;
    for (int i = 1; i < parts.length; i++) {
      String value = value(parts[i]);
      switch (name(parts[i]).toLowerCase(Locale.ROOT)) {
        case "domain" -> domain = domain(value);
        case "path" -> path = value;
        case "partitioned" -> partitioned = true;
        default -> {
          // Says how long the cookie is kept, or who sees it, but not which one it is.
        }
      }
    }
    return new CookieKey(name(parts[0]), domain, path, partitioned);
  }

  private static String domain(String text) {
    String name = text.startsWith(".") ? text.substring(1) : text;
    return name.toLowerCase(Locale.ROOT);
  }

  private static String name(String part) {
    int end = part.indexOf('=');
    return (end < 0 ? part : part.substring(0, end)).strip();
  }

  private static String value(String part) {
    return part.substring(part.indexOf('=') + 1).strip();
  }
}
