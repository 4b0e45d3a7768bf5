package io.molt.web.http;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.IntSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Lets so many in at a time; the others wait in line, first come first served, as many and as long as it says. Nobody
 * joins the line who would wait too long at its pace. Where there is room, to come in and to leave is one atomic operation
 * each. Safe to use from any thread, without locks.
 */
final class Limiter {
  private static final AtomicIntegerFieldUpdater<Limiter> INSIDE =
      AtomicIntegerFieldUpdater.newUpdater(Limiter.class, "inside");
  private static final AtomicIntegerFieldUpdater<Limiter> WAITING =
      AtomicIntegerFieldUpdater.newUpdater(Limiter.class, "waiting");
  private static final AtomicIntegerFieldUpdater<Limiter> ADMITTING =
      AtomicIntegerFieldUpdater.newUpdater(Limiter.class, "admitting");

  private final IntSupplier limit;
  private final int maxWaiting;
  private final long maxWait;
  private final Scheduler scheduler;
  private final Pace pace;
  // Whoever takes an entrant out of it, and nobody else, tells it what comes next.
  private final Queue<Entrant> line = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile int inside;
  private volatile int waiting;
  private volatile int admitting;

  /**
   * Creates one.
   *
   * @param limit how many may be inside, at each moment; less than 1 counts as 1
   * @param maxWait how long one may stand in line; zero for as long as it likes
   */
  Limiter(IntSupplier limit, int maxWaiting, Duration maxWait, Scheduler scheduler) {
    this.limit = limit;
    this.maxWaiting = maxWaiting;
    this.maxWait = maxWait.toNanos();
    this.scheduler = scheduler;
    this.pace = new Pace(this.maxWait);
  }

  /** Returns whether somebody who comes now would not be let in at once. */
  boolean isFull() {
    return waiting > 0 || inside >= limit();
  }

  /** Returns how many are inside. */
  int inside() {
    return inside;
  }

  /** Returns how many are in line. */
  int waiting() {
    return waiting;
  }

  /** Lets the entrant in, now or later, or refuses it. */
  void enter(Entrant entrant) {
    if (waiting == 0 && take()) {
      entrant.entered(false);
    } else if (reserve()) {
      entrant.waitsSince(now());
      line.add(entrant);
      watch();
      admit();
    } else {
      entrant.refused();
    }
  }

  /** Takes note that one who was let in has left. */
  void leave() {
    INSIDE.decrementAndGet(this);
    if (waiting > 0) {
      admit();
    }
  }

  /** Takes note that one is back that had left for a while, room or not. */
  void comeBack() {
    INSIDE.incrementAndGet(this);
  }

  /** Takes the entrant out of the line; returns whether it stood there, and will hear no more. */
  boolean giveUp(Entrant entrant) {
    boolean found = line.remove(entrant);
    if (found) {
      WAITING.decrementAndGet(this);
    }
    return found;
  }

  /** Lets in those that there is room for; one thread at a time, so that who leaves at once does not nest. */
  private void admit() {
    if (ADMITTING.getAndIncrement(this) != 0) {
      return;
    }
    int missed = 1;
    do {
      admitWhereRoom();
      missed = ADMITTING.addAndGet(this, -missed);
    } while (missed != 0);
  }

  private void admitWhereRoom() {
    while (waiting > 0 && take()) {
      Entrant first = line.poll();
      if (first == null) {
        // Who reserved the place in line is about to take it, and asks again then.
        INSIDE.decrementAndGet(this);
        return;
      }
      WAITING.decrementAndGet(this);
      pace.letIn(now());
      first.entered(true);
    }
  }

  private int limit() {
    return Math.max(1, limit.getAsInt());
  }

  private boolean take() {
    int most = limit();
    int now = inside;
    while (now < most && !INSIDE.compareAndSet(this, now, now + 1)) {
      now = inside;
    }
    return now < most;
  }

  private boolean reserve() {
    int now = waiting;
    while (now < maxWaiting && pace.isFastEnough(now + 1)) {
      if (WAITING.compareAndSet(this, now, now + 1)) {
        if (now == 0) {
          pace.begin(now());
        }
        return true;
      }
      now = waiting;
    }
    return false;
  }

  private void watch() {
    if (maxWait > 0 && watched.compareAndSet(false, true)) {
      watchFor(maxWait);
    }
  }

  private void watchFor(long nanos) {
    scheduler.schedule(this::refuseLate, nanos, TimeUnit.NANOSECONDS);
  }

  /** Refuses those that waited too long, and looks again when the next one will have. */
  private void refuseLate() {
    for (Entrant first = line.peek(); first != null; first = line.peek()) {
      long left = maxWait - (now() - first.waitsSince());
      if (left > 0) {
        watchFor(left);
        return;
      }
      if (giveUp(first)) {
        pace.stall();
        first.refused();
      }
    }
    watched.set(false);
    if (!line.isEmpty()) {
      watch();
    }
  }

  private long now() {
    return scheduler.now(TimeUnit.NANOSECONDS);
  }

  /** Somebody who wants in, and hears either of two words, once, unless it gives up. It may not throw. */
  interface Entrant {
    /**
     * Takes note that it is inside, until it leaves.
     *
     * @param waited whether this is called by who made room, and not by who wanted in
     */
    void entered(boolean waited);

    /** Takes note that it will not be let in. */
    void refused();

    /** Takes note of when it joined the line. */
    void waitsSince(long nanos);

    /** Returns when it joined the line. */
    long waitsSince();
  }
}
