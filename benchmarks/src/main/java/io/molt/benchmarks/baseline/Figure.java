package io.molt.benchmarks.baseline;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is written down of a cost.
 *
 * @param value the cost of one request, or of one start
 * @param margin how far from it is still the same, as a share of it
 */
record Figure(double value, double margin) {
  // A whole thing more for each request, or for 16 that are pipelined, is beyond it.
  private static final double SLACK = 0.05;
  private static final double PERCENT = 100;

  /**
   * Returns what a line of a baseline says.
   *
   * @throws IllegalArgumentException if it is not a number and a percentage
   */
  static Figure parse(String text) {
    String[] parts = text.split(" ");
    if (parts.length != 2 || !parts[1].endsWith("%")) {
      throw new IllegalArgumentException(
          "baseline: " + text + " (expected: a value and a margin, as in: 1496.0 2%)");
    }
    double percent = Double.parseDouble(parts[1].substring(0, parts[1].length() - 1));
    return new Figure(Double.parseDouble(parts[0]), percent / PERCENT);
  }

  /** Returns the same cost with the margin of another figure, if there is one. */
  Figure withMarginOf(@Nullable Figure other) {
    return other == null ? this : new Figure(value, other.margin);
  }

  /** Returns whether {@code now} is more than the same. */
  boolean isExceededBy(double now) {
    return now > value * (1 + margin) + SLACK;
  }

  /** Returns whether {@code now} is less than the same. */
  boolean isBeatenBy(double now) {
    return now < value * (1 - margin) - SLACK;
  }

  String percent() {
    return new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(margin * PERCENT)
        + "%";
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f %s", value, percent());
  }
}
