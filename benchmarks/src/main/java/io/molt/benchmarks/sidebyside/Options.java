package io.molt.benchmarks.sidebyside;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to measure, and for how long.
 *
 * @param rounds how often each server has its turn
 * @param seconds how long a turn takes
 * @param servers names of those to be measured; empty for all
 * @param endpoints names of those to be measured; empty for all
 * @param serverCore the core that servers run on; the load at a constant rate runs on that which the harness was started on
 * @param wrkCore the core that wrk runs on
 * @param report the directory of the report
 */
record Options(
    int rounds,
    int seconds,
    List<String> servers,
    List<String> endpoints,
    int serverCore,
    int wrkCore,
    Path report) {
  private static final int MOST_FEW_ROUNDS = 3;
  private static final String SHORT = "--short";
  private static final Set<String> NAMES = Set.of(
      "--rounds",
      "--seconds",
      "--servers",
      "--endpoints",
      "--server-core",
      "--wrk-core",
      "--report");

  /** Reads them from the arguments of the command; fails if one is none of them. */
  static Options of(String... args) {
    Map<String, String> given = given(args);
    boolean isShort = given.containsKey(SHORT);
    int serverCore = number(given, "--server-core", 0);
    return new Options(
        number(given, "--rounds", isShort ? 2 : 10),
        number(given, "--seconds", isShort ? 1 : 2),
        names(given, "--servers"),
        names(given, "--endpoints"),
        serverCore,
        number(given, "--wrk-core", serverCore),
        Path.of(given.getOrDefault("--report", "benchmarks/report")));
  }

  /** Returns how often something is measured that takes long and varies little. */
  int fewRounds() {
    return Math.max(1, Math.min(MOST_FEW_ROUNDS, rounds / MOST_FEW_ROUNDS));
  }

  boolean wants(Contender contender) {
    return servers.isEmpty() || servers.contains(contender.name());
  }

  boolean wants(String endpoint) {
    return endpoints.isEmpty() || endpoints.contains(endpoint);
  }

  private static Map<String, String> given(String... args) {
    Map<String, String> given = new HashMap<>();
    List<String> left = new ArrayList<>(List.of(args));
    while (!left.isEmpty()) {
      String name = left.remove(0);
      given.put(name, name.equals(SHORT) ? "" : value(name, left));
    }
    return given;
  }

  private static String value(String name, List<String> left) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          name + ": unknown (expected: " + SHORT + " or one of " + List.copyOf(NAMES) + ")");
    }
    if (left.isEmpty()) {
      throw new IllegalArgumentException(name + ": no value");
    }
    return left.remove(0);
  }

  private static int number(Map<String, String> given, String name, int otherwise) {
    return Integer.parseInt(given.getOrDefault(name, String.valueOf(otherwise)));
  }

  private static List<String> names(Map<String, String> given, String name) {
    String value = given.getOrDefault(name, "");
    return value.isEmpty() ? List.of() : List.of(value.split(","));
  }
}
