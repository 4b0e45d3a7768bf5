package io.molt.web.http;

import java.time.Duration;

/**
 * How much work may go on in a service that outlives its request: what {@link RequestContext#spawn} and
 * {@link RequestContext#shield} start.
 *
 * @param max how many at a time, in the whole service; more is refused with a 503
 * @param lifetime how long each may take, unless it is given another time; then it is cancelled
 */
public record BackgroundLimits(int max, Duration lifetime) {
  // Beyond it, sums with instants overflow in the midst of a request.
  static final Duration LONGEST = Duration.ofDays(365);
  private static final BackgroundLimits DEFAULTS =
      new BackgroundLimits(10_000, Duration.ofSeconds(30));

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public BackgroundLimits {
    if (max < 0) {
      throw new IllegalArgumentException("background max: " + max + " (expected: >= 0)");
    }
    requireLifetime(lifetime);
  }

  /** Returns the defaults: 10,000 at a time, 30 s each. */
  public static BackgroundLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another number; 0 for none at all. */
  public BackgroundLimits withMax(int other) {
    return new BackgroundLimits(other, lifetime);
  }

  /** Returns a copy with another lifetime, at most a year. */
  public BackgroundLimits withLifetime(Duration other) {
    return new BackgroundLimits(max, other);
  }

  static Duration requireLifetime(Duration lifetime) {
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "background lifetime: " + lifetime + " (expected: > 0, at most " + LONGEST + ")");
    }
    return lifetime;
  }
}
