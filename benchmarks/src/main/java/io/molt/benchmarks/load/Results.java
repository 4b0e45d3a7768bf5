package io.molt.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of the requests for one path. Not safe for use by several threads. */
final class Results {
  private final Map<Integer, Latencies> byStatus = new TreeMap<>();
  private long unanswered;
  private long unsent;
  private long broken;

  void answered(int status, long nanos) {
    byStatus.computeIfAbsent(status, first -> new Latencies()).add(nanos);
  }

  /** Takes note of a request that was given up, its patience at an end. */
  void unanswered() {
    unanswered++;
  }

  /** Takes note of a request that was given up before a connection was free for it. */
  void unsent() {
    unsent++;
  }

  /** Takes note of a request whose connection closed. */
  void broken() {
    broken++;
  }

  void clear() {
    byStatus.clear();
    unanswered = 0;
    unsent = 0;
    broken = 0;
  }

  /** Returns a line for each status. */
  String toString(String name, double seconds) {
    StringBuilder out = new StringBuilder();
    byStatus.forEach((status, all) -> out.append(String.format(
        Locale.ROOT,
        "%-10s %d %9d  %9.1f/s  p50 %8.2f  p90 %8.2f  p99 %8.2f  p99.9 %8.2f  max %8.2f ms%n",
        name,
        status,
        all.count(),
        all.count() / seconds,
        all.millis(0.5),
        all.millis(0.9),
        all.millis(0.99),
        all.millis(0.999),
        all.millis(1))));
    if (unanswered + unsent + broken > 0) {
      out.append(String.format(
          Locale.ROOT,
          "%-10s not answered in time %d, never sent %d, connection closed %d%n",
          name,
          unanswered,
          unsent,
          broken));
    }
    return out.toString();
  }
}
