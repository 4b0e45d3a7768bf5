package io.molt.benchmarks.workload;

/** What the stream of events tells: a counter, one up at each tick. */
public final class Ticks {
  /** The time between two ticks, in milliseconds. */
  public static final int MILLIS = 10;

  /** The length of what an event says, in characters. */
  public static final int LENGTH = 32;

  private static final String ZEROS = "0".repeat(LENGTH);

  private Ticks() {}

  /** Returns what the event of one tick says: its number, with zeros in front. */
  public static String data(long tick) {
    String number = Long.toString(tick);
    return ZEROS.substring(number.length()) + number;
  }
}
