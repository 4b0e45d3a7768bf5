package io.molt.web.templates;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;

/** How much the client has asked for, and the one thread that waits for it. */
final class Demand {
  private final AtomicLong asked = new AtomicLong();
  private volatile @Nullable Thread waiting;
  private volatile boolean cancelled;

  /** Adds what has been asked for; never blocks. */
  void add(long count) {
    asked.accumulateAndGet(count, Operators::addCap);
    LockSupport.unpark(waiting);
  }

  /** Takes note that nobody will ask for more; never blocks. */
  void cancel() {
    cancelled = true;
    LockSupport.unpark(waiting);
  }

  /**
   * Waits until one more is asked for.
   *
   * @throws CancellationException if nobody will, or the thread is interrupted, be that before
   */
  void take() {
    // Before the look at what is asked for: whoever adds to it later sees who waits.
    waiting = Thread.currentThread();
    while (!isAsked()) {
      LockSupport.park(this);
    }
    asked.updateAndGet(count -> count == Long.MAX_VALUE ? count : count - 1);
  }

  private boolean isAsked() {
    // An interruption by itself is not enough to go by: what the template shows may have taken it.
    if (cancelled || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("nobody waits for the page any more");
    }
    return asked.get() > 0;
  }
}
