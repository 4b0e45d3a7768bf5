package io.molt.web.middleware;

import io.molt.web.coding.Coder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Content in another coding, or out of it: one piece is asked for, worked on and handed on at a time, and only when somebody
 * asks for the outcome. The coder is closed at the end, at a failure and at a cancellation, never while it works.
 */
final class Transcoding extends Flux<ByteBuffer> {
  private final Flux<ByteBuffer> source;
  private final Supplier<? extends Coder> coders;
  private final boolean flushes;

  /** Creates one that uses a new coder each time it is subscribed to; {@code flushes} means after each piece. */
  Transcoding(Flux<ByteBuffer> source, Supplier<? extends Coder> coders, boolean flushes) {
    this.source = source;
    this.coders = coders;
    this.flushes = flushes;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> reader) {
    Coder coder;
    try {
      coder = coders.get();
    } catch (Throwable failure) {
      Exceptions.throwIfJvmFatal(failure);
      Operators.error(reader, failure);
      return;
    }
    // As any subscriber: what the publisher throws then becomes a failure, and closes the coder.
    Subscriber<ByteBuffer> run = new Run(reader, coder, flushes);
    source.subscribe(run);
  }

  private static final class Run implements CoreSubscriber<ByteBuffer>, Subscription {
    private static final AtomicIntegerFieldUpdater<Run> SIGNALS =
        AtomicIntegerFieldUpdater.newUpdater(Run.class, "signals");
    private static final AtomicLongFieldUpdater<Run> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(Run.class, "requested");

    private final CoreSubscriber<? super ByteBuffer> reader;
    private final Coder coder;
    private final boolean flushes;

    private volatile int signals;
    private volatile long requested;
    private volatile @Nullable ByteBuffer arrived;
    private volatile boolean sourceEnded;
    private volatile boolean cancelled;
    private @Nullable Throwable failure;
    private @Nullable Subscription upstream;

    // Only for whoever works, one at a time.
    private @Nullable ByteBuffer ready;
    private boolean asked;
    private boolean endTold;
    private boolean over;

    Run(CoreSubscriber<? super ByteBuffer> reader, Coder coder, boolean flushes) {
      this.reader = reader;
      this.coder = coder;
      this.flushes = flushes;
    }

    @Override
    public Context currentContext() {
      return reader.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.validate(upstream, subscription)) {
        upstream = subscription;
        reader.onSubscribe(this);
      }
    }

    @Override
    public void onNext(ByteBuffer piece) {
      if (sourceEnded) {
        Operators.onNextDropped(piece, currentContext());
      } else if (arrived == null) {
        arrived = piece;
        work();
      } else {
        cancelSource();
        onError(new IllegalStateException(
            "content: more pieces than asked for (expected: at most what was requested)"));
      }
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
      sourceEnded = true;
      work();
    }

    @Override
    public void onComplete() {
      sourceEnded = true;
      work();
    }

    @Override
    public void request(long count) {
      if (Operators.validate(count)) {
        Operators.addCap(REQUESTED, this, count);
        work();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      cancelSource();
      work();
    }

    private void work() {
      if (SIGNALS.getAndIncrement(this) != 0) {
        return;
      }
      int seen = 1;
      while (seen != 0) {
        workOnSignals();
        seen = SIGNALS.addAndGet(this, -seen);
      }
    }

    private void workOnSignals() {
      boolean more = true;
      while (more && !over) {
        if (cancelled) {
          close();
          return;
        }
        try {
          more = ready != null || read() ? handOn() : feed();
        } catch (Throwable error) {
          Exceptions.throwIfJvmFatal(error);
          cancelSource();
          fail(error);
        }
      }
    }

    private boolean read() {
      ready = coder.read();
      return ready != null;
    }

    /** Hands on what is ready; returns whether there was a wish for it. */
    private boolean handOn() {
      ByteBuffer piece = ready;
      if (piece == null || requested == 0) {
        return false;
      }
      ready = null;
      Operators.produced(REQUESTED, this, 1);
      reader.onNext(piece);
      return true;
    }

    /** Gives the coder what there is next; returns whether there was anything. */
    private boolean feed() {
      // Looked at first: the last piece and the end may come between.
      boolean last = sourceEnded;
      ByteBuffer piece = arrived;
      if (piece != null) {
        arrived = null;
        asked = false;
        coder.write(piece);
        if (flushes) {
          coder.flush();
        }
        return true;
      }
      if (last) {
        return end();
      }
      Subscription source = upstream;
      if (!asked && requested > 0 && source != null) {
        asked = true;
        source.request(1);
      }
      return false;
    }

    private boolean end() {
      Throwable error = failure;
      if (error != null) {
        fail(error);
      } else if (endTold) {
        close();
        reader.onComplete();
      } else {
        endTold = true;
        coder.end();
      }
      return true;
    }

    private void fail(Throwable error) {
      close();
      reader.onError(error);
    }

    private void close() {
      over = true;
      ready = null;
      arrived = null;
      try {
        coder.close();
      } catch (RuntimeException failed) {
        // All that was to come has come, and whoever cancels is not to hear of it.
        Operators.onErrorDropped(failed, currentContext());
      }
    }

    private void cancelSource() {
      Subscription source = upstream;
      if (source != null) {
        source.cancel();
      }
    }
  }
}
