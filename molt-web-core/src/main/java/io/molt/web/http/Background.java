package io.molt.web.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/** The work of a service that outlives the requests it comes from: counted, limited in time, ended with the service. */
final class Background {
  private final Scheduler scheduler;
  private final BackgroundLimits limits;
  private final Set<BackgroundTask<?>> tasks = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicReference<@Nullable Signal> idle = new AtomicReference<>();
  private volatile boolean stopped;

  Background(Scheduler scheduler, BackgroundLimits limits) {
    this.scheduler = scheduler;
    this.limits = limits;
  }

  /** Starts work whose failure is logged. */
  void spawn(RequestContext from, Publisher<?> work, Duration lifetime) {
    start(from, Flux.from(work).then(), lifetime, Context.empty(), null);
  }

  /** Starts work whose failure is logged, and which may take as long as work does that is given no time of its own. */
  void spawn(RequestContext from, Publisher<?> work) {
    spawn(from, work, lifetime());
  }

  /** Returns a Mono that starts work and waits for it, and whose cancellation only ends the wait. */
  <T> Mono<T> shield(RequestContext from, Mono<T> work, Duration lifetime) {
    return Mono.create(
        sink -> start(from, work, lifetime, Context.of(sink.contextView()), new Listener<>(sink)));
  }

  /** Returns how long work may take that is given no time of its own. */
  Duration lifetime() {
    return limits.lifetime();
  }

  /** Returns how many are under way. */
  int count() {
    return count.get();
  }

  /** Returns a Mono that completes when nothing is under way, be it for a moment. */
  Mono<Void> whenIdle() {
    return Mono.defer(() -> {
      Signal signal = idle.updateAndGet(old -> old == null ? new Signal() : old);
      if (count.get() == 0) {
        signal.give();
        idle.compareAndSet(signal, null);
      }
      return signal;
    });
  }

  /** Cancels what is under way, and refuses what comes. */
  void stop() {
    stopped = true;
    tasks.forEach(task -> task.end(Outcome.DRAINED));
  }

  void ended(BackgroundTask<?> task) {
    tasks.remove(task);
    release();
  }

  private <T> void start(
      RequestContext from,
      Mono<T> work,
      Duration lifetime,
      Context context,
      @Nullable Listener<T> listener) {
    admit();
    RequestContext own = from.detached(lifetime);
    BackgroundTask<T> task =
        new BackgroundTask<>(this, own, context.put(RequestContext.class, own), lifetime, listener);
    tasks.add(task);
    task.start(work, scheduler);
    if (stopped) {
      task.end(Outcome.DRAINED);
    }
  }

  private void admit() {
    if (stopped) {
      throw refusal("The service has stopped.");
    }
    if (count.incrementAndGet() > limits.max()) {
      release();
      throw refusal("The service has too much background work (limit: " + limits.max() + ").");
    }
  }

  private void release() {
    if (count.decrementAndGet() == 0) {
      Signal signal = idle.getAndSet(null);
      if (signal != null) {
        signal.give();
      }
    }
  }

  private static HttpException refusal(String detail) {
    return new HttpException(
        Problem.of(Status.SERVICE_UNAVAILABLE, detail), Headers.of("retry-after", "1"));
  }
}
