package io.molt.web.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long a server waits for its clients, in nanoseconds. */
final class Patience {
  // Long enough for a round trip or two, which is all that a close takes.
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final long LONGEST_ROUND = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long SHORTEST_ROUND = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int ROUNDS = 8;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long[] limits = new long[Wait.values().length];
  private final long minRate;
  private final long maxAge;
  private final long round;

  Patience(Timeouts timeouts, Duration maxAge) {
    limit(Wait.HEAD, timeouts.requestHead());
    limit(Wait.CONTENT, timeouts.bodyIdle());
    limit(Wait.LEFTOVER, timeouts.requestHead());
    limit(Wait.REQUEST, timeouts.keepAlive());
    limit(Wait.OUTPUT, timeouts.writeStall());
    this.minRate = timeouts.minRate();
    this.maxAge = nanos(maxAge);
    this.round = roundOf();
    limit(Wait.CLOSE, CLOSE);
  }

  /** Returns how long a client may take to get on; 0 for as long as it likes. */
  long limit(Wait wait) {
    return limits[wait.ordinal()];
  }

  /** Returns how old a connection gets; 0 for as old as it likes. */
  long maxAge() {
    return maxAge;
  }

  /** Returns how often connections are looked at. */
  long round() {
    return round;
  }

  /** Returns whether so many bytes are too few for so much time. */
  boolean isTooFew(long bytes, long time) {
    return bytes < minRate * (time / (double) SECOND);
  }

  private void limit(Wait wait, Duration time) {
    limits[wait.ordinal()] = nanos(time);
  }

  private long roundOf() {
    long shortest = maxAge == 0 ? Long.MAX_VALUE : maxAge;
    for (long limit : limits) {
      shortest = limit == 0 ? shortest : Math.min(shortest, limit);
    }
    return Math.max(SHORTEST_ROUND, Math.min(LONGEST_ROUND, shortest / ROUNDS));
  }

  /** Unlike toNanos(), this takes durations that are longer than a long has nanoseconds. */
  private static long nanos(Duration time) {
    return TimeUnit.NANOSECONDS.convert(time);
  }
}
