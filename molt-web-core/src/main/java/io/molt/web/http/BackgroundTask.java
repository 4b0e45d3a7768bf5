package io.molt.web.http;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/** One piece of background work: ends by itself, when its time is over, or with the service; the first counts. */
final class BackgroundTask<T> implements CoreSubscriber<T> {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundTask.class);

  @SuppressWarnings("rawtypes") // a class literal has no type argument
  private static final AtomicReferenceFieldUpdater<BackgroundTask, Subscription> RUNNING =
      AtomicReferenceFieldUpdater.newUpdater(BackgroundTask.class, Subscription.class, "running");

  private final Background background;
  private final RequestContext context;
  private final Context reactorContext;
  private final Duration lifetime;
  private final @Nullable Listener<T> listener;
  private final Disposable.Swap timer = Disposables.swap();
  private volatile @Nullable Subscription running;

  BackgroundTask(
      Background background,
      RequestContext context,
      Context reactorContext,
      Duration lifetime,
      @Nullable Listener<T> listener) {
    this.background = background;
    this.context = context;
    this.reactorContext = reactorContext;
    this.lifetime = lifetime;
    this.listener = listener;
  }

  void start(Mono<T> work, Scheduler scheduler) {
    try {
      timer.update(scheduler.schedule(
          () -> end(Outcome.DEADLINE), lifetime.toMillis(), TimeUnit.MILLISECONDS));
      work.subscribe(this);
    } catch (Throwable thrown) {
      // A publisher may not throw here, but one that does must not be counted for ever.
      onError(thrown);
    }
  }

  @Override
  public Context currentContext() {
    return reactorContext;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.setOnce(RUNNING, this, subscription)) {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(T value) {
    if (finish(Outcome.COMPLETED) && listener != null) {
      listener.complete(value);
    }
  }

  @Override
  public void onComplete() {
    if (finish(Outcome.COMPLETED) && listener != null) {
      listener.complete();
    }
  }

  @Override
  public void onError(Throwable error) {
    if (!finish(Outcome.FAILED)) {
      LOG.warn("{} failed after it was cancelled, id {}", this, context.traceId(), error);
    } else if (listener == null || !listener.fail(error)) {
      LOG.error("{} failed, id {}", this, context.traceId(), error);
    }
  }

  /** Ends the work before it is done. */
  void end(Outcome outcome) {
    if (!finish(outcome)) {
      return;
    }
    Operators.terminate(RUNNING, this);
    String reason = outcome == Outcome.DEADLINE
        ? "was not done within " + lifetime.toMillis() + " ms"
        : "was not done when the service stopped";
    if (listener == null || !listener.fail(cancelled(outcome, reason))) {
      LOG.warn("{} {} and is cancelled, id {}", this, reason, context.traceId());
    }
  }

  /** Returns what a log says of it. */
  @Override
  public String toString() {
    return "background work of " + context.pattern().orElse("a request without a route");
  }

  private boolean finish(Outcome outcome) {
    boolean first = context.end(outcome);
    if (first) {
      background.ended(this);
      timer.dispose();
    }
    return first;
  }

  private Exception cancelled(Outcome outcome, String reason) {
    String message = this + " " + reason;
    return outcome == Outcome.DEADLINE
        ? new TimeoutException(message)
        : new CancellationException(message);
  }
}
