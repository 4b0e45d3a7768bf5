package io.molt.web.http;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * An app in operation, as the adapters see it that feed requests to it, a server or an in-memory client: one function,
 * the time it goes by, what it grants its requests, and whether it is about to end. Each adapter has a service of its
 * own, which begins and ends with it. Safe to use from any thread.
 */
public final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  // Generated code may have lines without end.
  private static final int MAX_WARNED = 1000;

  private final Handler handler;
  private final Scheduler scheduler;
  private final Clock clock;
  private final RequestLimits limits;
  private final TrustedPeers trusted;
  private final @Nullable Observers observers;
  private final boolean inSystemTime;
  private final LongSupplier nanoTime;
  private final Timers timers;
  private final boolean notesBeginning;
  private final Background background;
  private final Background tidying;
  private final Signal draining = new Signal();
  private volatile Phase phase = Phase.READY;
  private final Admissions admissions;
  private final Blocking blocking;
  private final CollectingRoom collecting;
  private final @Nullable LoopWatch loopWatch;
  private final Set<StackTraceElement> warned = ConcurrentHashMap.newKeySet();

  private Service(
      Handler handler,
      Scheduler scheduler,
      Clock clock,
      RequestLimits limits,
      TrustedPeers trusted,
      @Nullable Observers observers) {
    this.handler = handler;
    this.scheduler = scheduler;
    this.clock = clock;
    this.limits = limits;
    this.trusted = trusted;
    this.background = new Background(scheduler, limits.background());
    this.tidying = new Background(scheduler, limits.background());
    this.observers = observers;
    this.notesBeginning = observers != null || limits.deadlineHeader().isPresent();
    this.inSystemTime = clock.equals(Clock.system(clock.getZone()));
    this.nanoTime = inSystemTime ? System::nanoTime : () -> scheduler.now(TimeUnit.NANOSECONDS);
    this.timers = new Timers(scheduler, nanoTime);
    this.admissions = new Admissions(limits.admission(), scheduler);
    this.blocking = new Blocking(limits.blocking(), scheduler);
    this.collecting = new CollectingRoom(limits.maxCollecting());
    Duration warnAfter = limits.blocking().warnAfter();
    Duration maxWait = limits.admission().maxLoopWait();
    this.loopWatch = warnAfter.isZero() && maxWait.isZero()
        ? null
        : new LoopWatch(warnAfter, maxWait, this::blocked);
  }

  /** Returns a service of one function, with the default limits. */
  public static Service of(Handler handler, Scheduler scheduler, Clock clock) {
    return new Service(
        handler, scheduler, clock, RequestLimits.defaults(), TrustedPeers.none(), null);
  }

  /** Returns a fresh service that differs in its function. */
  public Service withHandler(Handler other) {
    return new Service(other, scheduler, clock, limits, trusted, observers);
  }

  /** Returns a fresh service that goes by another time. */
  public Service withTime(Scheduler otherScheduler, Clock otherClock) {
    return new Service(handler, otherScheduler, otherClock, limits, trusted, observers);
  }

  /** Returns a fresh service that grants its requests something else. */
  public Service withLimits(RequestLimits other) {
    return new Service(handler, scheduler, clock, other, trusted, observers);
  }

  /**
   * Returns a fresh service that takes the word of these peers about who their clients are, and what those asked for:
   * the {@code Forwarded} field (RFC 7239), or where there is none, the {@code X-Forwarded-} fields. From anybody else those
   * fields count for nothing.
   */
  public Service withTrusted(TrustedPeers other) {
    return new Service(handler, scheduler, clock, limits, other, observers);
  }

  /** Returns a fresh service that tells one more observer, after those it has. */
  public Service withObserver(Observer more) {
    return new Service(handler, scheduler, clock, limits, trusted, Observers.and(observers, more));
  }

  /** Returns a fresh service that tells one more observer, before those it has. */
  public Service withFirstObserver(Observer more) {
    return new Service(
        handler, scheduler, clock, limits, trusted, Observers.before(observers, more));
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

  CollectingRoom collecting() {
    return collecting;
  }

  /** Returns what requests are granted. */
  public RequestLimits limits() {
    return limits;
  }

  /** Returns whose word about others is taken. */
  public TrustedPeers trusted() {
    return trusted;
  }

  /** Returns where in its life the service is. */
  public Phase phase() {
    return phase;
  }

  /** Returns whether new requests should be sent here; what a readiness probe tells. */
  public boolean isReady() {
    return phase == Phase.READY;
  }

  /**
   * Returns the answer to a request once the service has a place for it; for code that dispatches.
   *
   * <p>Where there is room, {@code work} is called at once, and an answer that is at hand is returned as it is.
   *
   * @param bulkhead of the route, if it has one: the request waits for a place in it first
   * @param work what the request needs a place for; never throws
   * @param refusal answers a request that finds no place
   */
  public Publisher<Response> admit(
      Request request,
      @Nullable Bulkhead bulkhead,
      Function<Request, Publisher<Response>> work,
      Function<OverloadedException, Publisher<Response>> refusal) {
    return admissions.admit(request, bulkhead, work, refusal);
  }

  /**
   * Returns a count of nanoseconds for spans of time; see {@link System#nanoTime()}. They pass as they do on the
   * scheduler, but never jump as the clock of the system may.
   */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Tells the observers of something that a server refused before it became a request. */
  public void refused(Refused refused) {
    if (observers != null) {
      observers.onRefusal(refused);
    }
  }

  /** Returns what watches event loops, for adapters that have some; null if nothing does. */
  public @Nullable LoopWatch loopWatch() {
    return loopWatch;
  }

  /** Tells the log and the observers of code that keeps an event loop, once for each line; for adapters. */
  public void blocked(BlockedLoop code) {
    if (warned.size() < MAX_WARNED && warned.add(code.at())) {
      LOG.warn("{}", code);
      if (observers != null) {
        observers.onBlocked(code);
      }
    }
  }

  /** Returns a Mono that completes when the service begins to drain, at once if it has. Waiting for it costs little. */
  public Mono<Void> draining() {
    return draining;
  }

  /** Returns whether the service drains or has stopped: what is under way may finish, and nothing new should begin. */
  public boolean isDraining() {
    return phase.compareTo(Phase.DRAINING) >= 0;
  }

  /** Turns readiness off for good, and goes on as before; idempotent. */
  public void leave() {
    advance(Phase.LEAVING);
  }

  /** Begins to drain: readiness is off, streams whose routes say so end; idempotent. */
  public void drain() {
    advance(Phase.DRAINING);
    draining.give();
  }

  /**
   * Stops: cancels the background work that is left, interrupts the code that still blocks, and takes no more;
   * idempotent.
   */
  public void stop() {
    drain();
    advance(Phase.STOPPED);
    background.stop();
    blocking.stop();
    if (loopWatch != null) {
      loopWatch.close();
    }
  }

  /** Returns how many pieces of background work are under way; see {@link RequestContext#spawn}. */
  public int backgroundWork() {
    return background.count();
  }

  /**
   * Returns a Mono that completes when no background work is under way, and nothing that requests leave behind, such as a
   * temporary file, is being cleared away. A service that has stopped still does that.
   */
  public Mono<Void> backgroundDone() {
    return background.whenIdle().then(tidying.whenIdle());
  }

  Blocking blocking() {
    return blocking;
  }

  Background background() {
    return background;
  }

  /** Returns the work that clears away what requests leave behind, and that nothing cancels. */
  Background tidying() {
    return tidying;
  }

  private synchronized void advance(Phase next) {
    if (next.compareTo(phase) > 0) {
      phase = next;
    }
  }

  /** The life of a service; it only ever moves on. */
  public enum Phase {
    /** It answers, and wants to be asked. */
    READY,
    /** It answers as before, but whoever distributes requests should look elsewhere. */
    LEAVING,
    /** It finishes what is under way. */
    DRAINING,
    /** It has ended. */
    STOPPED
  }

  /** Returns those who are told of every request, or null if nobody is. */
  @Nullable Observers observers() {
    return observers;
  }

  /** Returns whether the clock is that of the system. */
  boolean isInSystemTime() {
    return inSystemTime;
  }

  /** Returns whether the beginning of every request has to be noted. */
  boolean notesBeginning() {
    return notesBeginning;
  }

  Timers timers() {
    return timers;
  }
}
