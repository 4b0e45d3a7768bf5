package io.molt.web.http;

/**
 * How much code that blocks may run in a service at a time: what {@link RequestContext#blocking} starts.
 *
 * <p>Each call has a thread of its own while it runs: a virtual one where the JVM has them, from Java 21 on, else one of a
 * pool that grows and shrinks with what there is to do.
 *
 * @param maxThreads how many calls may run at a time
 * @param maxQueued how many more may wait for a thread, as long as their requests' deadlines allow; further ones fail with
 *     an {@link OverloadedException}
 */
public record BlockingLimits(int maxThreads, int maxQueued) {
  private static final BlockingLimits DEFAULTS = new BlockingLimits(256, 1024);

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
  }

  /**
   * Returns the defaults: 256 threads, more than a pool of database connections serves, and few enough that a JVM without
   * virtual threads bears them; 1,024 calls that wait, as many as requests may be in flight.
   */
  public static BlockingLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another number of threads. */
  public BlockingLimits withMaxThreads(int other) {
    return new BlockingLimits(other, maxQueued);
  }

  /** Returns a copy with another number of calls that wait; 0 for none. */
  public BlockingLimits withMaxQueued(int other) {
    return new BlockingLimits(maxThreads, other);
  }
}
