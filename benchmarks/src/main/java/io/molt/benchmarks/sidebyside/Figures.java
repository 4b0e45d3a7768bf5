package io.molt.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that was measured. A ratio pairs figures of the same round, so that what disturbs a round disturbs both. */
final class Figures {
  private static final String HEAD = "metric,endpoint,server,round,value";

  private final Map<Cell, Map<Integer, Double>> byRound = new LinkedHashMap<>();

  void add(Cell cell, int round, double value) {
    byRound.computeIfAbsent(cell, first -> new TreeMap<>()).put(round, value);
  }

  boolean has(Cell cell) {
    return byRound.containsKey(cell);
  }

  Optional<Spread> spread(Cell cell) {
    return Spread.of(rounds(cell).values());
  }

  /** Returns the median; nothing if it was not measured. */
  Optional<Double> median(Cell cell) {
    return spread(cell).map(Spread::median);
  }

  /** Returns by how much the first is the second, round by round; nothing if they have no round in common. */
  Optional<Spread> ratio(Cell first, Cell second) {
    List<Double> ratios = new ArrayList<>();
    Map<Integer, Double> others = rounds(second);
    rounds(first).forEach((round, value) -> {
      Double other = others.get(round);
      if (other != null) {
        ratios.add(value / other);
      }
    });
    return Spread.of(ratios);
  }

  /** Returns that with the least median; nothing if none was measured. */
  Optional<Cell> least(Collection<Cell> cells) {
    return cells.stream()
        .filter(this::has)
        .min(Comparator.comparingDouble(cell -> median(cell).orElseThrow()));
  }

  /** Returns a line for each figure, with a head above them. */
  List<String> toCsv() {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    byRound.forEach((cell, rounds) -> rounds.forEach((round, value) -> lines.add(String.format(
        Locale.ROOT,
        "%s,%s,%s,%d,%s",
        cell.metric(),
        cell.endpoint(),
        cell.server(),
        round,
        value))));
    return lines;
  }

  private Map<Integer, Double> rounds(Cell cell) {
    return byRound.getOrDefault(cell, Map.of());
  }
}
