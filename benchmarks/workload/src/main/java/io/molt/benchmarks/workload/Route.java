package io.molt.benchmarks.workload;

/**
 * A route of the {@linkplain RestTable table}, and a request that it answers.
 *
 * @param method the method, in capitals
 * @param pattern the path, with parameters as <code>{name}</code>
 * @param parameter the name of the last parameter; empty if there is none
 * @param target a path that the pattern matches, and none before it in the table
 * @param id what the last parameter stands for in the target; {@code "-"} if there is none
 */
public record Route(String method, String pattern, String parameter, String target, String id) {
  /** What is said of a request without a parameter. */
  public static final String NO_ID = "-";

  /** Returns whether the pattern has a parameter. */
  public boolean hasParameter() {
    return !parameter.isEmpty();
  }
}
