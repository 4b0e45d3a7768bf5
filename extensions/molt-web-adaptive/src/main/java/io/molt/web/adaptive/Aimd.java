package io.molt.web.adaptive;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.molt.web.http.ConcurrencyLimit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A limit that grows by one while requests are in time and shrinks by a part when they are not: additive increase,
 * multiplicative decrease, as TCP has it. For services that know how long a request may take, and whose response times
 * are too uneven for {@link Gradient}.
 *
 * @param min the least that it becomes
 * @param initial what it is to begin with
 * @param max the most that it becomes
 * @param slow how long requests may take, on average over a tenth of a second, before it shrinks; one that runs into its
 *     deadline has it shrink too
 * @param backoff what it shrinks to, as a part of what it was: 0.5 to below 1
 */
public record Aimd(int min, int initial, int max, Duration slow, double backoff)
    implements Supplier<ConcurrencyLimit> {
  private static final Aimd DEFAULTS = new Aimd(16, 64, 1024, Duration.ofSeconds(1), 0.9);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Aimd {
    Adaptive.requireRange(min, initial, max);
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("slow: " + slow + " (expected: > 0)");
    }
    if (!(backoff >= 0.5 && backoff < 1)) {
      throw new IllegalArgumentException("backoff: " + backoff + " (expected: 0.5 to below 1)");
    }
  }

  /** Returns the defaults: 16 to 1,024, 64 to begin with, to nine tenths when requests take longer than a second. */
  public static Aimd defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another least limit. */
  public Aimd withMin(int other) {
    return new Aimd(other, initial, max, slow, backoff);
  }

  /** Returns a copy with another limit to begin with. */
  public Aimd withInitial(int other) {
    return new Aimd(min, other, max, slow, backoff);
  }

  /** Returns a copy with another greatest limit. */
  public Aimd withMax(int other) {
    return new Aimd(min, initial, other, slow, backoff);
  }

  /** Returns a copy that bears longer, or only shorter, requests. */
  public Aimd withSlow(Duration other) {
    return new Aimd(min, initial, max, other, backoff);
  }

  /** Returns a copy that shrinks to another part. */
  public Aimd withBackoff(double other) {
    return new Aimd(min, initial, max, slow, other);
  }

  /** Returns a fresh limit, for one service. */
  @Override
  public ConcurrencyLimit get() {
    return Adaptive.of(AIMDLimit.newBuilder()
        .minLimit(min)
        .initialLimit(initial)
        .maxLimit(max)
        .timeout(slow.toNanos(), TimeUnit.NANOSECONDS)
        .backoffRatio(backoff)
        .build());
  }
}
