package io.molt.web.http;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header (W3C Trace Context, level 1). */
final class TraceParent {
  private static final int LENGTH = 55;
  private static final String NONE = "0".repeat(32);

  private TraceParent() {}

  /** Returns the trace id of the header, or a new one if there is none or it is malformed. */
  static String traceIdOf(@Nullable String header) {
    String sent = parse(header);
    return sent == null ? newTraceId() : sent;
  }

  private static @Nullable String parse(@Nullable String header) {
    if (header == null
        || header.length() < LENGTH
        || header.charAt(2) != '-'
        || header.charAt(35) != '-') {
      return null;
    }
    String id = header.substring(3, 35);
    return isLowerHex(id) && !id.equals(NONE) ? id : null;
  }

  private static String newTraceId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return String.format("%016x%016x", random.nextLong() | 1, random.nextLong());
  }

  private static boolean isLowerHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
