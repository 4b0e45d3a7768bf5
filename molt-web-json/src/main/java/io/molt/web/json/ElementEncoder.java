package io.molt.web.json;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import tools.jackson.core.util.ByteArrayBuilder;

/** Writes each element into a buffer of its own; the array's end is one buffer more, asked for like the others. */
final class ElementEncoder extends FluxOperator<Object, ByteBuffer> {
  private final ValueWriter writer;
  private final Framing framing;

  @SuppressWarnings("unchecked") // Elements are only taken out, never put in.
  ElementEncoder(Flux<?> elements, ValueWriter writer, Framing framing) {
    super((Flux<Object>) elements);
    this.writer = writer;
    this.framing = framing;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> subscriber) {
    source.subscribe(new Encoding(subscriber, writer, framing));
  }

  private static final class Encoding implements CoreSubscriber<Object>, Subscription {
    private static final AtomicLongFieldUpdater<Encoding> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(Encoding.class, "requested");
    private static final AtomicIntegerFieldUpdater<Encoding> ENDED =
        AtomicIntegerFieldUpdater.newUpdater(Encoding.class, "ended");

    private final CoreSubscriber<? super ByteBuffer> downstream;
    private final ValueWriter writer;
    private final Framing framing;
    private final ByteArrayBuilder out = new ByteArrayBuilder();

    private volatile long requested;
    private volatile boolean complete;
    private volatile int ended;
    /** Written by elements only, which come one after the other; read by others once {@link #complete} is set. */
    private long emitted;

    private @Nullable Subscription upstream;

    Encoding(CoreSubscriber<? super ByteBuffer> downstream, ValueWriter writer, Framing framing) {
      this.downstream = downstream;
      this.writer = writer;
      this.framing = framing;
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
    public void onNext(Object element) {
      if (complete || ended != 0) {
        Operators.onNextDropped(element, currentContext());
        return;
      }
      ByteBuffer buffer;
      try {
        buffer = write(element);
      } catch (Throwable failure) {
        Exceptions.throwIfFatal(failure);
        upstream().cancel();
        onError(failure);
        return;
      }
      emitted++;
      downstream.onNext(buffer);
    }

    @Override
    public void onError(Throwable failure) {
      if (complete || !ENDED.compareAndSet(this, 0, 1)) {
        Operators.onErrorDropped(failure, currentContext());
        return;
      }
      downstream.onError(failure);
    }

    @Override
    public void onComplete() {
      if (complete) {
        return;
      }
      complete = true;
      endIfAsked();
    }

    @Override
    public void request(long n) {
      if (!Operators.validate(n)) {
        return;
      }
      Operators.addCap(REQUESTED, this, n);
      if (complete) {
        endIfAsked();
      } else {
        upstream().request(n);
      }
    }

    @Override
    public void cancel() {
      ended = 1;
      upstream().cancel();
    }

    private ByteBuffer write(Object element) {
      out.reset();
      out.write(emitted == 0 ? framing.beforeFirst : framing.beforeNext);
      writer.write(element, out);
      out.write(framing.after);
      return ByteBuffer.wrap(out.toByteArray());
    }

    /** A request and the end may meet on two threads: whoever sees both sends the last buffer, once. */
    private void endIfAsked() {
      byte[] last = emitted == 0 ? framing.endOfNone : framing.end;
      boolean asked = last.length == 0 || requested > emitted;
      if (!asked || !ENDED.compareAndSet(this, 0, 1)) {
        return;
      }
      if (last.length > 0) {
        downstream.onNext(ByteBuffer.wrap(last.clone()));
      }
      downstream.onComplete();
    }

    private Subscription upstream() {
      if (upstream == null) {
        throw new IllegalStateException("no subscription yet (expected: onSubscribe first)");
      }
      return upstream;
    }
  }
}
