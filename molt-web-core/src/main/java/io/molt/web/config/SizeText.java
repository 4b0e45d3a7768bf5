package io.molt.web.config;

import io.molt.web.http.DataSize;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 512}, {@code 512B}, {@code 64KB}, {@code 1 MB}; a KB has 1,024 bytes. */
final class SizeText {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?([kmg]?b?)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);

  private SizeText() {}

  static Optional<Long> read(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    return size.matches() ? bytes(size.group(1), size.group(2)) : Optional.empty();
  }

  static String write(long bytes) {
    return DataSize.ofBytes(bytes).toString().replace(" ", "");
  }

  private static Optional<Long> bytes(String count, String unit) {
    long factor = BYTES.getOrDefault(unit.replace("b", ""), 1L);
    long units = Long.parseLong(count);
    return units <= Long.MAX_VALUE / factor ? Optional.of(units * factor) : Optional.empty();
  }
}
