package io.molt.web.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Runs the code of a service that blocks, on threads made for that, so many calls at a time. */
final class Blocking {
  private final Limiter limiter;
  private final Refusals refusals;
  private volatile @Nullable ExecutorService threads;
  private boolean stopped;

  Blocking(BlockingLimits limits, Scheduler scheduler) {
    this.limiter = new Limiter(limits::maxThreads, limits.maxQueued(), Duration.ZERO, scheduler);
    this.refusals = new Refusals("code that blocks", limiter, scheduler);
  }

  /** See {@link RequestContext#blocking}. */
  <T> Mono<T> call(RequestContext context, Callable<? extends T> work) {
    return Mono.create(sink -> {
      BlockingCall<T> call = new BlockingCall<>(this, context, work, sink);
      sink.onCancel(call);
      limiter.enter(call);
    });
  }

  Limiter limiter() {
    return limiter;
  }

  Refusals refusals() {
    return refusals;
  }

  /**
   * Runs a task on a thread of its own.
   *
   * @throws RejectedExecutionException if the service has stopped
   */
  void run(Runnable task) {
    ExecutorService made = threads;
    (made == null ? start() : made).execute(task);
  }

  /**
   * Interrupts the thread that a task runs on, if it does, from a thread that may block: where it is at a file, the JDK
   * closes that on the thread that interrupts, and waits.
   */
  void interrupt(Future<?> task) {
    try {
      run(() -> task.cancel(true));
    } catch (RejectedExecutionException stopped) {
      // All threads have been interrupted then.
      task.cancel(false);
    }
  }

  /** Interrupts what runs, from a thread that may block as {@link #interrupt} does, and takes no more. */
  synchronized void stop() {
    stopped = true;
    ExecutorService made = threads;
    threads = null;
    if (made != null) {
      made.execute(made::shutdownNow);
    }
  }

  private synchronized ExecutorService start() {
    ExecutorService made = threads;
    if (made == null) {
      if (stopped) {
        throw new RejectedExecutionException("the service has stopped");
      }
      made = BlockingThreads.create();
      threads = made;
    }
    return made;
  }
}
