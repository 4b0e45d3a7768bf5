package io.molt.web.adaptive;

import com.netflix.concurrency.limits.limit.Gradient2Limit;
import io.molt.web.http.ConcurrencyLimit;
import java.util.function.Supplier;

/**
 * A limit that follows response times: it grows while they stay near their mean of the last ten minutes or so, and shrinks when requests take
 * longer than that, since then they wait for each other. What it knows is measured; no number has to be guessed.
 *
 * <pre>{@code
 * options.withRequests(r -> r.withAdmission(a -> a.withAdaptive(Gradient.defaults())))
 * }</pre>
 *
 * @param min the least that it becomes
 * @param initial what it is to begin with
 * @param max the most that it becomes
 * @param tolerance how much longer than the mean requests may take before it shrinks: 1.5 is half as long again
 */
public record Gradient(int min, int initial, int max, double tolerance)
    implements Supplier<ConcurrencyLimit> {
  // How much it grows at a time at the least: else a small limit would stay small.
  private static final int GROWTH = 4;
  // Ten minutes of windows: an overload that lasts longer comes to count as normal.
  private static final int LONG_TERM = 6000;
  private static final Gradient DEFAULTS = new Gradient(16, 64, 1024, 1.5);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Gradient {
    Adaptive.requireRange(min, initial, max);
    if (!(tolerance >= 1)) {
      throw new IllegalArgumentException("tolerance: " + tolerance + " (expected: >= 1)");
    }
  }

  /** Returns the defaults: 16 to 1,024, 64 to begin with, half as long again. */
  public static Gradient defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another least limit. */
  public Gradient withMin(int other) {
    return new Gradient(other, initial, max, tolerance);
  }

  /** Returns a copy with another limit to begin with. */
  public Gradient withInitial(int other) {
    return new Gradient(min, other, max, tolerance);
  }

  /** Returns a copy with another greatest limit. */
  public Gradient withMax(int other) {
    return new Gradient(min, initial, other, tolerance);
  }

  /** Returns a copy that bears longer requests. */
  public Gradient withTolerance(double other) {
    return new Gradient(min, initial, max, other);
  }

  /** Returns a fresh limit, for one service. */
  @Override
  public ConcurrencyLimit get() {
    return Adaptive.of(Gradient2Limit.newBuilder()
        .minLimit(min)
        .initialLimit(initial)
        .maxConcurrency(max)
        .rttTolerance(tolerance)
        .longWindow(LONG_TERM)
        .queueSizeFunction(limit -> Math.max(GROWTH, (int) Math.sqrt(limit)))
        .build());
  }
}
