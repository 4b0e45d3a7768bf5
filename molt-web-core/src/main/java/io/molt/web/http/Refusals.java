package io.molt.web.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;

/** Counts what is refused by one limiter, and tells the log so once in a while: there may be thousands a second. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final String what;
  private final Limiter limiter;
  private final Scheduler scheduler;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong told;

  Refusals(String what, Limiter limiter, Scheduler scheduler) {
    this.what = what;
    this.limiter = limiter;
    this.scheduler = scheduler;
    this.told = new AtomicLong(now() - QUIET_NANOS);
  }

  /** Takes note of one for which there is no place. */
  void add(String who) {
    add(who, this::standing);
  }

  /** Takes note of one; {@code why} is in words that follow "is refused". */
  void add(String who, Supplier<String> why) {
    count.incrementAndGet();
    long now = now();
    long before = told.get();
    if (now - before >= QUIET_NANOS && told.compareAndSet(before, now)) {
      LOG.warn(
          "overloaded: {} is refused, {}; {} refused since this was last told",
          who,
          why.get(),
          count.getAndSet(0));
    }
  }

  private String standing() {
    return what + " has " + limiter.inside() + " under way and " + limiter.waiting() + " in line";
  }

  private long now() {
    return scheduler.now(TimeUnit.NANOSECONDS);
  }
}
