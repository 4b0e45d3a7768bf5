package io.molt.web.router;

import java.time.YearMonth;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A test that a decoded, non-empty segment passes or not. */
sealed interface Constraint permits Constraint.BuiltIn, RegexConstraint {

  /** Returns whether the region passes; never throws. */
  boolean matches(String text, int start, int end);

  /** Returns whether it is certain that whatever passes the other passes this one too. */
  boolean covers(Constraint other);

  /** Returns the constraint as it is written in a pattern. */
  String text();

  /** Returns the words after "is not", such as {@code a long}. */
  String noun();

  default boolean matches(String text) {
    return !text.isEmpty() && matches(text, 0, text.length());
  }

  /** The named constraints. Digits are ASCII digits, as the values are for machines. */
  enum BuiltIn implements Constraint {
    INT("an int") {
      @Override
      public boolean matches(String text, int start, int end) {
        return isInteger(text, start, end, Integer.MIN_VALUE, Integer.MAX_VALUE);
      }
    },

    LONG("a long") {
      @Override
      public boolean matches(String text, int start, int end) {
        return isInteger(text, start, end, Long.MIN_VALUE, Long.MAX_VALUE);
      }

      @Override
      public boolean covers(Constraint other) {
        return other == LONG || other == INT;
      }
    },

    UUID("a UUID") {
      @Override
      public boolean matches(String text, int start, int end) {
        return fits("hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh", text, start, end);
      }
    },

    DATE("a date (yyyy-MM-dd)") {
      @Override
      public boolean matches(String text, int start, int end) {
        return fits("dddd-dd-dd", text, start, end) && isDate(text, start);
      }
    };

    private final String noun;

    BuiltIn(String noun) {
      this.noun = noun;
    }

    static Optional<Constraint> named(String name) {
      return Stream.of(values())
          .filter(c -> c.text().equals(name))
          .map(Constraint.class::cast)
          .findFirst();
    }

    @Override
    public boolean covers(Constraint other) {
      return this == other;
    }

    @Override
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String noun() {
      return noun;
    }

    /** Counts downwards, as the negative numbers reach one further. */
    private static boolean isInteger(String text, int start, int end, long min, long max) {
      boolean negative = text.charAt(start) == '-';
      int first = negative ? start + 1 : start;
      long limit = negative ? min : -max;
      long value = 0;
      for (int i = first; i < end; i++) {
        int digit = digit(text.charAt(i));
        if (digit < 0 || value < (limit + digit) / 10) {
          return false;
        }
        value = value * 10 - digit;
      }
      return first < end;
    }

    private static boolean isDate(String text, int start) {
      int month = number(text, start + 5, start + 7);
      int day = number(text, start + 8, start + 10);
      return month >= 1
          && month <= 12
          && day >= 1
          && day <= YearMonth.of(number(text, start, start + 4), month).lengthOfMonth();
    }

    private static int number(String text, int start, int end) {
      int value = 0;
      for (int i = start; i < end; i++) {
        value = value * 10 + digit(text.charAt(i));
      }
      return value;
    }

    /** In the shape, h stands for a hexadecimal digit, d for a decimal one, anything else for itself. */
    private static boolean fits(String shape, String text, int start, int end) {
      if (end - start != shape.length()) {
        return false;
      }
      for (int i = 0; i < shape.length(); i++) {
        if (!fits(shape.charAt(i), text.charAt(start + i))) {
          return false;
        }
      }
      return true;
    }

    private static boolean fits(char shape, char c) {
      return switch (shape) {
        case 'h' -> digit(c) >= 0 || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
        case 'd' -> digit(c) >= 0;
        default -> c == shape;
      };
    }

    private static int digit(char c) {
      return c >= '0' && c <= '9' ? c - '0' : -1;
    }
  }
}
