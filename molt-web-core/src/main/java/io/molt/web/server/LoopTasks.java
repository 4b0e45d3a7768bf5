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

  /** Runs the task on the loop after that time; drops it if the loop ends before. */
  static void executeLater(EventExecutor loop, Runnable task, Duration time) {
    try {
      loop.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the event loop has ended, and {} with it", task, ended);
    }
  }
}
