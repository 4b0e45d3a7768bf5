package io.molt.web.websocket;

import io.molt.web.codec.DecodingException;
import io.molt.web.codec.InvalidValueException;
import io.molt.web.http.Farewell;
import io.molt.web.http.Request;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * One session at work: bytes of the client in, bytes for the client out, messages between them and the handler. Signals
 * come on any thread; all work is done by whoever finds no one else at it.
 */
final class Link extends Flux<ByteBuffer> implements Subscription, Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final AtomicIntegerFieldUpdater<Link> SIGNALS =
      AtomicIntegerFieldUpdater.newUpdater(Link.class, "signals");
  private static final AtomicLongFieldUpdater<Link> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(Link.class, "requested");
  private static final AtomicReferenceFieldUpdater<Link, CloseStatus> ASKED =
      AtomicReferenceFieldUpdater.newUpdater(Link.class, CloseStatus.class, "asked");
  private static final AtomicReferenceFieldUpdater<Link, Subscription> RUNNING =
      AtomicReferenceFieldUpdater.newUpdater(Link.class, Subscription.class, "running");

  private final Request request;
  private final WebSocketOptions options;
  private final WebSocketHandler handler;
  private final Session session;
  private final Conversion conversion;
  private final Pulse pulse;
  private final Inbox inbox = new Inbox(this);
  private final Input input;
  private final Output output;
  private final Queue<Lane> newLanes = new ConcurrentLinkedQueue<>();
  private final Sinks.One<CloseStatus> closed = Sinks.one();
  private final Disposable.Swap drainWatch = Disposables.swap();
  private volatile int signals;
  private volatile long requested;
  private volatile boolean cancelled;
  private volatile @Nullable CloseStatus asked;
  private volatile @Nullable Subscription running;
  private volatile @Nullable CloseStatus handled;
  private volatile @Nullable CoreSubscriber<? super ByteBuffer> client;
  private volatile @Nullable ByteBuffer lastWord;

  // From here on: touched by whoever is at work only.
  private @Nullable CloseStatus first;
  private boolean over;
  private boolean broken;

  Link(
      Request request,
      WebSocketOptions options,
      Handshake agreed,
      WebSocketHandler handler,
      Flux<ByteBuffer> bytes) {
    this.request = request;
    this.options = options;
    this.handler = handler;
    this.session = new Session(this, request, agreed.subprotocol());
    this.conversion = new Conversion(request.scope().codecs());
    this.pulse = new Pulse(this, options, request.scheduler());
    this.input = new Input(this, bytes, options, agreed.deflate());
    this.output = new Output(agreed.deflate(), pulse);
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> subscriber) {
    client = subscriber;
    subscriber.onSubscribe(this);
    pulse.start();
    input.open();
    options
        .drainClose()
        .ifPresent(status -> drainWatch.update(
            request.context().draining().subscribe(none -> {}, none -> {}, () -> ask(status))));
    startHandler(subscriber.currentContext());
    drain();
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      Operators.addCap(REQUESTED, this, n);
      drain();
    }
  }

  /** Takes note that the client is gone, or whatever else has ended the request. */
  @Override
  public void cancel() {
    cancelled = true;
    drain();
  }

  /** Returns a close, unless there has been one, or a frame is half sent. */
  @Override
  public @Nullable ByteBuffer farewell() {
    return lastWord;
  }

  Inbox inbox() {
    return inbox;
  }

  Pulse pulse() {
    return pulse;
  }

  Conversion conversion() {
    return conversion;
  }

  /** Returns a Mono that tells how the session ended. */
  Mono<CloseStatus> closed() {
    return closed.asMono();
  }

  /** Returns whether something has come that nobody asks for. */
  boolean isStalled() {
    return input.isStalled();
  }

  /** Has the session be closed, unless it is closing. */
  void ask(CloseStatus status) {
    ASKED.compareAndSet(this, null, status);
    drain();
  }

  /** Adds a sender. */
  void add(Lane lane) {
    newLanes.add(lane);
    drain();
  }

  /** Does what is to be done, unless somebody is at it, who then does that as well. */
  void drain() {
    if (SIGNALS.getAndIncrement(this) != 0) {
      return;
    }
    int missed = 1;
    do {
      workSafely();
      missed = SIGNALS.addAndGet(this, -missed);
    } while (missed != 0);
  }

  private void workSafely() {
    try {
      work();
    } catch (Throwable thrown) {
      // Somebody's subscriber, against rule 2.13 of Reactive Streams, or a publisher against 3.16:
      // a
      // session that nobody works on any more would never end.
      broke(thrown);
    }
  }

  /** Ends as if the handler had failed; if not even that goes well, at once. */
  private void broke(Throwable thrown) {
    CoreSubscriber<? super ByteBuffer> to = client;
    if (over || to == null) {
      Operators.onErrorDropped(thrown, Context.empty());
    } else if (broken) {
      end(CloseStatus.FAILED);
      to.onError(thrown);
    } else {
      broken = true;
      handled = statusOf(thrown);
      drain();
    }
  }

  private void work() {
    takeLanes();
    if (!over) {
      live();
    }
    inbox.deliver();
  }

  private void live() {
    if (cancelled) {
      breakOff();
      return;
    }
    beginClosing();
    inbox.deliver();
    read();
    write();
    if (isShaken()) {
      tellClosed();
    }
    if (isDone()) {
      finish();
    }
  }

  private void breakOff() {
    CloseStatus status = request.context().outcome().map(CloseStatus::of).orElse(CloseStatus.GONE);
    if (status != CloseStatus.GONE) {
      lastWord = output.closeInstead(first == null ? status : first);
    }
    end(status);
  }

  private void takeLanes() {
    Lane lane = newLanes.poll();
    while (lane != null) {
      CloseStatus ended = first;
      if (ended == null) {
        output.add(lane);
      } else {
        lane.close(new WebSocketException(ended));
      }
      lane = newLanes.poll();
    }
  }

  private void beginClosing() {
    CloseStatus wanted = asked;
    CloseStatus done = handled;
    if (first == null && (wanted != null || done != null)) {
      close(wanted == null ? done : wanted, null);
    }
  }

  private void read() {
    try {
      input.read();
    } catch (WebSocketException broken) {
      input.stop();
      close(broken.status(), broken);
    }
    CloseStatus theirs = input.closed();
    if (theirs != null && first == null) {
      first = theirs;
      output.close(new CloseStatus(theirs.code(), ""), new WebSocketException(theirs));
      inbox.end(null);
    }
  }

  /** Says that this side closes. */
  private void close(@Nullable CloseStatus status, @Nullable WebSocketException failure) {
    if (status == null || first != null) {
      return;
    }
    first = status;
    input.discard();
    output.close(status, new WebSocketException(status));
    inbox.end(failure);
  }

  private void write() {
    CoreSubscriber<? super ByteBuffer> to = client;
    long most = requested;
    long written = 0;
    while (to != null && written < most && !cancelled) {
      ByteBuffer next = output.next(input);
      if (next == null) {
        break;
      }
      written++;
      to.onNext(next);
    }
    if (written > 0) {
      Operators.produced(REQUESTED, this, written);
    }
    output.tellSenders();
  }

  private boolean isShaken() {
    return output.isClosed() && (input.closed() != null || input.isStopped());
  }

  private boolean isDone() {
    boolean lost = pulse.isSilent() || input.isEnded() && input.closed() == null;
    if (lost || !output.isClosed()) {
      return lost;
    }
    return input.isStopped() || pulse.isCloseLate() || input.closed() != null && handled != null;
  }

  private void finish() {
    end(CloseStatus.GONE);
    CoreSubscriber<? super ByteBuffer> to = client;
    if (to != null) {
      to.onComplete();
    }
  }

  private void end(CloseStatus unlessClosed) {
    over = true;
    if (first == null) {
      first = unlessClosed;
    }
    pulse.stop();
    drainWatch.dispose();
    Operators.terminate(RUNNING, this);
    input.close();
    WebSocketException reason = new WebSocketException(first);
    output.end(reason);
    inbox.end(first == CloseStatus.GONE ? reason : null);
    tellClosed();
  }

  private void tellClosed() {
    CloseStatus status = first;
    if (status != null) {
      closed.tryEmitValue(status);
    }
  }

  private void startHandler(Context context) {
    Running subscriber = new Running(context);
    try {
      Publisher<?> work = handler.handle(session);
      if (work == null) {
        throw new IllegalStateException("a handler returned null (expected: a publisher)");
      }
      work.subscribe(subscriber);
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      subscriber.onError(thrown);
    }
  }

  private CloseStatus statusOf(Throwable error) {
    if (error instanceof WebSocketException closing) {
      return closing.status().isSendable() ? closing.status() : CloseStatus.NORMAL;
    }
    if (error instanceof DecodingException) {
      return CloseStatus.invalidContent("malformed message");
    }
    if (error instanceof InvalidValueException) {
      return CloseStatus.POLICY_VIOLATION.withReason("invalid message");
    }
    LOG.error(
        "the WebSocket session of {} failed, trace {}",
        request,
        request.context().traceId(),
        error);
    return CloseStatus.FAILED;
  }

  /** What the handler returned, at work. */
  private final class Running implements CoreSubscriber<Object> {
    private final Context context;

    Running(Context context) {
      this.context = context;
    }

    @Override
    public Context currentContext() {
      return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.setOnce(RUNNING, Link.this, subscription)) {
        subscription.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(Object ignored) {
      // The end is what counts.
    }

    @Override
    public void onError(Throwable error) {
      handled = statusOf(Exceptions.unwrap(error));
      drain();
    }

    @Override
    public void onComplete() {
      handled = CloseStatus.NORMAL;
      drain();
    }
  }
}
