package io.molt.behaviours;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.opentest4j.AssertionFailedError;

/** Waits for what happens on other threads, long enough for it to have happened if it ever will. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration STEP = Duration.ofMillis(2);

  private Await() {}

  /** Returns once the condition holds; an assertion error if it does not within five seconds. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionFailedError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Returns a count once it has not changed for a while; for what is held back, and would go on if it were not. */
  static long settled(LongSupplier count) {
    long before = -1;
    long now = count.getAsLong();
    while (now != before) {
      before = now;
      LockSupport.parkNanos(QUIET.toNanos());
      now = count.getAsLong();
    }
    return now;
  }
}
