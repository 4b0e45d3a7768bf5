package io.molt.web.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A span of time in a header field: digits and a unit. */
final class TimeSpan {
  // Eight digits of hours are 11,000 years: still no overflow, once capped.
  private static final Pattern FORMAT = Pattern.compile("([0-9]{1,8})(ms|s|m|h)");
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;
  private static final long LONGEST = RequestLimits.LONGEST_DEADLINE.toNanos();

  private TimeSpan() {}

  /** Returns the nanoseconds, at most a year of them, or -1 if there is no such text or it is malformed. */
  static long parse(@Nullable String text) {
    Matcher parts = FORMAT.matcher(text == null ? "" : text);
    return parts.matches() ? nanos(Long.parseLong(parts.group(1)), unit(parts.group(2))) : -1;
  }

  private static long nanos(long count, long unit) {
    return Math.min(LONGEST / unit, count) * unit;
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> MILLI;
      case "s" -> SECOND;
      case "m" -> 60 * SECOND;
      default -> 3600 * SECOND;
    };
  }
}
