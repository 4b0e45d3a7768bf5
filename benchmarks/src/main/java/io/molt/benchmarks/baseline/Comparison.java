package io.molt.benchmarks.baseline;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cost beside what it has been before.
 *
 * @param known what is written down; null if nothing is, which is as bad as too much
 */
record Comparison(String name, @Nullable Figure known, double now) {
  static final String HEADING =
      line("metric, for one request", "baseline", "now", "margin", "holds");

  boolean isWorse() {
    return known == null || known.isExceededBy(now);
  }

  boolean isBetter() {
    return known != null && known.isBeatenBy(now);
  }

  /** Returns a line of a table. */
  @Override
  public String toString() {
    return known == null
        ? line(name, "-", number(now), "-", "NO: not in the baseline")
        : line(name, number(known.value()), number(now), known.percent(), verdict());
  }

  private String verdict() {
    if (isWorse()) {
      return "NO";
    }
    return isBetter() ? "better" : "yes";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String line(
      String name, String baseline, String now, String margin, String holds) {
    return String.format(
        Locale.ROOT, "%-32s %12s %12s %7s  %s", name, baseline, now, margin, holds);
  }
}
