package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.load.Latencies;
import java.nio.ByteBuffer;

/** Counts the events that come over one connection, and how late each is after the one before it. */
final class Subscriber {
  private static final byte[] BEGIN = {'d', 'a', 't', 'a', ':'};

  private final long intervalNanos;
  private int matched;
  private long last;
  private long events;

  /**
   * Creates one.
   *
   * @param intervalNanos what should be between two events
   */
  Subscriber(long intervalNanos) {
    this.intervalNanos = intervalNanos;
  }

  long events() {
    return events;
  }

  /** Forgets how many there were. */
  void clear() {
    events = 0;
  }

  /** Takes what has come at a time. What frames the events is passed over: no part of it says {@code data:}. */
  void read(ByteBuffer in, long now, Latencies lateness) {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (next == BEGIN[matched]) {
        matched++;
      } else {
        matched = next == BEGIN[0] ? 1 : 0;
      }
      if (matched == BEGIN.length) {
        matched = 0;
        count(now, lateness);
      }
    }
  }

  private void count(long now, Latencies lateness) {
    if (last != 0) {
      lateness.add(Math.max(0, now - last - intervalNanos));
    }
    last = now;
    events++;
  }
}
