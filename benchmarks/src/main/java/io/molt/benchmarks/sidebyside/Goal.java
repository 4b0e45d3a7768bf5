package io.molt.benchmarks.sidebyside;

import java.util.List;
import java.util.Optional;

/**
 * What has to hold: a figure, or its ratio to another, has a bound.
 *
 * @param name what it is of
 * @param figure what is bounded
 * @param others what it is divided by: that with the least median; empty if the figure itself is bounded
 * @param bound the last value that holds
 * @param isMost whether the bound is the most that it may be, else the least
 */
record Goal(String name, Cell figure, List<Cell> others, double bound, boolean isMost) {
  /** At most so much. */
  static Goal most(double bound, String name, Cell figure) {
    return new Goal(name, figure, List.of(), bound, true);
  }

  /** At most so many times the least of others. */
  static Goal most(double bound, String name, Cell figure, List<Cell> others) {
    return new Goal(name, figure, others, bound, true);
  }

  /** At least so many times another. */
  static Goal least(double bound, String name, Cell figure, Cell other) {
    return new Goal(name, figure, List.of(other), bound, false);
  }

  /** Returns what was measured; nothing if something that it needs was not. */
  Optional<Spread> measured(Figures figures) {
    return others.isEmpty()
        ? figures.spread(figure)
        : figures.least(others).flatMap(other -> figures.ratio(figure, other));
  }

  /** Tells whether the median keeps to the bound. */
  boolean isMet(Spread measured) {
    return isMost ? measured.median() <= bound : measured.median() >= bound;
  }
}
