package io.molt.web.http;

import java.time.Clock;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * An app in operation, as the adapters see it that feed requests to it, a server or an in-memory client: one function,
 * the time it goes by, what it grants its requests, and whether it is about to end. Each adapter has a service of its
 * own, which begins and ends with it. Safe to use from any thread.
 */
public final class Service {
  private final Handler handler;
  private final Scheduler scheduler;
  private final Clock clock;
  private final RequestLimits limits;
  private final Sinks.Empty<Void> draining = Sinks.empty();
  private volatile boolean isDraining;

  private Service(Handler handler, Scheduler scheduler, Clock clock, RequestLimits limits) {
    this.handler = handler;
    this.scheduler = scheduler;
    this.clock = clock;
    this.limits = limits;
  }

  /** Returns a service of one function, with the default limits. */
  public static Service of(Handler handler, Scheduler scheduler, Clock clock) {
    return new Service(handler, scheduler, clock, RequestLimits.defaults());
  }

  /** Returns a fresh service that differs in its function. */
  public Service withHandler(Handler other) {
    return new Service(other, scheduler, clock, limits);
  }

  /** Returns a fresh service that goes by another time. */
  public Service withTime(Scheduler otherScheduler, Clock otherClock) {
    return new Service(handler, otherScheduler, otherClock, limits);
  }

  /** Returns a fresh service that grants its requests something else. */
  public Service withLimits(RequestLimits other) {
    return new Service(handler, scheduler, clock, other);
  }

  /** Returns the function that answers requests. */
  public Handler handler() {
    return handler;
  }

  /** Returns the scheduler for everything that takes time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Returns the clock that goes with the scheduler. */
  public Clock clock() {
    return clock;
  }

  /** Returns what requests are granted. */
  public RequestLimits limits() {
    return limits;
  }

  /** Returns a Mono that completes when the service begins to drain. */
  public Mono<Void> draining() {
    return draining.asMono();
  }

  /** Returns whether the service drains: what is under way may finish, and nothing new should begin. */
  public boolean isDraining() {
    return isDraining;
  }

  /** Begins to drain; idempotent. */
  public void drain() {
    isDraining = true;
    draining.tryEmitEmpty();
  }
}
