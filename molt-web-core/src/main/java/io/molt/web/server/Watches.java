package io.molt.web.server;

import io.molt.web.http.LoopWatch;
import io.netty.util.concurrent.EventExecutor;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is watched on one event loop, looked at in rounds: one timer for all of them, and none to be set or reset
 * while requests come and go. A client is told on time or up to two rounds late, never early.
 *
 * <p>To be used on the event loop.
 */
final class Watches implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
  // Clients that came together are late together. Telling them all at once would have others wait.
  private static final int TOLD_AT_ONCE = 64;
  // Connections that were made together would otherwise end together, and come back together.
  private static final double AGE_SPREAD = 0.1;

  private final EventExecutor loop;
  private final Patience patience;
  private final SplittableRandom random = new SplittableRandom();
  private final LoopWatch.@Nullable Loop blocking;
  private final Watch ring = new Watch();
  private Watch cursor = ring;
  private long now;
  private boolean scheduled;

  Watches(EventExecutor loop, Patience patience, @Nullable LoopWatch blocking) {
    this.loop = loop;
    this.patience = patience;
    this.blocking = blocking == null ? null : blocking.add(loop);
  }

  /** Returns what sees whether code keeps this loop; null if nothing does. */
  LoopWatch.@Nullable Loop blocking() {
    return blocking;
  }

  /**
   * Returns the watch of a connection, which lasts until it is ended.
   *
   * @param begun the watch that it has already; null if it is new
   */
  Watch connection(@Nullable Watch begun, Watched connection) {
    if (begun != null) {
      begun.passTo(connection);
      return begun;
    }
    if (patience.maxAge() == 0) {
      return add(connection);
    }
    double spread = 1 - AGE_SPREAD + 2 * AGE_SPREAD * random.nextDouble();
    return insert(
        new Watch(this, connection, System.nanoTime() + (long) (patience.maxAge() * spread)));
  }

  /** Returns the watch of a stream, which lasts until it is ended. */
  Watch add(Watched watched) {
    return insert(new Watch(this, watched));
  }

  void remove(Watch watch) {
    if (watch == cursor) {
      cursor = watch.next;
    }
    watch.before.next = watch.next;
    watch.next.before = watch.before;
    watch.before = watch;
    watch.next = watch;
  }

  /** Looks at all that are left of this round, or at as many as there is time for. */
  @Override
  public void run() {
    if (cursor == ring) {
      now = System.nanoTime();
      cursor = ring.next;
    }
    try {
      look();
    } finally {
      scheduled = false;
      schedule(cursor == ring ? patience.round() : 0);
    }
  }

  private void look() {
    int told = 0;
    while (cursor != ring && told < TOLD_AT_ONCE) {
      Watch watch = cursor;
      cursor = watch.next;
      if (watch.look(now, patience)) {
        told++;
      }
    }
  }

  private Watch insert(Watch watch) {
    // At the end: a round that is under way comes to it, and finds that all is well.
    watch.before = ring.before;
    watch.next = ring;
    ring.before.next = watch;
    ring.before = watch;
    schedule(patience.round());
    return watch;
  }

  private void schedule(long delay) {
    if (scheduled || ring.next == ring) {
      return;
    }
    try {
      scheduled = true;
      loop.schedule(this, delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the event loop has ended, and with it all that was watched", ended);
    }
  }
}
