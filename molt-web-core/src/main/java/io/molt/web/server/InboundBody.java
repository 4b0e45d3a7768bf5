package io.molt.web.server;

import io.molt.web.http.Borrower;
import io.molt.web.http.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * The content of a request, delivered by demand. Subscribed to, asked and cancelled on any thread; everything else
 * happens on the event loop, signals included.
 */
final class InboundBody extends Flux<ByteBuffer> implements Subscription, Runnable {
  private static final AtomicLongFieldUpdater<InboundBody> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(InboundBody.class, "requested");

  private final Wire wire;
  private final ReadAhead ahead;
  private final Sinks.One<Headers> trailersSink = Sinks.one();
  private final Queue<ByteBuffer> buffer = new ArrayDeque<>(4);
  private volatile long requested;
  private volatile @Nullable CoreSubscriber<? super ByteBuffer> subscriber;
  private volatile boolean cancelled;
  private volatile boolean badDemand;
  private int buffered;
  // What is held of it on account of the whole server.
  private int charged;
  private long received;
  private @Nullable ServerExchange exchange;
  private boolean awaited;
  private boolean ended;
  private Headers trailers = Headers.empty();
  private @Nullable Throwable failure;
  private boolean delivering;

  InboundBody(Wire wire, ReadAhead ahead) {
    this.wire = wire;
    this.ahead = ahead;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
    reader.onSubscribe(this);
    // Only now: the event loop may be at work on content, or on its end, at this very moment.
    subscriber = reader;
    runInLoop();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      badDemand = true;
    } else {
      Operators.addCap(REQUESTED, this, n);
    }
    runInLoop();
  }

  @Override
  public void cancel() {
    cancelled = true;
    runInLoop();
  }

  /** Has the exchange be told whenever its handler begins to wait for content, and when it need not any more. */
  void of(ServerExchange reading) {
    exchange = reading;
  }

  /** Takes so many bytes of content in, from where the buffer is read; they are the body's for the time of the call. */
  void add(ByteBuf content, int count) {
    if (count == 0) {
      return;
    }
    received += count;
    if (cancelled || ended) {
      // Counted though nobody wants it, so that reading stops until the response decides what
      // becomes of the rest.
      buffered += count;
      return;
    }
    if (isBorrowed()) {
      lend(content.nioBuffer(content.readerIndex(), count));
      wire.room(this);
    } else {
      byte[] bytes = new byte[count];
      content.getBytes(content.readerIndex(), bytes);
      buffer.add(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
      buffered += count;
    }
    run();
    settle();
  }

  /** Returns the fields after the content, once that has been read. */
  Mono<Headers> trailers() {
    return trailersSink.asMono();
  }

  /** Takes note that all content is in, and the fields after it. */
  void complete(Headers fields) {
    ended = true;
    trailers = fields;
    run();
  }

  /** Takes note that no more will come; what is buffered is dropped. */
  void fail(Throwable error) {
    if (ended && buffer.isEmpty()) {
      return;
    }
    failure = error;
    ended = true;
    if (subscriber == null) {
      trailersSink.tryEmitError(error);
    }
    drop();
    run();
  }

  /** Takes note that nobody will ever read it. */
  void discard() {
    cancelled = true;
    trailersSink.tryEmitError(unread());
    drop();
  }

  /** Returns the number of bytes that have come in. */
  long received() {
    return received;
  }

  /** Returns the number of bytes that nobody has asked for yet. */
  int buffered() {
    return buffered;
  }

  /** Returns whether a reader waits for content that has not come; on other threads, as far as they can know. */
  boolean isAwaited() {
    return requested > 0 && subscriber != null && buffered == 0 && !ended && !cancelled;
  }

  /** Returns all content that came in, and forgets it; for content that nobody has been offered. */
  byte[] takeAll() {
    ByteBuffer all = ByteBuffer.allocate(buffered);
    buffer.forEach(all::put);
    drop();
    return all.array();
  }

  /** Delivers what can be delivered. */
  @Override
  public void run() {
    CoreSubscriber<? super ByteBuffer> reader = subscriber;
    if (delivering || reader == null) {
      return;
    }
    int before = buffered;
    tellWhetherAwaited();
    delivering = true;
    try {
      deliver(reader);
    } catch (Throwable thrown) {
      // Against rule 2.13 of Reactive Streams; the subscription counts as cancelled.
      Exceptions.throwIfJvmFatal(thrown);
      end(reader, thrown);
    } finally {
      delivering = false;
    }
    settle();
    tellWhetherAwaited();
    if (buffered < before) {
      wire.room(this);
    }
  }

  /** Returns whether a reader waits for content that needs no copy of its own. */
  private boolean isBorrowed() {
    return subscriber instanceof Borrower
        && requested > 0
        && buffer.isEmpty()
        && !delivering
        && !badDemand;
  }

  private void lend(ByteBuffer content) {
    CoreSubscriber<? super ByteBuffer> reader = Objects.requireNonNull(subscriber);
    delivering = true;
    try {
      Operators.produced(REQUESTED, this, 1);
      reader.onNext(content.asReadOnlyBuffer());
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      end(reader, thrown);
    } finally {
      delivering = false;
    }
  }

  private void runInLoop() {
    if (wire.inLoop()) {
      run();
    } else {
      wire.execute(this);
    }
  }

  private void deliver(CoreSubscriber<? super ByteBuffer> reader) {
    drain(reader);
    while (isDry()) {
      wire.demand(this);
      if (isDry()) {
        return;
      }
      // It had come early.
      drain(reader);
    }
    if (cancelled) {
      trailersSink.tryEmitError(unread());
      drop();
    } else if (badDemand) {
      end(reader, new IllegalArgumentException("demand: <= 0 (expected: > 0)"));
    } else if (ended && buffer.isEmpty()) {
      end(reader, failure);
    }
  }

  private void drain(CoreSubscriber<? super ByteBuffer> reader) {
    while (!cancelled && !badDemand && requested > 0) {
      ByteBuffer next = buffer.poll();
      if (next == null) {
        break;
      }
      buffered -= next.remaining();
      Operators.produced(REQUESTED, this, 1);
      reader.onNext(next);
    }
  }

  private boolean isDry() {
    return requested > 0 && buffer.isEmpty() && !ended && !cancelled && !badDemand;
  }

  private void end(CoreSubscriber<? super ByteBuffer> reader, @Nullable Throwable error) {
    cancelled = true;
    drop();
    if (error == null) {
      trailersSink.tryEmitValue(trailers);
      reader.onComplete();
    } else {
      trailersSink.tryEmitError(error);
      reader.onError(error);
    }
  }

  private static IllegalStateException unread() {
    return new IllegalStateException(
        "trailers: the content was not read to its end (expected: to read them after it)");
  }

  private void drop() {
    buffer.clear();
    buffered = 0;
    settle();
  }

  private void tellWhetherAwaited() {
    ServerExchange reading = exchange;
    boolean now = isAwaited();
    if (reading != null && now != awaited) {
      awaited = now;
      reading.waitsForContent(now);
    }
  }

  private void settle() {
    int held = buffer.isEmpty() ? 0 : buffered + buffer.size() * ReadAhead.PIECE_OVERHEAD;
    ahead.add(held - charged);
    charged = held;
  }
}
