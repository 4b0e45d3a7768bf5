package io.molt.web.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How many requests a service works on at a time, and what becomes of the others: they wait in line, first come first
 * served, and are answered by a 503 if the line is too long.
 *
 * <p>A request is in flight from the match of its route until its response begins. One that is answered at once, on the
 * thread it came in by, needs no place, and a stream gives its place back with the head of its response: what is counted
 * is work that waits for something else, such as a database. One that waits for its client to send content lends its
 * place to others until then: clients that are slow on purpose keep nobody out. Requests that find no place wait before their content is
 * read and before anything of theirs but the head is kept.
 *
 * <p>Nobody is let into the line who would wait longer than {@code maxQueueTime} at the pace of the moment, so that a
 * refusal, too, comes at once.
 *
 * @param maxInFlight how many requests may be in flight; 0 for any number
 * @param maxQueued how many may wait in line
 * @param maxQueueTime how long one may wait in line
 * @param maxLoopWait how long requests may wait for their event loop behind others before those that come are refused;
 *     zero for as long as it takes. It is work on the loop itself that is limited so, which no line and no number does; the
 *     first 2,000 requests of a loop are let be, since a JVM that has just started is slow
 * @param adaptive makes what finds out how many may be in flight, a fresh one for each service; empty where
 *     {@code maxInFlight} alone counts
 */
public record AdmissionLimits(
    int maxInFlight,
    int maxQueued,
    Duration maxQueueTime,
    Duration maxLoopWait,
    Optional<Supplier<ConcurrencyLimit>> adaptive) {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final AdmissionLimits DEFAULTS = new AdmissionLimits(
      1024, 1024, Duration.ofSeconds(1), Duration.ofMillis(40), Optional.empty());

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public AdmissionLimits {
    if (maxInFlight < 0) {
      throw new IllegalArgumentException(
          "maxInFlight: " + maxInFlight + " (expected: >= 0; 0 for any number)");
    }
    if (maxQueued < 0) {
      throw new IllegalArgumentException("maxQueued: " + maxQueued + " (expected: >= 0)");
    }
    requireTime("maxQueueTime", maxQueueTime);
    requireTime("maxLoopWait", maxLoopWait);
  }

  private static void requireTime(String name, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + ": " + time + " (expected: >= 0, at most a day)");
    }
  }

  /**
   * Returns the defaults: 1,024 in flight, as many again in line, for at most 1 s; 40 ms for an event loop.
   *
   * <p>By Little's law that is 10,000 requests a second that take 100 ms each, more than most services are asked for, and
   * few enough that what they hold, up to 1 MB of content each, does not use up the heap.
   */
  public static AdmissionLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another number of requests in flight; 0 for any number. */
  public AdmissionLimits withMaxInFlight(int other) {
    return new AdmissionLimits(other, maxQueued, maxQueueTime, maxLoopWait, adaptive);
  }

  /** Returns a copy with another length of the line; 0 for none. */
  public AdmissionLimits withMaxQueued(int other) {
    return new AdmissionLimits(maxInFlight, other, maxQueueTime, maxLoopWait, adaptive);
  }

  /** Returns a copy with another time in line. */
  public AdmissionLimits withMaxQueueTime(Duration other) {
    return new AdmissionLimits(maxInFlight, maxQueued, other, maxLoopWait, adaptive);
  }

  /** Returns a copy with another wait for an event loop; zero for as long as it takes. */
  public AdmissionLimits withMaxLoopWait(Duration other) {
    return new AdmissionLimits(maxInFlight, maxQueued, maxQueueTime, other, adaptive);
  }

  /**
   * Returns a copy in which the number in flight follows how the service fares; {@code maxInFlight} stays the most it may
   * be.
   *
   * @param limit makes a fresh one for each service
   */
  public AdmissionLimits withAdaptive(Supplier<ConcurrencyLimit> limit) {
    return new AdmissionLimits(
        maxInFlight, maxQueued, maxQueueTime, maxLoopWait, Optional.of(limit));
  }
}
