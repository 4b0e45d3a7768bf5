package io.molt.web.config;

import java.util.List;

/** Settings that cannot be understood, or that the server refuses. The message has a line for each. */
public final class SettingsException extends IllegalArgumentException {
  private final List<String> problems;

  SettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  SettingsException(IllegalArgumentException problem) {
    super(problem.getMessage(), problem);
    this.problems = List.of(String.valueOf(problem.getMessage()));
  }

  /** Returns what is wrong: each line names where the value came from, the value, and what was expected. */
  public List<String> problems() {
    return problems;
  }
}
