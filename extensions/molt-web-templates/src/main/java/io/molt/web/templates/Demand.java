package io.molt.web.templates;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;

/** How much the client has asked for, and the one thread that waits for it. */
final class Demand {
  private final AtomicLong asked = new AtomicLong();
  private volatile @Nullable Thread waiting;

  /** Adds what has been asked for; never blocks. */
  void add(long count) {
    asked.accumulateAndGet(count, Operators::addCap);
    LockSupport.unpark(waiting);
  }

  /**
   * Waits until one more is asked for.
   *
   * @throws InterruptedException if the thread is interrupted, be that before
   */
  void take() throws InterruptedException {
    // Before the look at what is asked for: whoever adds to it later sees who waits.
    waiting = Thread.currentThread();
    while (isInterrupted() || asked.get() == 0) {
      LockSupport.park(this);
    }
    asked.updateAndGet(count -> count == Long.MAX_VALUE ? count : count - 1);
  }

  private static boolean isInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return false;
  }
}
