package io.molt.web.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The dates of header fields (RFC 9110 section 5.6.7): one form is written, all three are read. */
final class HttpDate {
  // Strict: a 31 February is no date, and not the last of the month.
  private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
          "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
      .withResolverStyle(ResolverStyle.STRICT);
  private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern(
          "EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
      .withResolverStyle(ResolverStyle.STRICT);
  private static final int YEARS_BACK = 49;

  private HttpDate() {}

  /** Returns the date as it is written; parts of a second are left out. */
  static String format(Instant instant) {
    return IMF_FIXDATE.format(instant.atOffset(ZoneOffset.UTC));
  }

  /**
   * Returns the date that the text spells, or null if it spells none.
   *
   * @param now what a year of two digits is told from: it is the latest one that is at most 50 years ahead
   */
  static @Nullable Instant parse(String text, Instant now) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      return parse(text, ASCTIME);
    }
    return comma == 3 ? parse(text, IMF_FIXDATE) : parse(text, rfc850(now));
  }

  private static @Nullable Instant parse(String text, DateTimeFormatter form) {
    try {
      return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException malformed) {
      // Who sent it is to be treated as if it had not (RFC 9110 section 13.1.3).
      return null;
    }
  }

  private static DateTimeFormatter rfc850(Instant now) {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(
            ChronoField.YEAR, 2, 2, now.atOffset(ZoneOffset.UTC).getYear() - YEARS_BACK)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
