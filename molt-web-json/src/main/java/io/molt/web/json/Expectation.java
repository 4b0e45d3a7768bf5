package io.molt.web.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectMapper;

/** What a client should have sent for a type, in words of JSON. */
final class Expectation {
  private static final int MAX_CONSTANTS = 20;

  private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(
      byte.class,
      Byte.class,
      short.class,
      Short.class,
      int.class,
      Integer.class,
      long.class,
      Long.class,
      BigInteger.class,
      AtomicInteger.class,
      AtomicLong.class);

  private static final Set<Class<?>> NUMBERS =
      Set.of(float.class, Float.class, double.class, Double.class, BigDecimal.class, Number.class);

  private static final Map<Class<?>, String> SPELLED = Map.ofEntries(
      Map.entry(char.class, "a string of one character"),
      Map.entry(Character.class, "a string of one character"),
      Map.entry(byte[].class, "a string in base64"),
      Map.entry(UUID.class, "a UUID"),
      Map.entry(URI.class, "a URI"),
      Map.entry(URL.class, "a URL"),
      Map.entry(LocalDate.class, "a date such as 2026-01-31"),
      Map.entry(LocalTime.class, "a time such as 12:30:00"),
      Map.entry(LocalDateTime.class, "a date and time such as 2026-01-31T12:30:00"),
      Map.entry(Instant.class, "an instant such as 2026-01-31T12:30:00Z"),
      Map.entry(Date.class, "an instant such as 2026-01-31T12:30:00Z"),
      Map.entry(OffsetDateTime.class, "a date and time such as 2026-01-31T12:30:00+01:00"),
      Map.entry(ZonedDateTime.class, "a date and time such as 2026-01-31T12:30:00+01:00"),
      Map.entry(OffsetTime.class, "a time such as 12:30:00+01:00"),
      Map.entry(Duration.class, "a duration such as PT1H30M"),
      Map.entry(Period.class, "a period such as P1M"),
      Map.entry(Year.class, "a year such as 2026"),
      Map.entry(YearMonth.class, "a month such as 2026-01"),
      Map.entry(MonthDay.class, "a day of the year such as --01-31"),
      Map.entry(ZoneId.class, "a time zone such as Europe/Berlin"),
      Map.entry(ZoneOffset.class, "an offset such as +01:00"));

  private final ObjectMapper mapper;

  Expectation(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** Returns what was expected and, where that says more, what was found; {@code otherwise} if neither is known. */
  String message(@Nullable Class<?> target, @Nullable JsonToken found, String otherwise) {
    String words = target == null ? null : words(target);
    if (found == JsonToken.PROPERTY_NAME) {
      return words == null ? otherwise : "the member name is not " + words;
    }
    String foundWords = found(found);
    if (words == null || words.equals(foundWords)) {
      return otherwise;
    }
    boolean rightKind = found == JsonToken.VALUE_STRING && isSpelled(target);
    return "expected " + words + (foundWords == null || rightKind ? "" : ", found " + foundWords);
  }

  /** Returns the range of a whole number's type, which a client's number left. */
  String range(@Nullable Class<?> target, String otherwise) {
    String range = target == null ? null : range(target);
    return range == null ? message(target, null, otherwise) : "expected a whole number " + range;
  }

  private static @Nullable String range(Class<?> target) {
    if (target == int.class || target == Integer.class) {
      return "from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
    }
    if (target == long.class || target == Long.class) {
      return "from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
    }
    if (target == short.class || target == Short.class) {
      return "from " + Short.MIN_VALUE + " to " + Short.MAX_VALUE;
    }
    // Jackson takes bytes as signed and as unsigned ones.
    return target == byte.class || target == Byte.class ? "from -128 to 255" : null;
  }

  private @Nullable String words(Class<?> target) {
    if (WHOLE_NUMBERS.contains(target)) {
      return "a whole number";
    }
    if (NUMBERS.contains(target)) {
      return "a number";
    }
    if (target == boolean.class || target == Boolean.class) {
      return "true or false";
    }
    if (CharSequence.class.isAssignableFrom(target)) {
      return "a string";
    }
    if (target.isEnum()) {
      return "one of " + constants(target);
    }
    String spelled = SPELLED.get(target);
    return spelled != null ? spelled : structure(target);
  }

  private static @Nullable String structure(Class<?> target) {
    if (target.isArray() || Collection.class.isAssignableFrom(target)) {
      return "an array";
    }
    if (Map.class.isAssignableFrom(target)) {
      return "an object";
    }
    boolean unknown = target == Optional.class || target.getName().startsWith("java.");
    return unknown ? null : "an object";
  }

  private static boolean isSpelled(@Nullable Class<?> target) {
    return target != null && (target.isEnum() || SPELLED.containsKey(target));
  }

  private String constants(Class<?> target) {
    Object[] all = target.getEnumConstants();
    String names = Arrays.stream(all)
        .limit(MAX_CONSTANTS)
        .map(constant -> mapper.valueToTree(constant).asString())
        .collect(Collectors.joining(", "));
    return all.length > MAX_CONSTANTS ? names + ", ..." : names;
  }

  private static @Nullable String found(@Nullable JsonToken token) {
    if (token == null) {
      return null;
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      default -> null;
    };
  }
}
