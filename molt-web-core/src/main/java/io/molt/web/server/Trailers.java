package io.molt.web.server;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;

/** The fields that may not come after the content: what they say has to be known before it (RFC 9110 section 6.5.1). */
final class Trailers {
  private static final Set<String> FORBIDDEN = Set.of(
      "authorization",
      "cache-control",
      "connection",
      "content-encoding",
      "content-length",
      "content-range",
      "content-type",
      "cookie",
      "expect",
      "forwarded",
      "host",
      "if-match",
      "if-modified-since",
      "if-none-match",
      "if-range",
      "if-unmodified-since",
      "keep-alive",
      "max-forwards",
      "origin",
      "pragma",
      "proxy-authorization",
      "proxy-connection",
      "range",
      "te",
      "trailer",
      "transfer-encoding",
      "upgrade");

  private Trailers() {}

  /** Refuses a trailer section with a field that frames, routes or authenticates, or says what the content is. */
  static void require(HttpHeaders fields) {
    for (String name : fields.names()) {
      if (FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
        throw Refusal.malformed(
            "A trailer field may only stand in the header section (expected: none that frames,"
                + " routes or authenticates the request, or says what its content is).");
      }
    }
  }
}
