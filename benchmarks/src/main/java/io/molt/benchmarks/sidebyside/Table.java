package io.molt.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A table in Markdown. The first column has words, all others have figures. */
final class Table {
  private final List<String> lines = new ArrayList<>();

  Table(List<String> head) {
    row(head);
    List<String> sides = new ArrayList<>(Collections.nCopies(head.size(), "---:"));
    sides.set(0, "---");
    row(sides);
  }

  Table row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
    return this;
  }

  /** Returns a number with three digits that count, or all that stand before its point. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Returns a number; a dash if there is none. */
  static String number(Optional<Double> value) {
    return value.map(Table::number).orElse("–");
  }

  /** Returns a ratio with its quartiles; a dash if there is none. */
  static String ratio(Optional<Spread> ratio) {
    return ratio
        .map(r -> String.format(Locale.ROOT, "%.3f (%.3f–%.3f)", r.median(), r.lower(), r.upper()))
        .orElse("–");
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
