package io.molt.behaviours;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.opentest4j.AssertionFailedError;

/** Waits for what happens on other threads, long enough for it to have happened if it ever will. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration STEP = Duration.ofMillis(2);

  private Await() {}

  /** Returns once the condition holds; an assertion error if it does not within half a minute, with what the threads do. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionFailedError(
            "not within " + PATIENCE.toSeconds() + " s: " + what + "\n" + threads());
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

  private static String threads() {
    StringBuilder out = new StringBuilder();
    Thread.getAllStackTraces().forEach((thread, frames) -> {
      out.append(thread).append(' ').append(thread.getState()).append('\n');
      Arrays.stream(frames).forEach(frame -> out.append("    at ").append(frame).append('\n'));
    });
    return out.toString();
  }
}
