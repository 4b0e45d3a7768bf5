package io.molt.web.http;

import java.time.Duration;

/**
 * How much code that blocks may run in a service at a time, what {@link RequestContext#blocking} starts, and from when on
 * code that keeps an event loop is told of.
 *
 * <p>Each call has a thread of its own while it runs: a virtual one where the JVM has them, from Java 21 on, else one of a
 * pool that grows and shrinks with what there is to do.
 *
 * @param maxThreads how many calls may run at a time
 * @param maxQueued how many more may wait for a thread, as long as their requests' deadlines allow; further ones fail with
 *     an {@link OverloadedException}
 * @param warnAfter how long a handler, or what it returned, may keep an event loop before the log and the observers are
 *     told its line, once for each; zero for as long as it likes, unwatched
 */
public record BlockingLimits(int maxThreads, int maxQueued, Duration warnAfter) {
  private static final BlockingLimits DEFAULTS =
      new BlockingLimits(256, 1024, Duration.ofSeconds(1));

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public BlockingLimits {
    if (maxThreads <= 0) {
      throw new IllegalArgumentException("blocking maxThreads: " + maxThreads + " (expected: > 0)");
    }
    if (maxQueued < 0) {
      throw new IllegalArgumentException("blocking maxQueued: " + maxQueued + " (expected: >= 0)");
    }
    if (warnAfter.isNegative() || warnAfter.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "blocking warnAfter: " + warnAfter + " (expected: >= 0, at most a day)");
    }
  }

  /**
   * Returns the defaults: 256 threads, more than a pool of database connections serves, and few enough that a JVM without
   * virtual threads bears them; 1,024 calls that wait, as many as requests may be in flight; a warning
   * after 1 s, which no code on an event loop should take.
   */
  public static BlockingLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another number of threads. */
  public BlockingLimits withMaxThreads(int other) {
    return new BlockingLimits(other, maxQueued, warnAfter);
  }

  /** Returns a copy with another number of calls that wait; 0 for none. */
  public BlockingLimits withMaxQueued(int other) {
    return new BlockingLimits(maxThreads, other, warnAfter);
  }

  /** Returns a copy that warns of code on event loops after another time; zero for never. */
  public BlockingLimits withWarnAfter(Duration other) {
    return new BlockingLimits(maxThreads, maxQueued, other);
  }
}
