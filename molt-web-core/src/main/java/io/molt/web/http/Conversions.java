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
      entry(Integer.class, "a whole number from -2147483648 to 2147483647", Integer::valueOf),
      entry(Long.class, "a whole number of at most 64 bits", Long::valueOf),
      entry(Short.class, "a whole number from -32768 to 32767", Short::valueOf),
      entry(Double.class, "a number", Double::valueOf),
      entry(Float.class, "a number", Float::valueOf),
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
    UUID uuid = UUID.fromString(text);
    // The JDK also takes shortened groups, which no two clients write alike.
    if (text.length() != 36) {
      throw new IllegalArgumentException(text);
    }
    return uuid;
  }

  private static Object decimal(String text) {
    return new BigDecimal(bounded(text));
  }

  private static Object integer(String text) {
    return new BigInteger(bounded(text));
  }

  private static String bounded(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(text.length() + " digits");
    }
    return text;
  }

  private static Map.Entry<Class<?>, Conversion> entry(
      Class<?> type, String expected, Function<String, Object> parse) {
    return Map.entry(type, new Conversion(expected, parse));
  }
}
