package io.molt.web.server;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has tasks run on an event loop, unless that has ended. */
final class LoopTasks {
  private static final Logger LOG = LoggerFactory.getLogger(LoopTasks.class);

  // A round of the loop that takes no longer has had little to read.
  private static final long CALM_NANOS = 1_000_000;
  private static final int MAX_ROUNDS = 100;

  private LoopTasks() {}

  /** Runs the task on the loop; drops it if the loop has ended. */
  static void execute(EventExecutor loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the event loop has ended, and {} with it", task, ended);
    }
  }

  /** Runs the task once other connections have had their turn to be read; drops it if the loop has ended. */
  static void executeAfterReads(EventExecutor loop, Runnable task) {
    // The loop looks at its schedule once a round. A task that is merely queued again and again
    // keeps it from reading for a second.
    executeLater(loop, task, Duration.ZERO);
  }

  /**
   * Runs the task after that time, once the loop has read what came: where it is far behind, as it is when the JVM is new
   * or has too much to do, what is due is due for long, and what came in the meantime has not been seen.
   */
  static void executeWhenCalm(EventExecutor loop, Runnable task, Duration time) {
    executeLater(loop, () -> executeWhenCalm(loop, task, MAX_ROUNDS), time);
  }

  private static void executeWhenCalm(EventExecutor loop, Runnable task, int rounds) {
    long begun = System.nanoTime();
    executeAfterReads(loop, () -> {
      if (rounds == 0 || System.nanoTime() - begun < CALM_NANOS) {
        task.run();
      } else {
        executeWhenCalm(loop, task, rounds - 1);
      }
    });
  }

  /** Runs the task on the loop after that time; drops it if the loop ends before. */
  static void executeLater(EventExecutor loop, Runnable task, Duration time) {
    try {
      loop.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the event loop has ended, and {} with it", task, ended);
    }
  }
}
