package io.molt.benchmarks.load;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a generator, which looks at it before whatever it does: where two looks lie far apart, it did not get to run
 * between them. However late answers are, it looks. Not safe for use by several threads.
 */
final class Clock {
  private final LongSupplier nanos;
  private long seen;
  private @Nullable Slices slices;

  Clock(LongSupplier nanos) {
    this.nanos = nanos;
    this.seen = nanos.getAsLong();
  }

  /** Tells the slices of a turn, from now on, when the generator did not get to run; nobody if null. */
  void tell(@Nullable Slices turn) {
    slices = turn;
  }

  long now() {
    long now = nanos.getAsLong();
    if (slices != null && now - seen > Slices.MOST_LATE) {
      slices.late(seen, now);
    }
    seen = now;
    return now;
  }
}
