package io.molt.web.websocket;

import io.molt.web.http.Request;
import java.util.List;
import java.util.Locale;

/**
 * Whose pages may connect (RFC 6455 section 10.2): a browser lets any page open a WebSocket to any server, with the
 * user's cookies, and leaves it to the server to look at where the page is from.
 */
final class Origins {
  private static final String ANY = "*";

  private Origins() {}

  /** Returns whether the request comes from no page, from one of the service, or from one of those that are allowed. */
  static boolean allow(Request request, List<String> others) {
    List<String> sent = request.headers().all("origin");
    if (sent.isEmpty() || others.contains(ANY)) {
      return true;
    }
    if (sent.size() > 1) {
      return false;
    }
    String origin = normalized(sent.get(0));
    return others.contains(origin) || origin.equals(own(request));
  }

  /** Returns an origin as it is compared: in lower case, without the port that goes without saying. */
  static String normalized(String origin) {
    String lower = origin.strip().toLowerCase(Locale.ROOT);
    if (lower.startsWith("https://") && lower.endsWith(":443")) {
      return lower.substring(0, lower.length() - 4);
    }
    return lower.startsWith("http://") && lower.endsWith(":80")
        ? lower.substring(0, lower.length() - 3)
        : lower;
  }

  private static String own(Request request) {
    return normalized(request.scheme() + "://" + request.host().orElse(""));
  }
}
