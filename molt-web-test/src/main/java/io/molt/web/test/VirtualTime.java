package io.molt.web.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * A scheduler on which time passes only when it is told to, and the clock that shows it. Belongs to one client: Reactor's
 * global schedulers stay as they are, so that tests with virtual time run beside others.
 */
final class VirtualTime {
  private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
  private final Instant start;

  VirtualTime(Instant start) {
    this.start = start;
    scheduler.advanceTimeTo(start);
  }

  VirtualTimeScheduler scheduler() {
    return scheduler;
  }

  Clock clock() {
    return new Following(scheduler, ZoneOffset.UTC);
  }

  void advance(Duration step) {
    scheduler.advanceTimeBy(step);
  }

  Duration elapsed() {
    return Duration.between(start, clock().instant());
  }

  void dispose() {
    scheduler.dispose();
  }

  private static final class Following extends Clock {
    private static final long NANOS = 1_000_000_000L;

    private final VirtualTimeScheduler scheduler;
    private final ZoneId zone;

    Following(VirtualTimeScheduler scheduler, ZoneId zone) {
      this.scheduler = scheduler;
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new Following(scheduler, other);
    }

    @Override
    public Instant instant() {
      long now = scheduler.now(TimeUnit.NANOSECONDS);
      return Instant.ofEpochSecond(now / NANOS, now % NANOS);
    }
  }
}
