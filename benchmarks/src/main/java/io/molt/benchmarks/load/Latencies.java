package io.molt.benchmarks.load;

import java.util.Arrays;

/**
 * Counts times in buckets that are at most 1 % wide, from a microsecond to an hour. Not safe for use by several threads.
 */
public final class Latencies {
  private static final int STEPS = 128;
  private static final int STEP_BITS = 7;
  private static final long MAX_MICROS = 3_600_000_000L;

  private final long[] buckets = new long[STEPS * 32];
  private long count;
  private long max;

  /** Counts one, in nanoseconds. */
  public void add(long nanos) {
    long micros = Math.max(0, Math.min(MAX_MICROS, nanos / 1000));
    buckets[bucketOf(micros)]++;
    count++;
    max = Math.max(max, micros);
  }

  /** Counts all those of others. */
  public void add(Latencies others) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += others.buckets[i];
    }
    count += others.count;
    max = Math.max(max, others.max);
  }

  /** Forgets all. */
  public void clear() {
    Arrays.fill(buckets, 0);
    count = 0;
    max = 0;
  }

  /** Returns how many there are. */
  public long count() {
    return count;
  }

  /** Returns the time, in milliseconds, that so large a part of them took at most. */
  public double millis(double part) {
    long rank = (long) Math.ceil(count * part);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= rank) {
        return Math.min(max, topOf(i)) / 1000.0;
      }
    }
    return max / 1000.0;
  }

  @Override
  public String toString() {
    return String.format(
        "%d, p50 %.2f ms, p99 %.2f ms, max %.2f ms", count, millis(0.5), millis(0.99), millis(1));
  }

  private static int bucketOf(long micros) {
    if (micros < STEPS) {
      return (int) micros;
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
    int step = (int) (micros >>> (power - STEP_BITS)) & (STEPS - 1);
    return (power - STEP_BITS + 1) * STEPS + step;
  }

  private static long topOf(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int shift = bucket / STEPS - 1;
    return ((STEPS + bucket % STEPS + 1L) << shift) - 1;
  }
}
