package io.molt.web.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.scheduler.NonBlocking;

/**
 * Stands for a server's event loop: the app's code runs on threads of it, one task at a time, and {@code block()} fails
 * there as it would on a server. Whoever hands it a task waits until the task is done, so that a test without real time
 * is deterministic.
 */
final class EventLoop {
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Duration limit;

  EventLoop(Duration limit) {
    this.limit = limit;
  }

  void limit(Duration longest) {
    limit = longest;
  }

  /**
   * Runs a task and returns when it is done, or is taking too long: then it goes on without us, and the wait for the
   * response tells what hangs.
   */
  void run(Runnable task) {
    if (Thread.currentThread() instanceof LoopThread) {
      task.run();
      return;
    }
    try {
      if (turn.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        runInTurn(task);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runInTurn(Runnable task) throws InterruptedException {
    try {
      // A thread for each task: one that waited for the next would block, which is what this one
      // may not.
      LoopThread thread = new LoopThread(task);
      thread.start();
      thread.join(Math.max(1, limit.toMillis()));
      thread.rethrow();
    } finally {
      turn.unlock();
    }
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
