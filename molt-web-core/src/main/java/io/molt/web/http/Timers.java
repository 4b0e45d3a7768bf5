package io.molt.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/**
 * What is due some time, by the thousand, most of it cancelled before: only the next of them is a task of the scheduler.
 * Exact to the nanosecond, as far as the scheduler is. Safe to use from any thread.
 */
final class Timers {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
  private static final int MAX_STRIPES = 16;
  private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MAX_TRIES = 3;

  private final Scheduler scheduler;
  private final LongSupplier now;
  // Each event loop mostly has one of its own.
  private final Stripe[] stripes;

  /**
   * Creates timers.
   *
   * @param now nanoseconds that pass as they do on the scheduler
   */
  Timers(Scheduler scheduler, LongSupplier now) {
    this.scheduler = scheduler;
    this.now = now;
    this.stripes = new Stripe[stripeCount()];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe();
    }
  }

  /**
   * Runs the task on the scheduler, as soon as the count of nanoseconds is {@code at}, unless it is cancelled before.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the scheduler takes no such tasks, or none any more
   */
  Timer start(long at, Runnable task) {
    int home = (int) Thread.currentThread().getId() & (stripes.length - 1);
    return stripes[home].start(at, task);
  }

  private static int stripeCount() {
    int cores = Math.min(MAX_STRIPES, Runtime.getRuntime().availableProcessors());
    return Integer.highestOneBit(cores);
  }

  /** One task that waits for its time. */
  static final class Timer implements Comparable<Timer> {
    private final Stripe home;
    private final long at;
    private final long number;
    private final Runnable task;

    private Timer(Stripe home, long at, long number, Runnable task) {
      this.home = home;
      this.at = at;
      this.number = number;
      this.task = task;
    }

    /** Cancels it, unless it runs already. */
    void cancel() {
      home.remove(this);
    }

    @Override
    public int compareTo(Timer other) {
      // By difference, since the counter may overflow.
      int order = Long.signum(at - other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }

    private void run() {
      try {
        task.run();
      } catch (Throwable failed) {
        Exceptions.throwIfJvmFatal(failed);
        LOG.error("a task that was due failed", failed);
      }
    }
  }

  private final class Stripe {
    private final TreeSet<Timer> waiting = new TreeSet<>();
    private @Nullable WakeUp next;
    private long count;

    Timer start(long at, Runnable task) {
      Timer timer;
      WakeUp sooner;
      synchronized (this) {
        timer = new Timer(this, at, count++, task);
        waiting.add(timer);
        sooner = wakeUpFor(timer);
      }
      try {
        wake(sooner);
      } catch (RejectedExecutionException refused) {
        forget(timer, sooner);
        throw refused;
      }
      return timer;
    }

    synchronized void remove(Timer timer) {
      // The wake-up stays: most of the time it will do for the next one.
      waiting.remove(timer);
    }

    void run(WakeUp reason) {
      List<Timer> due = new ArrayList<>();
      WakeUp after;
      long late = Math.max(0, now.getAsLong() - reason.at);
      synchronized (this) {
        while (!waiting.isEmpty() && waiting.first().at - reason.at <= late) {
          due.add(waiting.pollFirst());
        }
        next = next == reason ? null : next;
        after = waiting.isEmpty() ? null : wakeUpFor(waiting.first());
      }
      try {
        wake(after);
      } catch (RejectedExecutionException refused) {
        LOG.warn("the scheduler takes no more tasks: deadlines are not kept any more", refused);
      }
      due.forEach(Timer::run);
    }

    private synchronized void forget(Timer timer, @Nullable WakeUp wakeUp) {
      waiting.remove(timer);
      next = next == wakeUp ? null : next;
    }

    /** Returns the wake-up that has to be scheduled for that timer, or null if there is one that is no later. */
    private @Nullable WakeUp wakeUpFor(Timer timer) {
      WakeUp present = next;
      if (present != null && present.at - timer.at <= 0) {
        return null;
      }
      if (present != null) {
        present.cancel();
      }
      next = new WakeUp(this, timer.at);
      return next;
    }

    // Outside of the lock: a scheduler may run it at once.
    private void wake(@Nullable WakeUp wakeUp) {
      if (wakeUp != null) {
        schedule(wakeUp);
      }
    }
  }

  /** Schedules a wake-up; anew if time passed meanwhile, which a delay counts in vain. */
  private void schedule(WakeUp wakeUp) {
    long before = now.getAsLong();
    wakeUp.scheduled(schedule(wakeUp, before));
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      long after = now.getAsLong();
      if (after - before < TOLERANCE) {
        return;
      }
      before = after;
      wakeUp.scheduled(schedule(wakeUp, before));
    }
  }

  private Disposable schedule(WakeUp wakeUp, long present) {
    return scheduler.schedule(wakeUp, Math.max(0, wakeUp.at - present), TimeUnit.NANOSECONDS);
  }

  private static final class WakeUp implements Runnable {
    private final Stripe stripe;
    private final long at;
    private @Nullable Disposable task;
    private boolean cancelled;

    WakeUp(Stripe stripe, long at) {
      this.stripe = stripe;
      this.at = at;
    }

    synchronized void scheduled(Disposable given) {
      if (task != null) {
        task.dispose();
      }
      task = given;
      if (cancelled) {
        given.dispose();
      }
    }

    synchronized void cancel() {
      cancelled = true;
      if (task != null) {
        task.dispose();
      }
    }

    @Override
    public void run() {
      stripe.run(this);
    }
  }
}
