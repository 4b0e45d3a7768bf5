package io.molt.web.adaptive;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import io.molt.web.http.ConcurrencyLimit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An algorithm of the library as a limit: it hears of windows of time instead of single requests. */
final class Adaptive implements ConcurrencyLimit {
  private static final Duration WINDOW = Duration.ofMillis(100);

  private final Limit limit;

  private Adaptive(Limit limit) {
    this.limit = limit;
  }

  static ConcurrencyLimit of(Limit algorithm) {
    return new Adaptive(WindowedLimit.newBuilder()
        .minWindowTime(WINDOW.toMillis(), TimeUnit.MILLISECONDS)
        .build(algorithm));
  }

  @Override
  public int current() {
    return limit.getLimit();
  }

  @Override
  public void sample(long began, long nanos, int inFlight, boolean dropped) {
    limit.onSample(began, nanos, inFlight, dropped);
  }

  static void requireRange(int min, int initial, int max) {
    if (min < 1 || initial < min || max < initial) {
      throw new IllegalArgumentException("min, initial, max: " + min + ", " + initial + ", " + max
          + " (expected: 1 <= min <= initial <= max)");
    }
  }
}
