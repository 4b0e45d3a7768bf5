package io.molt.benchmarks.trials;

import java.util.Arrays;

/** Durations in nanoseconds, as many as there is room for; the rest are not kept. Not safe for several threads. */
final class Latencies {
  private final long[] nanos;
  private int count;

  Latencies(int room) {
    this.nanos = new long[room];
  }

  void add(long duration) {
    if (count < nanos.length) {
      nanos[count++] = duration;
    }
  }

  void addAll(Latencies others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  int count() {
    return count;
  }

  /** Returns in how many milliseconds so many of a hundred were done. */
  double percentile(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int at = (int) Math.ceil(percent / 100 * count) - 1;
    return sorted[Math.max(0, at)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        "%d, p50 %.2f ms, p99 %.2f ms, max %.2f ms",
        count, percentile(50), percentile(99), percentile(100));
  }
}
