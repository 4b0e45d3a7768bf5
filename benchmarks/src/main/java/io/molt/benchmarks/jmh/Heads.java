package io.molt.benchmarks.jmh;

import java.nio.charset.StandardCharsets;

/** The heads of requests that are measured with. */
public final class Heads {
  static final String[] DOZEN = {
    "host", "shop.example.org",
    "connection", "keep-alive",
    "cache-control", "max-age=0",
    "user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",
    "accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "sec-fetch-site", "none",
    "sec-fetch-mode", "navigate",
    "sec-fetch-dest", "document",
    "referer", "https://shop.example.org/",
    "accept-encoding", "gzip, deflate, br, zstd",
    "accept-language", "en-GB,en;q=0.9",
    "cookie", "session=0123456789abcdef0123456789abcdef"
  };

  private Heads() {}

  /** Returns the names and values of a dozen fields, in turn. */
  public static String[] dozen() {
    return DOZEN.clone();
  }

  /** Returns a request without content, as few clients send it: three fields. */
  public static byte[] small(String target) {
    return head(target, "host", "localhost:8080", "user-agent", "benchmark/1", "accept", "*/*");
  }

  /** Returns a request without content, as browsers send it: a dozen fields. */
  public static byte[] large(String target) {
    return head(target, DOZEN);
  }

  private static byte[] head(String target, String... fields) {
    StringBuilder head = new StringBuilder("GET ").append(target).append(" HTTP/1.1\r\n");
    for (int i = 0; i < fields.length; i += 2) {
      head.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }
}
