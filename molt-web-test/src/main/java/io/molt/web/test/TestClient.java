package io.molt.web.test;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Peer;
import io.molt.web.http.RequestLimits;
import io.molt.web.http.Service;
import io.molt.web.http.TrustedPeers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Sends requests to an app and looks at what comes back: in memory, without a socket, or over one, with the same calls.
 *
 * <pre>{@code
 * TestClient client = TestClient.of(app);
 * client.get("/users/42").send().expectStatus(200).expectJson("/name", "Ada");
 * }</pre>
 *
 * <p>Unless it is {@link #lenient}, a test fails that leaves something behind: a request that is never answered, a
 * request body that the app answers well without reading it, a response stream that is neither read to its end nor
 * cancelled, and, over a socket, a buffer that is not released. So does one in which a handler, or what it returned, waits
 * for a tenth of a second on the thread of an event loop. The message names the route, or the line. What can only be told at the
 * end of a test is told by {@link #close}.
 *
 * <p>The app's code runs on a thread that must not be blocked, as it does on a server. A client is safe to use from
 * several threads, once it is set up.
 */
public final class TestClient implements AutoCloseable {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final Instant DEFAULT_START = Instant.parse("2026-01-01T00:00:00Z");

  private static final TrustedPeers PROXY = TrustedPeers.of(Peer.IN_MEMORY.address(), "127.0.0.1");

  // Of these an empty content is announced as well (RFC 9110 section 8.6).
  private static final Set<Method> WITH_CONTENT = Set.of(Method.POST, Method.PUT, Method.PATCH);

  private Target target;
  private final Transport transport;
  private final Watch watch;
  private final Blockages blockages = new Blockages();
  private final JsonValues jsonValues;
  private final Set<Conversation> open = ConcurrentHashMap.newKeySet();
  private @Nullable CookieJar cookies = new CookieJar();
  private @Nullable VirtualTime virtualTime;
  private @Nullable Wire wire;
  private @Nullable Service service;
  private volatile Duration timeout = DEFAULT_TIMEOUT;
  private boolean lenient;
  private boolean closed;

  private TestClient(Target target, Transport transport) {
    this.watch = new Watch(target.handler());
    // What blocks may go on as soon as an observer of the app knows, and the test with it. Of an
    // end the test hears last.
    this.target = target.withHandler(watch).withFirstObserver(blockages).withObserver(watch);
    this.transport = transport;
    this.jsonValues = new JsonValues(target.codecs());
  }

  /** Returns a client that calls the app in memory, with the app's codecs, scheduler and clock; freezes the app. */
  public static TestClient of(App app) {
    return of(app, Transport.IN_MEMORY);
  }

  /**
   * Returns a client that starts a server for the app on a free port of this machine, with its first request, and stops
   * it when it is closed.
   */
  public static TestClient live(App app) {
    return of(app, Transport.HTTP_1_1);
  }

  /** Returns a client for the app over that transport; see {@link #of(App)} and {@link #live(App)}. */
  public static TestClient of(App app, Transport transport) {
    return new TestClient(Target.of(app), transport);
  }

  /** Returns a client that calls the handler in memory. */
  public static TestClient of(Handler handler) {
    return of(handler, Transport.IN_MEMORY);
  }

  /** Returns a client that starts a server for the handler; see {@link #live(App)}. */
  public static TestClient live(Handler handler) {
    return of(handler, Transport.HTTP_1_1);
  }

  /** Returns a client for the handler over that transport. */
  public static TestClient of(Handler handler, Transport transport) {
    return new TestClient(Target.of(handler), transport);
  }

  /** Waits at most that long for whatever it waits for; 5 s unless set. Real time, whatever the app's time. */
  public synchronized TestClient timeout(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("timeout: " + limit + " (expected: > 0)");
    }
    timeout = limit;
    if (wire != null) {
      wire.limit(limit);
    }
    return this;
  }

  /** Lets a test pass that leaves something unread or unreleased. Before the first request. */
  public synchronized TestClient lenient() {
    requireUnused("lenient()");
    lenient = true;
    watch.ignoreBodies();
    return this;
  }

  /** Changes what the app grants its requests, the defaults unless told otherwise. Before the first request. */
  public synchronized TestClient limits(UnaryOperator<RequestLimits> change) {
    requireUnused("limits(..)");
    target = target.withLimits(change);
    return this;
  }

  /**
   * Has the app trust this client as it does the proxies that it stands behind: what {@code Forwarded} and
   * {@code X-Forwarded-} fields say of clients and their requests counts. Before the first request.
   */
  public synchronized TestClient behindProxy() {
    requireUnused("behindProxy()");
    target = target.withTrusted(PROXY);
    return this;
  }

  /** Neither keeps the cookies that responses set, nor sends any but those of a request itself. */
  public synchronized TestClient withoutCookies() {
    cookies = null;
    return this;
  }

  /** Gives the app a scheduler and a clock that stand still until {@link #advance}; see {@link #virtualTime(Instant)}. */
  public TestClient virtualTime() {
    return virtualTime(DEFAULT_START);
  }

  /**
   * Gives the app a scheduler and a clock that stand still, at {@code start}, until {@link #advance}. Before the first
   * request.
   *
   * <p>Every request finds them with {@code request.scheduler()} and {@code request.context().clock()}. They are this
   * client's own: tests with virtual time run beside others. Operators to which no scheduler is given go on in real time.
   */
  public synchronized TestClient virtualTime(Instant start) {
    requireUnused("virtualTime()");
    virtualTime = new VirtualTime(start);
    return this;
  }

  /** Lets virtual time pass: all that is due in it has run when this returns. */
  public TestClient advance(Duration step) {
    VirtualTime time = virtualTime;
    if (time == null) {
      throw new IllegalStateException("advance: time is real (expected: virtualTime() first)");
    }
    wire().run(() -> time.advance(step));
    return this;
  }

  /**
   * Has the app's service drain, as a server does that stops: readiness turns off, streams end by the policy of their
   * route, and requests, new ones too, are answered. Then read streams to their end, and {@link #expectDrained}.
   */
  public TestClient drain() {
    Service draining = service();
    wire().run(draining::drain);
    return this;
  }

  /**
   * Expects that nothing goes on any more, no request and no background work, waiting for it; observers have been told of
   * every request by then.
   */
  public TestClient expectDrained() {
    open.forEach(Conversation::requireEnded);
    watch.awaitEnds(timeout);
    Service draining = service();
    try {
      draining.backgroundDone().block(timeout);
    } catch (IllegalStateException tooLong) {
      throw new AssertionFailedError(
          "background work: " + draining.backgroundWork() + " under way (expected: done within "
              + Conversation.text(timeout) + ")" + virtualTimeHint(),
          tooLong);
    }
    return this;
  }

  /** Returns the clock that the app goes by. */
  public Clock clock() {
    VirtualTime time = virtualTime;
    return time == null ? target.clock() : time.clock();
  }

  /** Returns how requests travel. */
  public Transport transport() {
    return transport;
  }

  /** Returns whether requests go over a socket. */
  public boolean isLive() {
    return transport.isLive();
  }

  /** Returns the port of the server, for what this client cannot say, or -1 in memory. */
  public int port() {
    return wire().port();
  }

  /** Begins a GET request for a target such as {@code /path?query}, encoded as it is to be sent. */
  public TestRequest get(String target) {
    return request(Method.GET, target);
  }

  /** Begins a HEAD request; see {@link #get}. */
  public TestRequest head(String target) {
    return request(Method.HEAD, target);
  }

  /** Begins a POST request; see {@link #get}. */
  public TestRequest post(String target) {
    return request(Method.POST, target);
  }

  /** Begins a PUT request; see {@link #get}. */
  public TestRequest put(String target) {
    return request(Method.PUT, target);
  }

  /** Begins a PATCH request; see {@link #get}. */
  public TestRequest patch(String target) {
    return request(Method.PATCH, target);
  }

  /** Begins a DELETE request; see {@link #get}. */
  public TestRequest delete(String target) {
    return request(Method.DELETE, target);
  }

  /** Begins an OPTIONS request; see {@link #get}. */
  public TestRequest options(String target) {
    return request(Method.OPTIONS, target);
  }

  /** Begins a request of any method; see {@link #get}. */
  public TestRequest request(Method method, String target) {
    return new TestRequest(this, method, target);
  }

  /**
   * Gives up what is still under way, stops the server if there is one, and fails if something was left behind.
   * Idempotent.
   *
   * @throws AssertionError for what was left behind, one line each
   */
  @Override
  public void close() {
    List<String> left = new ArrayList<>();
    for (Conversation conversation : List.copyOf(open)) {
      left.add(conversation.leftBehind());
      conversation.cancel();
    }
    left.addAll(closeWire());
    left.addAll(blockages.take());
    if (!left.isEmpty() && !lenient) {
      throw new AssertionFailedError(String.join("\n", left));
    }
  }

  private synchronized List<String> closeWire() {
    closed = true;
    Wire used = wire;
    wire = null;
    List<String> left = used == null ? List.of() : used.close();
    if (virtualTime != null) {
      virtualTime.dispose();
    }
    return left;
  }

  TestCall start(Outgoing request) {
    return new TestCall(open(request));
  }

  /** Runs something where the app's own code would run. */
  void run(Runnable task) {
    wire().run(task);
  }

  Conversation open(Outgoing request) {
    return open(request, Wire::send);
  }

  /** Sends a request for another protocol. */
  Conversation openTunnel(Outgoing request) {
    return open(request, Wire::open);
  }

  private Conversation open(Outgoing request, Wire.Way way) {
    Conversation conversation = new Conversation(this, complete(request));
    open.add(conversation);
    Trace trace = conversation.trace();
    conversation.start(wire(), way, watch.announce(conversation.request(), trace));
    if (virtualTime != null && isLive()) {
      // Time must not pass before the app has got as far as it gets without.
      conversation.awaitUnderWay();
    }
    return conversation;
  }

  void awaitStreaming(Trace trace) {
    if (virtualTime != null) {
      trace.awaitStreaming(timeout);
    }
  }

  void onHead(Outgoing request, Head head) {
    if (cookies != null) {
      cookies.store(head.headers(), request.path(), clock());
    }
  }

  void forget(Conversation conversation) {
    open.remove(conversation);
  }

  Duration timeout() {
    return timeout;
  }

  /** Returns what has waited on the thread of an event loop, a line each; nothing if it may. */
  List<String> blocked() {
    List<String> found = blockages.take();
    return lenient ? List.of() : found;
  }

  boolean isLenient() {
    return lenient;
  }

  JsonValues jsonValues() {
    return jsonValues;
  }

  String virtualTimeHint() {
    VirtualTime time = virtualTime;
    if (time == null) {
      return "";
    }
    return time.elapsed().isZero()
        ? "; virtual time has not moved (expected: start() or stream(), then advance(..))"
        : "; virtual time has moved " + Conversation.text(time.elapsed())
            + " since its start (expected: all that takes time is given request.scheduler(),"
            + " since without it Flux.interval and the like run in real time)";
  }

  /** Adds what every client sends along. */
  private Outgoing complete(Outgoing request) {
    Headers headers = withCookies(request);
    headers = withDefault(headers, "host", "localhost");
    headers = withDefault(headers, "user-agent", "molt-web-test");
    headers = withDefault(headers, "accept", "*/*");
    long length = request.body().length();
    boolean announced = request.trailers().size() == 0
        && (length > 0 || (length == 0 && WITH_CONTENT.contains(request.method())));
    if (announced) {
      headers = withDefault(headers, "content-length", Long.toString(length));
    }
    return new Outgoing(
        request.method(), request.target(), headers, request.body(), request.trailers());
  }

  private Headers withCookies(Outgoing request) {
    Headers headers = request.headers();
    Map<String, String> kept =
        cookies == null ? Map.of() : cookies.cookiesFor(request.path(), clock());
    if (kept.isEmpty()) {
      return headers;
    }
    List<String> all = new ArrayList<>(headers.all("cookie"));
    kept.forEach((name, value) -> all.add(name + "=" + value));
    return headers.with("cookie", String.join("; ", all));
  }

  private static Headers withDefault(Headers headers, String name, String value) {
    return headers.contains(name) ? headers : headers.withAdded(name, value);
  }

  private synchronized Service service() {
    wire();
    return Objects.requireNonNull(service);
  }

  private synchronized Wire wire() {
    if (closed) {
      throw new IllegalStateException("test client: closed (expected: open)");
    }
    Wire used = wire;
    if (used == null) {
      Target running = timed();
      used = isLive() ? LiveWire.start(running, transport) : new InMemoryWire(running, timeout);
      service = running.service();
      wire = used;
    }
    return used;
  }

  private Target timed() {
    VirtualTime time = virtualTime;
    Target watched = target.withLimits(Blockages::early);
    return time == null ? watched : watched.withTime(time.scheduler(), time.clock());
  }

  private void requireUnused(String what) {
    if (wire != null) {
      throw new IllegalStateException(what + " after a request (expected: before the first)");
    }
  }
}
