package io.molt.web.json;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Reads elements as their bytes arrive: never more than were asked for, one buffer at a time. */
final class ElementDecoder extends FluxOperator<ByteBuffer, Object> {
  private final ValueReader reader;
  private final Supplier<Splitter> splitters;

  ElementDecoder(Flux<ByteBuffer> bytes, ValueReader reader, Supplier<Splitter> splitters) {
    super(bytes);
    this.reader = reader;
    this.splitters = splitters;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Object> subscriber) {
    source.subscribe(new Decoding(subscriber, reader, splitters.get()));
  }

  /**
   * One subscription. Buffers, requests and the end may come from different threads: each leaves its news in a field
   * and whoever finds nobody at work does all of it ({@link #drain()}).
   */
  private static final class Decoding implements CoreSubscriber<ByteBuffer>, Subscription {
    private static final AtomicIntegerFieldUpdater<Decoding> NEWS =
        AtomicIntegerFieldUpdater.newUpdater(Decoding.class, "news");
    private static final AtomicLongFieldUpdater<Decoding> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(Decoding.class, "requested");

    private final CoreSubscriber<? super Object> downstream;
    private final ValueReader reader;
    private final Splitter splitter;

    private volatile int news;
    private volatile long requested;
    private volatile @Nullable ByteBuffer arrived;
    private volatile boolean awaited;
    private volatile boolean done;
    private volatile boolean over;
    private @Nullable Throwable error;
    private @Nullable Subscription upstream;

    /** The number of elements passed on; touched only by whoever drains. */
    private long emitted;

    Decoding(CoreSubscriber<? super Object> downstream, ValueReader reader, Splitter splitter) {
      this.downstream = downstream;
      this.reader = reader;
      this.splitter = splitter;
    }

    @Override
    public Context currentContext() {
      return downstream.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.validate(upstream, subscription)) {
        upstream = subscription;
        downstream.onSubscribe(this);
      }
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      if (done || over) {
        Operators.onNextDropped(buffer, currentContext());
        return;
      }
      if (!awaited) {
        cancelUpstream();
        onError(Exceptions.failWithOverflow("a buffer came that was not asked for"));
        return;
      }
      awaited = false;
      arrived = buffer;
      drain();
    }

    @Override
    public void onError(Throwable failure) {
      if (done || over) {
        Operators.onErrorDropped(failure, currentContext());
        return;
      }
      error = failure;
      done = true;
      drain();
    }

    @Override
    public void onComplete() {
      done = true;
      drain();
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        Operators.addCap(REQUESTED, this, n);
        drain();
      }
    }

    @Override
    public void cancel() {
      over = true;
      cancelUpstream();
    }

    private void drain() {
      if (NEWS.getAndIncrement(this) != 0) {
        return;
      }
      int seen = 1;
      do {
        if (!over) {
          work();
        }
        seen = NEWS.addAndGet(this, -seen);
      } while (seen != 0);
    }

    private void work() {
      // Read before the buffer: what came before the end must not be missed.
      boolean last = done;
      if (last && error != null) {
        end(error);
        return;
      }
      ByteBuffer buffer = arrived;
      if (buffer != null) {
        arrived = null;
        splitter.feed(buffer);
      }
      if (last) {
        splitter.finish();
      }
      while (!over && emitNext()) {
        emitted++;
      }
    }

    /** Returns whether an element was passed on; if not, it is time for bytes, for a request, or all is over. */
    private boolean emitNext() {
      Object value;
      try {
        value = nextValue();
      } catch (Throwable failure) {
        Exceptions.throwIfFatal(failure);
        cancelUpstream();
        end(failure);
        return false;
      }
      if (value == null) {
        return false;
      }
      downstream.onNext(value);
      return true;
    }

    private @Nullable Object nextValue() {
      Splitter.Found found = splitter.seek();
      if (found == Splitter.Found.END) {
        end(null);
        return null;
      }
      if (emitted == requested) {
        return null;
      }
      Element element = found == Splitter.Found.ELEMENT ? splitter.take() : null;
      if (element == null) {
        requestBuffer();
        return null;
      }
      return reader.read(element);
    }

    private void requestBuffer() {
      if (!awaited && arrived == null && !done && upstream != null) {
        awaited = true;
        upstream.request(1);
      }
    }

    private void end(@Nullable Throwable failure) {
      if (over) {
        return;
      }
      over = true;
      if (failure == null) {
        downstream.onComplete();
      } else {
        downstream.onError(failure);
      }
    }

    private void cancelUpstream() {
      if (upstream != null) {
        upstream.cancel();
      }
    }
  }
}
