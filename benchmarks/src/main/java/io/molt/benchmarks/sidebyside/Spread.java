package io.molt.benchmarks.sidebyside;

import java.util.Collection;
import java.util.Optional;

/**
 * The middle of some figures, and how far they lie apart.
 *
 * @param lower a quarter of them is not above it
 * @param upper a quarter of them is not below it
 * @param count how many there are
 */
record Spread(double lower, double median, double upper, int count) {
  private static final double QUARTER = 0.25;

  /** Returns that of figures, in any order; nothing if there are none. */
  static Optional<Spread> of(Collection<Double> figures) {
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Optional.of(new Spread(
        quantile(sorted, QUARTER),
        quantile(sorted, 2 * QUARTER),
        quantile(sorted, 3 * QUARTER),
        sorted.length));
  }

  /** Interpolates between the two that are next to it. */
  private static double quantile(double[] sorted, double part) {
    double at = part * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
