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
    return inWhole(duration, "h", LENGTHS.get(1))
        .or(() -> inWhole(duration, "m", LENGTHS.get(2)))
        .or(() -> inWhole(duration, "s", LENGTHS.get(3)))
        .or(() -> inWhole(duration, "ms", LENGTHS.get(4)))
        .orElseGet(duration::toString);
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

  private static Optional<String> inWhole(Duration duration, String name, Duration unit) {
    long count = duration.dividedBy(unit);
    return !duration.isNegative() && unit.multipliedBy(count).equals(duration)
        ? Optional.of(count + name)
        : Optional.empty();
  }
}
