package io.molt.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of the requests of a plan. Not safe for use by several threads. */
public final class Results {
  private final Map<Integer, Latencies> byStatus = new TreeMap<>();
  private final Latencies lag = new Latencies();
  private Latencies latest = new Latencies();
  private int latestStatus;
  private @Nullable Slices slices;
  private long unanswered;
  private long unsent;
  private long broken;

  /** Returns the times of the requests that were answered with a status, counted from when each was due. */
  public Latencies answered(int status) {
    return byStatus.computeIfAbsent(status, first -> new Latencies());
  }

  /** Returns how late requests were sent though a connection was free: what the generator itself adds to their times. */
  public Latencies lag() {
    return lag;
  }

  /** Returns how many requests came to nothing: not sent or not answered in time, or their connection closed. */
  public long failed() {
    return unanswered + unsent + broken;
  }

  /** Returns how many requests were answered with another status. */
  public long answeredOtherThan(int status) {
    return byStatus.entrySet().stream()
        .filter(answered -> answered.getKey() != status)
        .mapToLong(answered -> answered.getValue().count())
        .sum();
  }

  /** Forgets all that was counted so far. */
  public void clear() {
    byStatus.clear();
    lag.clear();
    latestStatus = 0;
    unanswered = 0;
    unsent = 0;
    broken = 0;
  }

  /** Puts the times of requests into slices as well, from now on. */
  void put(Slices turn) {
    slices = turn;
  }

  void sent(long due) {
    if (slices != null) {
      slices.sent(due);
    }
  }

  void answered(int status, long due, long now) {
    if (slices != null) {
      slices.answered(due, now - due);
    }
    if (status != latestStatus) {
      latest = answered(status);
      latestStatus = status;
    }
    latest.add(now - due);
  }

  void late(long nanos) {
    lag.add(nanos);
  }

  /** Takes note of a request that was given up, its patience at an end. */
  void unanswered(long due) {
    unanswered++;
    lost(due);
  }

  /** Takes note of a request that was given up before a connection was free for it. */
  void unsent() {
    unsent++;
  }

  /** Takes note of a request whose connection closed. */
  void broken(long due) {
    broken++;
    lost(due);
  }

  private void lost(long due) {
    if (slices != null) {
      slices.lost(due);
    }
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
    if (failed() > 0) {
      out.append(String.format(
          Locale.ROOT,
          "%-10s not answered in time %d, never sent %d, connection closed %d%n",
          name,
          unanswered,
          unsent,
          broken));
    }
    if (lag.count() > 0) {
      out.append(String.format(
          Locale.ROOT,
          "%-10s sent late by  p50 %.3f  p99 %.3f  p99.9 %.3f  max %.3f ms%n",
          name,
          lag.millis(0.5),
          lag.millis(0.99),
          lag.millis(0.999),
          lag.millis(1)));
    }
    return out.toString();
  }
}
