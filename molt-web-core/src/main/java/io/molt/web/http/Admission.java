package io.molt.web.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** The places that one service, or one bulkhead in it, has for requests. Safe to use from any thread. */
final class Admission {
  private final Limiter limiter;
  private final @Nullable ConcurrencyLimit adaptive;
  private final boolean countsStreams;
  private final Duration retryAfter;
  private final Scheduler scheduler;
  private final long origin;
  private final Refusals refusals;

  private Admission(
      String name,
      Limiter limiter,
      @Nullable ConcurrencyLimit adaptive,
      boolean countsStreams,
      Duration retryAfter,
      Scheduler scheduler) {
    this.limiter = limiter;
    this.adaptive = adaptive;
    this.countsStreams = countsStreams;
    this.retryAfter = retryAfter;
    this.scheduler = scheduler;
    this.origin = scheduler.now(TimeUnit.NANOSECONDS);
    this.refusals = new Refusals(name, limiter, scheduler);
  }

  /** Returns the places of a service; null if it has any number of them. */
  static @Nullable Admission of(AdmissionLimits limits, Scheduler scheduler) {
    if (limits.maxInFlight() == 0 && limits.adaptive().isEmpty()) {
      return null;
    }
    int most = limits.maxInFlight() == 0 ? Integer.MAX_VALUE : limits.maxInFlight();
    ConcurrencyLimit adaptive = limits.adaptive().map(made -> made.get()).orElse(null);
    IntSupplier limit = adaptive == null ? () -> most : () -> Math.min(most, adaptive.current());
    Limiter limiter = limiter(limit, limits.maxQueued(), limits.maxQueueTime(), scheduler);
    return new Admission("the service", limiter, adaptive, false, limits.maxQueueTime(), scheduler);
  }

  /** Returns the places of a bulkhead. */
  static Admission of(Bulkhead bulkhead, AdmissionLimits limits, Scheduler scheduler) {
    Limiter limiter =
        limiter(bulkhead::maxInFlight, bulkhead.maxQueued(), limits.maxQueueTime(), scheduler);
    return new Admission(
        "a limit of " + bulkhead.maxInFlight(),
        limiter,
        null,
        true,
        limits.maxQueueTime(),
        scheduler);
  }

  Limiter limiter() {
    return limiter;
  }

  boolean isAdaptive() {
    return adaptive != null;
  }

  /** Returns whether a stream keeps its place until its end. */
  boolean countsStreams() {
    return countsStreams;
  }

  /** Returns the time since this was made, in nanoseconds. */
  long now() {
    return scheduler.now(TimeUnit.NANOSECONDS) - origin;
  }

  /** Takes note that the request gives its place back. */
  void left(Request request, long began, int inFlight, boolean cancelled) {
    if (adaptive != null) {
      long end = now();
      boolean late = cancelled && request.context().isLate();
      if (late || !cancelled) {
        adaptive.sample(began, end - began, inFlight, late);
      }
    }
    limiter.leave();
  }

  /** Returns why the request finds no place, and takes note of it. */
  OverloadedException refuse(Request request) {
    refusals.add(named(request));
    return refusal(request);
  }

  /** Returns why the request is not begun though there may be places, and takes note of it: its event loop is behind. */
  OverloadedException refuseBehind(Request request) {
    refusals.add(named(request), () -> "its event loop has more to do than it gets done in time");
    return refusal(request);
  }

  private OverloadedException refusal(Request request) {
    request.context().refused(Outcome.OVERLOADED);
    return new OverloadedException("There is too much to do at the moment.", retryAfter);
  }

  private static String named(Request request) {
    return request.method() + " " + request.context().pattern().orElse("");
  }

  private static Limiter limiter(
      IntSupplier limit, int maxQueued, Duration maxQueueTime, Scheduler scheduler) {
    return new Limiter(limit, maxQueueTime.isZero() ? 0 : maxQueued, maxQueueTime, scheduler);
  }
}
