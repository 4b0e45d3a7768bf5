package io.molt.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Rounds that one fleet goes through.
 *
 * @param fleet the number of the fleet, from 1
 * @param first the number of its first round
 * @param last the number of its last round
 * @param all how many rounds all fleets go through
 */
record Rounds(int fleet, int first, int last, int all) {
  private static final int FEWEST_FOR_TWO = 4;

  /**
   * Returns those of each fleet. A JVM keeps the code that it has compiled for what it saw first, be it a lucky choice or
   * not, so that many rounds of the same one tell less than half as many of two.
   */
  static List<Rounds> of(int all) {
    int fleets = all < FEWEST_FOR_TWO ? 1 : 2;
    List<Rounds> parts = new ArrayList<>();
    for (int fleet = 1; fleet <= fleets; fleet++) {
      parts.add(new Rounds(fleet, all * (fleet - 1) / fleets + 1, all * fleet / fleets, all));
    }
    return List.copyOf(parts);
  }

  boolean areLast() {
    return last == all;
  }

  void forEach(IntConsumer action) {
    IntStream.rangeClosed(first, last).forEach(action);
  }
}
