package io.molt.web.server;

/** Counts what may happen so and so often within a window of time; the next window begins with what comes after it. */
final class RateLimit {
  private final int most;
  private final long window;
  private long begun;
  private int count;

  /** Creates one that allows {@code most} within {@code window} nanoseconds. */
  RateLimit(int most, long window) {
    this.most = most;
    this.window = window;
  }

  /** Counts one more at that nanosecond; returns whether it is within the limit. */
  boolean allows(long now) {
    if (count == 0 || now - begun >= window) {
      begun = now;
      count = 0;
    }
    count++;
    return count <= most;
  }
}
