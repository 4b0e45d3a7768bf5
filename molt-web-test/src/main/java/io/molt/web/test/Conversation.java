package io.molt.web.test;

import io.molt.web.http.Headers;
import io.molt.web.http.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** One request and what came of it, as the call, the response and the stream that the test holds share it. */
final class Conversation {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final Duration SETTLED = Duration.ofMillis(10);

  private final TestClient client;
  private final Outgoing request;
  private final Trace trace = new Trace();
  private final Reply reply = new Reply();
  private final Received received = new Received();
  private volatile Disposable connection = Disposables.disposed();
  private volatile boolean settled;
  private @Nullable Head head;
  private @Nullable AssertionError told;

  Conversation(TestClient client, Outgoing request) {
    this.client = client;
    this.request = request;
  }

  TestClient client() {
    return client;
  }

  Outgoing request() {
    return request;
  }

  Trace trace() {
    return trace;
  }

  Reply reply() {
    return reply;
  }

  Received received() {
    return received;
  }

  void start(Wire wire, Wire.Way way, Outgoing marked) {
    connection = way.send(wire, marked, this);
  }

  /** Returns whether nothing is left to be looked at: the response was read to its end, given up, or found wanting. */
  boolean isSettled() {
    return settled;
  }

  void settle() {
    settled = true;
    client.forget(this);
  }

  /** Goes away: the client's end of the connection closes. */
  void cancel() {
    settle();
    connection.dispose();
  }

  Head head() {
    return Objects.requireNonNull(head, "no head yet");
  }

  Head awaitHead() {
    if (head != null) {
      return head;
    }
    if (!reply.awaitHead(client.timeout())) {
      throw unanswered();
    }
    Head arrived = reply.head();
    if (arrived == null) {
      throw broken("The connection broke before there was a response");
    }
    head = arrived;
    client.onHead(request, arrived);
    return arrived;
  }

  /** Fails unless a field of that name and value came ahead of the response. */
  void requireHint(String name, String value) {
    List<Headers> hints = reply.hints();
    if (hints.stream().noneMatch(fields -> fields.all(name).contains(value))) {
      throw mismatch(this + ": early hint " + name, value, hints.isEmpty() ? null : hints);
    }
  }

  /** Waits until the app has been called and what it returned subscribed to, or there is an answer without that. */
  void awaitUnderWay() {
    long end = System.nanoTime() + client.timeout().toNanos();
    while (!trace.awaitSubscribed(STEP)
        && !reply.awaitHead(Duration.ZERO)
        && System.nanoTime() < end) {
      // an answer from before the app, such as a 400, is seen between two steps
    }
    // The server starts the deadline's timer right after the subscription that was seen.
    LockSupport.parkNanos(SETTLED.toNanos());
  }

  /** Returns what a test that ends now has left undone. */
  String leftBehind() {
    return head == null
        ? this + ": its response was never looked at (expected: response(), stream() or cancel())"
        : this + ": its response stream was neither read to its end nor cancelled, after "
            + received.total() + " bytes (expected: expectComplete(), drain() or cancel())";
  }

  /** Returns how the request ended in the app, waiting for it. */
  Optional<Outcome> outcome() {
    return trace.outcome(client.timeout());
  }

  /** Fails if the request does not end in that way. */
  void requireOutcome(Outcome expected) {
    Optional<Outcome> found = outcome();
    if (found.filter(expected::equals).isEmpty()) {
      throw mismatch(
          this + ": outcome", expected, found.map(Outcome::name).orElse("still running"));
    }
  }

  /** Fails if the request goes on in the app for too long. */
  void requireEnded() {
    if (trace.isReached() && outcome().isEmpty()) {
      throw failure(this + " is still under way (expected: its end)" + client.virtualTimeHint());
    }
  }

  /** Fails if the app answered well and left the request's content lying. */
  void requireBodyRead() {
    if (client.isLenient() || head().status().isError() || !trace.isReached()) {
      return;
    }
    switch (trace.reading()) {
      case NOT_AT_ALL -> requireNoBody();
      case IN_PART ->
        throw failure(this + " answered " + head().status()
            + " with its request body half read (expected: read to its end, or cancelled)");
      case TO_ITS_END -> {}
    }
  }

  /** Fails if code of the app has waited on the thread of an event loop. */
  void requireUnblocked() {
    List<String> blocked = client.blocked();
    if (!blocked.isEmpty()) {
      throw failure(String.join("\n", blocked));
    }
  }

  private void requireNoBody() {
    if (request.body().length() != 0) {
      throw failure(this + " answered " + head().status()
          + " and never read its request body (expected: read, as in"
          + " request.bytes().thenReturn(Response.ok()), or subscribed to and cancelled;"
          + " TestClient.lenient() lets it pass)");
    }
  }

  AssertionFailedError failure(String what) {
    return failure(what, null);
  }

  AssertionFailedError failure(String what, @Nullable Throwable cause) {
    Throwable why = cause == null ? trace.failure() : cause;
    return tell(new AssertionFailedError(what + "\n\n" + transcript(), why));
  }

  AssertionFailedError mismatch(String what, @Nullable Object expected, @Nullable Object actual) {
    String message =
        what + "\nexpected: " + expected + "\n but was: " + actual + "\n\n" + transcript();
    return tell(new AssertionFailedError(message, expected, actual, trace.failure()));
  }

  /** Returns an error that shows the exchange: the given one, if it does. */
  AssertionError shown(AssertionError error) {
    return error == told ? error : failure(this + ": " + error.getMessage(), error);
  }

  AssertionFailedError broken(String what) {
    Throwable cause = reply.failure();
    return failure(what + ": " + this + (cause == null ? "" : ": " + cause), cause);
  }

  private AssertionFailedError tell(AssertionFailedError error) {
    // What failed once is not to fail again when the client closes, nor to run on until then.
    cancel();
    told = error;
    return error;
  }

  private AssertionFailedError unanswered() {
    return failure(
        this + " was not answered within " + text(client.timeout()) + ": " + whatHangs());
  }

  private String whatHangs() {
    Thread caller = trace.caller();
    if (caller != null) {
      return "its handler has not returned (expected: a publisher at once; nothing that blocks). It is at\n"
          + stackOf(caller);
    }
    if (!trace.isReached()) {
      return "the request never reached the app";
    }
    return "its publisher has signalled nothing (expected: a response, an error or completion)"
        + client.virtualTimeHint();
  }

  private static String stackOf(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(frame -> "    at " + frame)
        .collect(Collectors.joining("\n"));
  }

  static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private String transcript() {
    String exchange = Transcript.of(request, route(), reply.head(), received);
    Throwable failure = trace.failure();
    return failure == null ? exchange : exchange + "\nthe app failed: " + failure + at(failure);
  }

  private static String at(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return stack.length == 0 ? "\n" : "\n    at " + stack[0] + "\n";
  }

  private String route() {
    String way = client.transport().toString();
    return trace.pattern().map(pattern -> way + ", route " + pattern).orElse(way);
  }

  /** Returns method and route, such as {@code GET /users/{id}}; the path where no route matched. */
  @Override
  public String toString() {
    return request.method() + " " + trace.pattern().orElse(request.path());
  }
}
