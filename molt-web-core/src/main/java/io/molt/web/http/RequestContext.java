package io.molt.web.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * What surrounds a request while it runs: peer, trace, deadline, how it ended, and attributes.
 *
 * <p>It travels in Reactor's context of everything that a handler returns, so that code deep in a service finds it with
 * {@link #current()}. Safe to use from any thread.
 */
public final class RequestContext {
  private static final AtomicReferenceFieldUpdater<RequestContext, Object> ENDING =
      AtomicReferenceFieldUpdater.newUpdater(RequestContext.class, Object.class, "ending");

  private static final AtomicReferenceFieldUpdater<RequestContext, String> TRACE_ID =
      AtomicReferenceFieldUpdater.newUpdater(RequestContext.class, String.class, "traceId");

  private final Service service;
  private final Connection connection;
  private final Headers headers;
  private final Executor executor;
  private volatile @Nullable String traceId;
  private volatile @Nullable String requestId;
  private volatile @Nullable String pattern;
  private volatile @Nullable RequestTime time;
  private volatile @Nullable Provenance provenance;
  private @Nullable Exchange exchange;
  // The innermost part of an app that answers when the deadline passes.
  private @Nullable LateAnswer late;
  private volatile boolean queued;
  // Written before any other thread knows of the request.
  private boolean behind;
  private volatile @Nullable Place place;
  private volatile @Nullable Map<Key<?>, Object> attributes;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Outcome refusal;
  // Null while nobody asked, then a sink for those who did; the outcome itself once the request has
  // ended.
  private volatile @Nullable Object ending;

  private RequestContext(
      Service service, Connection connection, Headers headers, Executor executor) {
    this.service = service;
    this.connection = connection;
    this.headers = headers;
    this.executor = executor;
  }

  /**
   * Returns the context of a new request; for adapters that feed requests to a handler.
   *
   * @param executor runs what goes on with the request after a wait, on the thread that its handler is called on; it may
   *     drop tasks once the request has ended
   */
  public static RequestContext create(
      Service service, Connection connection, Headers headers, Executor executor) {
    RequestContext context = new RequestContext(service, connection, headers, executor);
    if (service.notesBeginning()) {
      context.time = new RequestTime(service, headers);
    }
    return context;
  }

  /** Returns the context of the request in whose service this is subscribed to, or an error if there is none. */
  public static Mono<RequestContext> current() {
    return Mono.deferContextual(context -> {
      RequestContext found = context.getOrDefault(RequestContext.class, null);
      return found == null ? Mono.error(outside()) : Mono.just(found);
    });
  }

  /**
   * Returns the client. That is the other end of the connection, unless that is a proxy which the service trusts: then it
   * is whom the proxy names. See {@link Service#withTrusted}, and {@link #connection()} for the other end itself.
   */
  public Peer peer() {
    return service.trusted().isEmpty() ? connection.source() : provenance().peer();
  }

  /** Returns the connection that the request came in by. */
  public Connection connection() {
    return connection;
  }

  /** Returns the service that the request is part of. */
  public Service service() {
    return service;
  }

  /** Returns the scheduler for everything that takes time; tests put a virtual one in its place. */
  public Scheduler scheduler() {
    return service.scheduler();
  }

  /** Returns the clock that goes with the scheduler. */
  public Clock clock() {
    return service.clock();
  }

  /** Returns the id that ties logs together: that of the {@code traceparent} header (W3C Trace Context), or a new one. */
  public String traceId() {
    String id = traceId;
    return id == null ? newTraceId() : id;
  }

  /**
   * Returns the id that client and service know the request by: the {@linkplain #traceId() trace's}, unless there is
   * another, as {@link io.molt.web.middleware.RequestId} takes it from a field of the request.
   */
  public String requestId() {
    String id = requestId;
    return id == null ? traceId() : id;
  }

  /**
   * Sets the id that client and service know the request by. For middleware.
   *
   * @throws IllegalArgumentException if it is empty or holds anything but visible ASCII
   */
  public void setRequestId(String id) {
    requestId = Tokens.requireVisible("request id", id);
  }

  /** Returns the pattern of the matched route, or empty before the match and where nothing matched. */
  public Optional<String> pattern() {
    return Optional.ofNullable(pattern);
  }

  /**
   * Returns when the request must be done, or empty if it may take its time. Counted from the moment its head was there;
   * see {@link RequestLimits#deadline()} and {@code RouteOption.deadline}.
   */
  public Optional<Instant> deadline() {
    return time().deadline();
  }

  /** Returns the time left until the deadline, never negative, or empty if there is none. */
  public Optional<Duration> remaining() {
    return time().remaining();
  }

  /**
   * Brings the deadline forward to {@code end}; a later one than now in force is ignored. It then holds to the last byte
   * of the response.
   */
  public void shortenDeadline(Instant end) {
    if (time().shorten(end)) {
      rearm();
    }
  }

  /**
   * Replaces the time that the request is given, counted from its beginning, shorter or longer. What an incoming header
   * or {@link #shortenDeadline} has brought forward stays so. For code that dispatches.
   */
  public void grantTime(Duration limit) {
    time().grant(limit);
    rearm();
  }

  /**
   * Returns an answer that is given up when the deadline passes before it is there: what it would have come from is
   * cancelled, and {@code late} says what is answered in its place. Where several are waited for, one inside the other,
   * the innermost answers. An answer that is at hand, or is one of these, is returned as it is. For code that dispatches.
   *
   * @param late turns the problem, a 503, or a 408 if the client did not send its content, into an answer
   */
  public Publisher<Response> withinDeadline(
      Publisher<Response> answer, Function<HttpException, Publisher<Response>> late) {
    return answer instanceof Response || answer instanceof LateAnswer.Awaited
        ? answer
        : new LateAnswer.Awaited(Mono.from(answer), this, late);
  }

  /** Returns a Mono that tells how the request ended, when it has. */
  public Mono<Outcome> ended() {
    while (true) {
      Object state = ending;
      if (state instanceof Outcome outcome) {
        return Mono.just(outcome);
      }
      if (state instanceof Watchers watchers) {
        return watchers.sink.asMono();
      }
      Watchers fresh = new Watchers();
      if (ENDING.compareAndSet(this, null, fresh)) {
        return fresh.sink.asMono();
      }
    }
  }

  /** Returns a Mono that completes if the request ends in any other way than by its response going out whole. */
  public Mono<Void> cancelled() {
    return ended().flatMap(outcome -> outcome == Outcome.COMPLETED ? Mono.never() : Mono.empty());
  }

  /** Returns whether the request has ended in any other way than by its response going out whole. */
  public boolean isCancelled() {
    Object state = ending;
    return state instanceof Outcome && state != Outcome.COMPLETED;
  }

  /** Returns how the request ended, or empty while it runs. */
  public Optional<Outcome> outcome() {
    return ending instanceof Outcome outcome ? Optional.of(outcome) : Optional.empty();
  }

  /** Returns how the request ended, or what else to take it for while it runs. */
  Outcome outcomeOr(Outcome other) {
    return ending instanceof Outcome outcome ? outcome : other;
  }

  /** Returns the exception behind a 5xx response that no error handler took on, or empty if there is none. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Returns a Mono that calls code which blocks, such as JDBC, on a thread made for that, and tells what it returned, or
   * threw; empty for null. It goes on where the request does, not on that thread.
   *
   * <p>The thread is a virtual one where the JVM has them. So many calls run at a time, 256 unless the service's limits
   * say otherwise; others wait in line, and fail with an {@link OverloadedException} if that is too long. A cancellation,
   * be it that the client has gone or the deadline has passed, takes the call out of the line, or interrupts its thread:
   * code that does not mind the interruption goes on, and keeps its thread, unheard. It runs in real time, whatever the
   * service's scheduler.
   */
  public <T> Mono<T> blocking(Callable<? extends T> work) {
    return service.blocking().call(this, work);
  }

  /**
   * Starts work that outlives the request, and returns: a mail, a record for others. Neither the client's going away nor
   * the request's deadline ends it; its own lifetime does, 30 s unless the service's limits say otherwise. See
   * {@link #spawn(Publisher, Duration)}.
   */
  public void spawn(Publisher<?> work) {
    spawn(work, service.background().lifetime());
  }

  /**
   * Starts work that outlives the request, and returns.
   *
   * <p>It is subscribed to at once, on this thread, in a context of its own: {@link #current()} has the trace id, the
   * pattern and the attributes of this request there, and {@code lifetime} as its deadline. A service that stops waits for
   * it as it does for requests, and cancels what is left then. A failure is logged, once.
   *
   * @param lifetime how long it may take before it is cancelled, at most a year
   * @throws HttpException a 503, if as much is under way as the service takes, 10,000 unless its limits say otherwise, or
   *     the service has stopped
   */
  public void spawn(Publisher<?> work, Duration lifetime) {
    service.background().spawn(this, work, BackgroundLimits.requireLifetime(lifetime));
  }

  /**
   * Returns a Mono of {@code work} that runs to its end once it is subscribed to: the client's going away, the deadline
   * and any other cancellation only end the wait for it.
   *
   * <p>It counts as background work of the service, with its limits; see {@link #spawn(Publisher)}. Its failure goes to
   * whoever waits, and is logged if nobody does any more. Work that takes longer than its lifetime is cancelled, and the
   * Mono fails with a {@link java.util.concurrent.TimeoutException}.
   */
  public <T> Mono<T> shield(Mono<T> work) {
    return service.background().shield(this, work, service.background().lifetime());
  }

  /** Returns a Mono that completes when the service begins to drain, for streams that end in a way of their own. */
  public Mono<Void> draining() {
    return service.draining();
  }

  /**
   * Sends fields to the client ahead of the response, as an interim response of status 103 (RFC 8297), so that it can begin
   * to load what the response is going to need: {@code Headers.of("link", "</style.css>; rel=preload; as=style")}. It may be
   * called any number of times. It does nothing once there is a response, in work that outlives the request, for a client of
   * HTTP/1.0, and while the client takes no output. The response has to have these fields as well.
   */
  public void earlyHints(Headers fields) {
    Exchange owner = exchange;
    if (owner != null) {
      owner.hint(fields);
    }
  }

  /**
   * Breaks the response off that time after the service has begun to drain, unless it is out by then: the request ends as
   * {@link Outcome#DRAINED}. For code that dispatches.
   */
  public void breakOffAtDrain(Duration after) {
    Exchange owner = exchange;
    if (owner != null) {
      Disposable watch = draining()
          .then(Mono.delay(after, scheduler()))
          .subscribe(passed -> owner.breakOff(Outcome.DRAINED));
      ended().subscribe(outcome -> watch.dispose());
    }
  }

  /** Sets an attribute of this request, such as the user that a middleware found. */
  public <T> void set(Key<T> key, T value) {
    attributes(true).put(key, value);
  }

  /**
   * Returns an attribute of this request.
   *
   * @throws IllegalStateException if it is not set; the message names the key
   */
  public <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException("attribute '" + key
            + "' is not set (expected: a middleware that sets it, before this one)"));
  }

  /** Returns an attribute of this request, or empty if it is not set. */
  @SuppressWarnings("unchecked") // set() pairs key and value
  public <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable((T) attributes(false).get(key));
  }

  /** Returns where the request comes from, as far as that can be known. */
  Provenance provenance() {
    Provenance known = provenance;
    if (known == null) {
      known = Provenance.of(connection, headers, service.trusted());
      provenance = known;
    }
    return known;
  }

  /** Returns what runs tasks on the thread that the request's handler is called on. */
  Executor executor() {
    return executor;
  }

  /** Returns whether the deadline has passed. */
  boolean isLate() {
    return time().isOver();
  }

  /** Takes note that a response which goes out whole will say that the request was refused. */
  void refused(Outcome reason) {
    refusal = reason;
  }

  /** Returns the time of the request, which begins when this is first asked for. */
  RequestTime time() {
    RequestTime known = time;
    return known == null ? newTime() : known;
  }

  /** Returns whether the deadline holds to the last byte of the response. */
  boolean hasOwnDeadline() {
    RequestTime known = time;
    return known != null && known.isOwn();
  }

  /** Takes note of who times the request. */
  void timedBy(Exchange owner) {
    exchange = owner;
  }

  /** Takes note of who gives the request's place to another while it waits for content. */
  void placedBy(Place taken) {
    place = taken;
  }

  void waitsForContent(boolean waits) {
    Place taken = place;
    if (taken != null) {
      taken.lend(waits);
    }
  }

  /** Takes note that the event loop has too much to do already. */
  void behind() {
    behind = true;
  }

  boolean isBehind() {
    return behind;
  }

  /** Takes note of whether the request waits to be begun. */
  void queued(boolean waits) {
    queued = waits;
  }

  boolean isQueued() {
    return queued;
  }

  synchronized void enter(LateAnswer inner) {
    inner.outer = late;
    late = inner;
  }

  synchronized void leave() {
    // One that is left before those further in goes with them.
    while (late != null && late.isClosed()) {
      late = late.outer;
    }
  }

  synchronized @Nullable LateAnswer late() {
    return late;
  }

  void failed(Throwable error) {
    failure = error;
  }

  void matched(String newPattern) {
    pattern = newPattern;
  }

  /** Notes how the request ended; the first word counts. Returns whether this was it. */
  boolean end(Outcome proposed) {
    Outcome reason = refusal;
    Outcome outcome = proposed == Outcome.COMPLETED && reason != null ? reason : proposed;
    while (true) {
      Object state = ending;
      if (state instanceof Outcome) {
        return false;
      }
      if (ENDING.compareAndSet(this, state, outcome)) {
        if (state instanceof Watchers watchers) {
          watchers.sink.tryEmitValue(outcome);
        }
        return true;
      }
    }
  }

  /** Returns a context for work that outlives the request: the same origin and attributes, an end of its own. */
  RequestContext detached(Duration lifetime) {
    RequestContext own = new RequestContext(service, connection, headers, executor);
    own.traceId = traceId();
    own.requestId = requestId;
    own.pattern = pattern;
    own.attributes = attributes(true);
    own.time = new RequestTime(service, lifetime);
    return own;
  }

  private Map<Key<?>, Object> attributes(boolean create) {
    Map<Key<?>, Object> map = attributes;
    if (map != null) {
      return map;
    }
    return create ? newAttributes() : Map.of();
  }

  private synchronized Map<Key<?>, Object> newAttributes() {
    Map<Key<?>, Object> map = attributes;
    if (map == null) {
      map = new ConcurrentHashMap<>(4);
      attributes = map;
    }
    return map;
  }

  private void rearm() {
    Exchange owner = exchange;
    if (owner != null) {
      owner.rearm();
    }
  }

  private synchronized RequestTime newTime() {
    RequestTime known = time;
    if (known == null) {
      known = new RequestTime(service, headers);
      time = known;
    }
    return known;
  }

  private String newTraceId() {
    String made = TraceParent.traceIdOf(headers.get("traceparent"));
    return TRACE_ID.compareAndSet(this, null, made) ? made : traceId();
  }

  private static IllegalStateException outside() {
    return new IllegalStateException(
        "no request in the context (expected: a publisher that a handler returned, or one subscribed to within it)");
  }

  private static final class Watchers {
    private final Sinks.One<Outcome> sink = Sinks.one();
  }
}
