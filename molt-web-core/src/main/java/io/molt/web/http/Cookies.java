package io.molt.web.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code Cookie} header of a request (RFC 6265 section 5.4): lenient, the first of a name counts. */
final class Cookies {
  private Cookies() {}

  static Map<String, String> parse(List<String> headers) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String header : headers) {
      for (String pair : header.split(";")) {
        add(cookies, pair.strip());
      }
    }
    return cookies;
  }

  private static void add(Map<String, String> cookies, String pair) {
    int equals = pair.indexOf('=');
    if (equals > 0) {
      cookies.putIfAbsent(
          pair.substring(0, equals).strip(), unquote(pair.substring(equals + 1).strip()));
    }
  }

  private static String unquote(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
