package io.molt.web.http;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/** One call of code that blocks: waits for a thread, runs on it, and tells what came of it where the request is. */
final class BlockingCall<T> implements Limiter.Entrant, Disposable, Runnable {
  private final Blocking blocking;
  private final RequestContext context;
  // Sees to it that an interruption meets this call and no later one on its thread.
  private final FutureTask<T> work;
  private final MonoSink<T> sink;
  private long waitsSince;
  private volatile boolean unheard;

  BlockingCall(
      Blocking blocking, RequestContext context, Callable<? extends T> work, MonoSink<T> sink) {
    this.blocking = blocking;
    this.context = context;
    this.work = new FutureTask<>(work::call);
    this.sink = sink;
  }

  @Override
  public void entered(boolean waited) {
    try {
      blocking.run(this);
    } catch (RejectedExecutionException stopped) {
      blocking.limiter().leave();
      sink.error(new OverloadedException("The service has stopped.", Duration.ZERO));
    }
  }

  @Override
  public void refused() {
    blocking.refusals().add(context.pattern().orElse("a call"));
    sink.error(new OverloadedException("There is too much to do at the moment.", Duration.ZERO));
  }

  /** Runs on a thread that may be blocked. */
  @Override
  public void run() {
    try {
      work.run();
    } finally {
      // One that came from a cancellation; the thread may go on to another call.
      Thread.interrupted();
      blocking.limiter().leave();
    }
    if (!unheard && !work.isCancelled()) {
      context.executor().execute(this::tell);
    }
  }

  /** Takes note that nobody waits for the result any more: interrupts the call, or takes it out of the line. */
  @Override
  public void dispose() {
    unheard = true;
    if (!blocking.limiter().giveUp(this) && !work.isDone()) {
      blocking.interrupt(work);
    }
  }

  @Override
  public void waitsSince(long nanos) {
    waitsSince = nanos;
  }

  @Override
  public long waitsSince() {
    return waitsSince;
  }

  private void tell() {
    try {
      sink.success(work.get());
    } catch (ExecutionException failed) {
      sink.error(Objects.requireNonNull(failed.getCause(), "what was thrown"));
    } catch (InterruptedException impossible) {
      sink.error(impossible);
    }
  }
}
