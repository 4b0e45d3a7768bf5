package io.molt.web.http;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code traceparent} header (W3C Trace Context, level 1). */
final class TraceParent {
  // Version, trace id, parent id, flags; a version to come may say more after another dash.
  private static final Pattern FORMAT = Pattern.compile(
      "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private TraceParent() {}

  /** Returns the trace id of the header, or a new one if there is none or it is malformed. */
  static String traceIdOf(@Nullable String header) {
    String sent = parse(header);
    return sent == null ? newTraceId() : sent;
  }

  private static @Nullable String parse(@Nullable String header) {
    Matcher parts = FORMAT.matcher(header == null ? "" : header);
    if (!parts.matches()) {
      return null;
    }
    boolean tooLong = parts.group(1).equals("00") && parts.group(3) != null;
    return tooLong ? null : parts.group(2);
  }

  private static String newTraceId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return String.format("%016x%016x", random.nextLong() | 1, random.nextLong());
  }
}
