package io.molt.web.http;

/**
 * A limit on the requests in flight that some routes share, so that they cannot take all places of a service. Two
 * bulkheads are never equal, whatever their numbers: each has places of its own, in each service.
 *
 * <p>It counts a stream until its end.
 */
public final class Bulkhead {
  private final int maxInFlight;
  private final int maxQueued;

  /**
   * Creates one.
   *
   * @param maxInFlight how many requests may be in flight
   * @param maxQueued how many more may wait in line, as long as {@link AdmissionLimits#maxQueueTime} says
   * @throws IllegalArgumentException if {@code maxInFlight} is not positive or {@code maxQueued} is negative
   */
  public Bulkhead(int maxInFlight, int maxQueued) {
    if (maxInFlight <= 0) {
      throw new IllegalArgumentException("maxInFlight: " + maxInFlight + " (expected: > 0)");
    }
    if (maxQueued < 0) {
      throw new IllegalArgumentException("maxQueued: " + maxQueued + " (expected: >= 0)");
    }
    this.maxInFlight = maxInFlight;
    this.maxQueued = maxQueued;
  }

  /** Returns how many requests may be in flight. */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** Returns how many more may wait in line. */
  public int maxQueued() {
    return maxQueued;
  }
}
