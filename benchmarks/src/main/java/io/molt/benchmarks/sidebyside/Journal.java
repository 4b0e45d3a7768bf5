package io.molt.benchmarks.sidebyside;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says what is going on, and keeps for the report what went wrong. */
final class Journal {
  private final PrintStream out;
  private final Map<String, Integer> troubles = new LinkedHashMap<>();

  Journal(PrintStream out) {
    this.out = out;
  }

  void progress(String line) {
    out.println(line);
  }

  /** Takes note of something that a reader of the report has to know. */
  void trouble(String line) {
    out.println("! " + line);
    troubles.merge(line, 1, Integer::sum);
  }

  /** Returns what went wrong, each once, with how often it did. */
  List<String> troubles() {
    return troubles.entrySet().stream()
        .map(trouble -> trouble.getValue() == 1
            ? trouble.getKey()
            : trouble.getKey() + ", " + trouble.getValue() + " times")
        .toList();
  }
}
