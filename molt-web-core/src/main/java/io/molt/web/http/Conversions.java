package io.molt.web.http;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Text to the types that parameters have. */
final class Conversions {
  private record Conversion(String expected, Function<String, Object> parse) {}

  private static final Map<Class<?>, Conversion> KNOWN = Map.ofEntries(
      entry(String.class, "text", text -> text),
      entry(
          Integer.class,
          "a whole number from -2147483648 to 2147483647",
          text -> Integer.valueOf(ascii(text))),
      entry(Long.class, "a whole number of at most 64 bits", text -> Long.valueOf(ascii(text))),
      entry(Short.class, "a whole number from -32768 to 32767", text -> Short.valueOf(ascii(text))),
      entry(Double.class, "a number", Conversions::binary),
      entry(Float.class, "a number", text -> finite((float) binary(text))),
      entry(BigDecimal.class, "a decimal number", Conversions::decimal),
      entry(BigInteger.class, "a whole number", Conversions::integer),
      entry(Boolean.class, "true or false", Conversions::bool),
      entry(UUID.class, "a UUID", Conversions::uuid),
      entry(LocalDate.class, "a date such as 2026-01-31", LocalDate::parse),
      entry(LocalTime.class, "a time such as 13:45:00", LocalTime::parse),
      entry(
          LocalDateTime.class, "a date and time such as 2026-01-31T13:45:00", LocalDateTime::parse),
      entry(
          OffsetDateTime.class,
          "a date and time such as 2026-01-31T13:45:00+01:00",
          OffsetDateTime::parse),
      entry(Instant.class, "an instant such as 2026-01-31T13:45:00Z", Instant::parse),
      entry(Duration.class, "a duration such as PT30S", Duration::parse));

  private static final Map<Class<?>, Class<?>> BOXED = Map.of(
      int.class,
      Integer.class,
      long.class,
      Long.class,
      short.class,
      Short.class,
      double.class,
      Double.class,
      float.class,
      Float.class,
      boolean.class,
      Boolean.class);

  // More digits than any identifier or amount has; parsing a number takes time that grows with its
  // square.
  private static final int MAX_DIGITS = 100;
  private static final int MAX_SCALE = 1000;

  private Conversions() {}

  @SuppressWarnings("unchecked") // the table pairs each class with a function that makes it
  static <T> T convert(String kind, String name, String text, Class<T> type) {
    Conversion conversion = conversion(type);
    try {
      return (T) conversion.parse.apply(text);
    } catch (IllegalArgumentException | DateTimeException bad) {
      throw ParamException.invalid(kind, name, text, conversion.expected, bad);
    }
  }

  /** Returns whether there is a conversion to that type. */
  static boolean isKnown(Class<?> type) {
    return KNOWN.containsKey(BOXED.getOrDefault(type, type)) || type.isEnum();
  }

  private static Conversion conversion(Class<?> type) {
    Conversion known = KNOWN.get(BOXED.getOrDefault(type, type));
    if (known != null) {
      return known;
    }
    if (type.isEnum()) {
      return enumeration(type);
    }
    throw new IllegalArgumentException("parameter type: " + type.getName()
        + " (expected: a number, String, Boolean, UUID, an enum or a type of"
        + " java.time; for others use as(expected, function))");
  }

  private static Conversion enumeration(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    String names = Arrays.stream(constants)
        .map(c -> ((Enum<?>) c).name())
        .collect(Collectors.joining(", ", "one of ", ""));
    return new Conversion(names, text -> constant(constants, text));
  }

  private static Object constant(Object[] constants, String text) {
    for (Object constant : constants) {
      if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Object bool(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Object uuid(String text) {
    // The JDK also takes shortened groups, signs and digits of other scripts: many spellings of one
    // id.
    if (text.length() != 36 || text.indexOf('+') >= 0) {
      throw new IllegalArgumentException(text);
    }
    return UUID.fromString(ascii(text));
  }

  private static Object decimal(String text) {
    BigDecimal decimal = new BigDecimal(bounded(text));
    // A few characters such as 1e999999999 spell a number whose digits fill the memory as soon as
    // someone adds to it.
    if (Math.abs((long) decimal.scale()) > MAX_SCALE) {
      throw new IllegalArgumentException("scale " + decimal.scale());
    }
    return decimal;
  }

  private static Object integer(String text) {
    return new BigInteger(bounded(text));
  }

  private static String bounded(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(text.length() + " digits");
    }
    return ascii(text);
  }

  /** Returns the double that the text spells in decimal: not in hex, not padded, neither NaN nor infinite. */
  private static double binary(String text) {
    if (!text.chars().allMatch(c -> "+-.eE".indexOf(c) >= 0 || (c >= '0' && c <= '9'))) {
      throw new IllegalArgumentException(text);
    }
    return finite(Double.parseDouble(bounded(text)));
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  private static float finite(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  /** Requires ASCII: the JDK's parsers also take the digits of other scripts. */
  private static String ascii(String text) {
    if (!text.chars().allMatch(c -> c < 0x80)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Map.Entry<Class<?>, Conversion> entry(
      Class<?> type, String expected, Function<String, Object> parse) {
    return Map.entry(type, new Conversion(expected, parse));
  }
}
