package io.molt.web.test;

import io.molt.web.http.Headers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cookies that responses set and gives them to the requests they are for (RFC 6265 section 5). There is one
 * host, so domains are not looked at; it is this machine, so {@code Secure} cookies travel without TLS.
 */
final class CookieJar {
  private static final Set<String> ATTRIBUTES = Set.of(
      "path", "domain", "max-age", "expires", "samesite", "secure", "httponly", "partitioned");

  private record Stored(
      String name, String value, String path, @Nullable Instant expires) {
    boolean isFor(String requestPath) {
      return requestPath.equals(path)
          || (requestPath.startsWith(path)
              && (path.endsWith("/") || requestPath.charAt(path.length()) == '/'));
    }

    boolean isAlive(Instant now) {
      return expires == null || now.isBefore(expires);
    }
  }

  private final List<Stored> cookies = new ArrayList<>();

  static boolean isAttribute(String name) {
    return ATTRIBUTES.contains(name.toLowerCase(Locale.ROOT));
  }

  synchronized void set(String name, String value) {
    put(new Stored(name, value, "/", null));
  }

  synchronized void store(Headers headers, String requestPath, Clock clock) {
    headers.all("set-cookie").forEach(header -> store(header, requestPath, clock.instant()));
  }

  /** Returns the cookies for a path by name, those of longer paths first; the first of a name counts. */
  synchronized Map<String, String> cookiesFor(String requestPath, Clock clock) {
    Instant now = clock.instant();
    return cookies.stream()
        .filter(cookie -> cookie.isAlive(now) && cookie.isFor(requestPath))
        .sorted(Comparator.comparing((Stored cookie) -> -cookie.path.length()))
        .collect(Collectors.toMap(
            Stored::name, Stored::value, (longer, shorter) -> longer, LinkedHashMap::new));
  }

  private void store(String header, String requestPath, Instant now) {
    String[] parts = header.split(";", -1);
    int equals = parts[0].indexOf('=');
    if (equals <= 0) {
      return;
    }
    Map<String, String> attributes = attributes(parts);
    put(new Stored(
        parts[0].substring(0, equals).strip(),
        parts[0].substring(equals + 1).strip(),
        path(attributes.get("path"), requestPath),
        expiry(attributes, now)));
  }

  private void put(Stored cookie) {
    cookies.removeIf(old -> old.name.equals(cookie.name) && old.path.equals(cookie.path));
    cookies.add(cookie);
  }

  private static Map<String, String> attributes(String[] parts) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? parts[i] : parts[i].substring(0, equals);
      String value = equals < 0 ? "" : parts[i].substring(equals + 1).strip();
      attributes.put(name.strip().toLowerCase(Locale.ROOT), value);
    }
    return attributes;
  }

  /** Returns the path attribute, or the directory of the request (RFC 6265 section 5.1.4). */
  private static String path(@Nullable String attribute, String requestPath) {
    if (attribute != null && attribute.startsWith("/")) {
      return attribute;
    }
    int slash = requestPath.lastIndexOf('/');
    return slash <= 0 ? "/" : requestPath.substring(0, slash);
  }

  private static @Nullable Instant expiry(Map<String, String> attributes, Instant now) {
    String maxAge = attributes.get("max-age");
    if (maxAge != null && maxAge.matches("-?\\d{1,9}")) {
      return now.plusSeconds(Long.parseLong(maxAge));
    }
    String expires = attributes.get("expires");
    return expires == null ? null : instant(expires);
  }

  private static @Nullable Instant instant(String expires) {
    try {
      return ZonedDateTime.parse(expires, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException malformed) {
      // A date that cannot be read counts as absent (RFC 6265 section 5.2.1).
      return null;
    }
  }
}
