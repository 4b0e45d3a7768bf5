package io.molt.web.form;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The content of one part on its way to its one reader. Asked on any thread; told by {@link PartStream} alone. */
final class PartContent extends Flux<ByteBuffer> implements Subscription {
  private static final AtomicIntegerFieldUpdater<PartContent> TAKEN =
      AtomicIntegerFieldUpdater.newUpdater(PartContent.class, "taken");
  private static final AtomicLongFieldUpdater<PartContent> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(PartContent.class, "requested");

  private static final int FREE = 0;
  private static final int TAKEN_BY_READER = 1;
  private static final int CLOSED = 2;

  private final Runnable drain;
  private final String name;
  private volatile int taken;
  private volatile long requested;
  private volatile @Nullable CoreSubscriber<? super ByteBuffer> reader;
  private volatile boolean cancelled;
  private volatile boolean badDemand;
  private volatile boolean over;
  // Whether the reader has heard the last of it; the drain's own.
  private boolean ended;

  PartContent(Runnable drain, String name) {
    this.drain = drain;
    this.name = name;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> subscriber) {
    if (!TAKEN.compareAndSet(this, FREE, TAKEN_BY_READER)) {
      Operators.error(
          subscriber,
          taken == CLOSED ? givenBack() : notReadable("was read already (expected: one reader)"));
      return;
    }
    subscriber.onSubscribe(this);
    reader = subscriber;
    drain.run();
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      badDemand = true;
    } else {
      Operators.addCap(REQUESTED, this, n);
    }
    drain.run();
  }

  @Override
  public void cancel() {
    cancelled = true;
    drain.run();
  }

  /** Takes note that whoever was given the part has done with it: what is left of it is skipped. */
  void release() {
    over = true;
    drain.run();
  }

  boolean isOver() {
    return over;
  }

  /** Returns whether the content should come: it is asked for, or nobody wants it any more. */
  boolean isWanted() {
    return cancelled || (requested > 0 && reader != null);
  }

  /** Hands a piece on, in memory of its own unless the reader has done with it at once. */
  void next(ByteBuffer piece, boolean lent) {
    CoreSubscriber<? super ByteBuffer> to = reader;
    if (cancelled || ended || to == null) {
      return;
    }
    Operators.produced(REQUESTED, this, 1);
    to.onNext((lent && !(to instanceof Taker) ? copy(piece) : piece).asReadOnlyBuffer());
  }

  /** Tells the reader, once there is one, that it has had it all. */
  void complete() {
    CoreSubscriber<? super ByteBuffer> to = reader;
    if (to != null && !ended && !cancelled) {
      ended = true;
      to.onComplete();
    }
  }

  /** Tells the reader, once there is one, why there is no more. */
  void fail(Throwable reason) {
    CoreSubscriber<? super ByteBuffer> to = reader;
    if (to != null && !ended && !cancelled) {
      ended = true;
      to.onError(reason);
    }
  }

  /** Tells a reader that asks for nothing what is wrong; returns whether it did. */
  boolean refuse() {
    if (badDemand) {
      fail(new IllegalArgumentException("demand: <= 0 (expected: > 0)"));
    }
    return ended;
  }

  /** Tells a reader that there is no more, and all that come later; returns whether that is done, else later it can be. */
  boolean close() {
    if (TAKEN.compareAndSet(this, FREE, CLOSED)) {
      return true;
    }
    fail(givenBack());
    return taken == CLOSED || reader != null;
  }

  static ByteBuffer copy(ByteBuffer piece) {
    ByteBuffer copy = ByteBuffer.allocate(piece.remaining());
    copy.put(piece.duplicate());
    return copy.flip();
  }

  private IllegalStateException givenBack() {
    return notReadable("was given back (expected: to be read by what the function returns)");
  }

  private IllegalStateException notReadable(String why) {
    return new IllegalStateException("part '" + FormException.visible(name) + "': " + why);
  }
}
