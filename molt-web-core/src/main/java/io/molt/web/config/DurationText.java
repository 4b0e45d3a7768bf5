package io.molt.web.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 1m30s}, {@code 24h}, {@code PT1M}, {@code 0}. */
final class DurationText {
  private static final Pattern UNITS = Pattern.compile(
      "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
  private static final List<Duration> LENGTHS = List.of(
      Duration.ofDays(1),
      Duration.ofHours(1),
      Duration.ofMinutes(1),
      Duration.ofSeconds(1),
      Duration.ofMillis(1));

  private static final int NANOS_OF_MILLI = 1_000_000;
  private static final int SECONDS_OF_MINUTE = 60;
  private static final int SECONDS_OF_HOUR = 3_600;

  private DurationText() {}

  static Optional<Duration> read(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher units = UNITS.matcher(text);
    return units.matches() && !text.isEmpty() ? Optional.of(sum(units)) : readIso(text);
  }

  /** Returns the duration in the largest unit, up to hours, that divides it. */
  static String write(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    if (duration.isNegative() || duration.getNano() % NANOS_OF_MILLI != 0) {
      return duration.toString();
    }
    return duration.getNano() == 0
        ? writeSeconds(duration.getSeconds())
        : duration.toMillis() + "ms";
  }

  // Not by Duration.dividedBy: its decimals take tens of milliseconds to come up, at every start.
  private static String writeSeconds(long seconds) {
    if (seconds % SECONDS_OF_MINUTE != 0) {
      return seconds + "s";
    }
    return seconds % SECONDS_OF_HOUR == 0
        ? seconds / SECONDS_OF_HOUR + "h"
        : seconds / SECONDS_OF_MINUTE + "m";
  }

  private static Duration sum(Matcher units) {
    Duration sum = Duration.ZERO;
    for (int unit = 0; unit < LENGTHS.size(); unit++) {
      String count = units.group(unit + 1);
      sum = count == null ? sum : sum.plus(LENGTHS.get(unit).multipliedBy(Long.parseLong(count)));
    }
    return sum;
  }

  private static Optional<Duration> readIso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException notIso) {
      return Optional.empty();
    }
  }
}
