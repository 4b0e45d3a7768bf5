package io.molt.benchmarks.baseline;

/**
 * The counters that instrumented code adds to. They are static and plain, against the rule of the house, since code
 * anywhere has to reach them and nothing may be allocated or waited for on the way. One event loop writes them; whoever
 * reads them has first heard through a socket that it is done.
 */
public final class Counts {
  private static final long[] VALUES = new long[Metric.values().length];

  private Counts() {}

  /** Adds to a counter; called by instrumented code. */
  public static void add(int metric, int amount) {
    VALUES[metric] += amount;
  }

  static long of(Metric metric) {
    return VALUES[metric.ordinal()];
  }
}
