package io.molt.web.server;

import java.time.Duration;

/** Says what is wrong with an option, in one form. */
final class Check {
  private Check() {}

  static void atLeast(String name, long value, long least) {
    require(value >= least, name, value, ">= " + least);
  }

  static void between(String name, int value, int least, int most) {
    require(value >= least && value <= most, name, value, least + " to " + most);
  }

  static void notNegative(String name, Duration value) {
    require(!value.isNegative(), name, value, ">= 0");
  }

  static void atMost(String name, Duration value, Duration most) {
    boolean within = !value.isNegative() && value.compareTo(most) <= 0;
    require(within, name, value, ">= 0, at most " + most);
  }

  static void positive(String name, Duration value) {
    require(!value.isNegative() && !value.isZero(), name, value, "> 0");
  }

  private static void require(boolean sound, String name, Object value, String expected) {
    if (!sound) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
