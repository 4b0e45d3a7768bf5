package io.molt.web.test;

import io.molt.web.http.BlockedLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.NonBlocking;

/**
 * Stands for a server's event loop: the app's code runs on threads of it, one task at a time, and {@code block()} fails
 * there as it would on a server. Whoever hands it a task waits until the task is done, so that a test without real time
 * is deterministic.
 */
final class EventLoop {
  private static final long CONFIRM_MILLIS = 10;

  private final ReentrantLock turn = new ReentrantLock();
  private final Duration warnAfter;
  private final Consumer<BlockedLoop> blocked;
  private volatile Duration limit;

  /**
   * Creates one.
   *
   * @param limit how long a task is waited for
   * @param warnAfter how long one may take before {@code blocked} is told; zero for as long as it likes
   */
  EventLoop(Duration limit, Duration warnAfter, Consumer<BlockedLoop> blocked) {
    this.limit = limit;
    this.warnAfter = warnAfter;
    this.blocked = blocked;
  }

  void limit(Duration longest) {
    limit = longest;
  }

  /**
   * Runs a task and returns when it is done, or is taking too long: then it goes on without us, and the wait for the
   * response tells what hangs.
   */
  void run(Runnable task) {
    run(() -> "a task", task);
  }

  /** Runs a task that works on what is named so; see {@link #run(Runnable)}. */
  void run(Supplier<String> work, Runnable task) {
    if (Thread.currentThread() instanceof LoopThread) {
      task.run();
      return;
    }
    try {
      if (turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        runInTurn(work, task);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runInTurn(Supplier<String> work, Runnable task) throws InterruptedException {
    try {
      // A thread for each task: one that waited for the next would block, which is what this one
      // may not.
      LoopThread thread = new LoopThread(task);
      thread.start();
      watch(thread, work);
      thread.join(Math.max(1, limit.toMillis()));
      thread.rethrow();
    } finally {
      turn.unlock();
    }
  }

  /** Tells of what keeps the thread for too long, if it is at the same line twice. */
  private void watch(LoopThread thread, Supplier<String> work) throws InterruptedException {
    if (warnAfter.isZero()) {
      return;
    }
    thread.join(warnAfter.toMillis());
    Optional<BlockedLoop> found = culprit(thread, work);
    if (found.isPresent()) {
      thread.join(CONFIRM_MILLIS);
      culprit(thread, work).filter(again -> again.at().equals(found.get().at())).ifPresent(blocked);
    }
  }

  private Optional<BlockedLoop> culprit(LoopThread thread, Supplier<String> work) {
    return thread.isAlive() ? BlockedLoop.of(thread, work.get(), warnAfter) : Optional.empty();
  }

  private static final class LoopThread extends Thread implements NonBlocking {
    private final Runnable task;
    private volatile @Nullable Throwable thrown;

    LoopThread(Runnable task) {
      super("molt-in-memory");
      this.task = task;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        task.run();
      } catch (Throwable error) {
        thrown = error;
      }
    }

    void rethrow() {
      Throwable error = thrown;
      if (error != null) {
        throw Exceptions.propagate(error);
      }
    }
  }
}
