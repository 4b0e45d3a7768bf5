package io.molt.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Events with a comment wherever nothing was sent for some time, so that nobody between takes the connection for a dead
 * one. A client that takes nothing is sent none.
 *
 * <p>A comment takes the place of an event that was asked for, which the source cannot know. So it is asked for one event
 * at a time, and the one that may come too many is kept.
 */
final class Heartbeat extends Flux<ByteBuffer> {
  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Flux<ByteBuffer> events;
  private final Duration interval;
  private final Scheduler scheduler;

  Heartbeat(Flux<ByteBuffer> events, Duration interval, Scheduler scheduler) {
    this.events = events;
    this.interval = interval;
    this.scheduler = scheduler;
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuffer> actual) {
    events.subscribe(new Beating(actual, interval.toNanos(), scheduler));
  }

  private static final class Beating implements CoreSubscriber<ByteBuffer>, Subscription, Runnable {
    private static final AtomicIntegerFieldUpdater<Beating> SIGNALS =
        AtomicIntegerFieldUpdater.newUpdater(Beating.class, "signals");
    private static final AtomicLongFieldUpdater<Beating> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(Beating.class, "requested");

    private final CoreSubscriber<? super ByteBuffer> actual;
    private final long interval;
    private final Scheduler scheduler;
    private final Disposable.Swap timer = Disposables.swap();
    private @Nullable Subscription source;
    private volatile int signals;
    private volatile long requested;
    private volatile @Nullable ByteBuffer arrived;
    private volatile boolean due;
    private volatile boolean done;
    private volatile boolean cancelled;
    private volatile long quietSince;
    private @Nullable Throwable failure;
    // From here on: touched by whoever works off the signals.
    private boolean awaiting;
    private boolean ended;

    Beating(CoreSubscriber<? super ByteBuffer> actual, long interval, Scheduler scheduler) {
      this.actual = actual;
      this.interval = interval;
      this.scheduler = scheduler;
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.validate(source, subscription)) {
        source = subscription;
        quietSince = now();
        startTimer(interval);
        actual.onSubscribe(this);
      }
    }

    @Override
    public void onNext(ByteBuffer event) {
      arrived = event;
      signal();
    }

    @Override
    public void onError(Throwable error) {
      failure = error;
      done = true;
      signal();
    }

    @Override
    public void onComplete() {
      done = true;
      signal();
    }

    @Override
    public void request(long count) {
      if (Operators.validate(count)) {
        Operators.addCap(REQUESTED, this, count);
        signal();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      timer.dispose();
      Subscription running = source;
      if (running != null) {
        running.cancel();
      }
    }

    /** Finds out whether a comment is due. */
    @Override
    public void run() {
      long quiet = now() - quietSince;
      if (quiet >= interval) {
        due = true;
        signal();
        quiet = 0;
      }
      startTimer(interval - quiet);
    }

    private void signal() {
      if (SIGNALS.getAndIncrement(this) == 0) {
        int missed = 1;
        do {
          work();
          missed = SIGNALS.addAndGet(this, -missed);
        } while (missed != 0);
      }
    }

    private void work() {
      if (ended || cancelled) {
        return;
      }
      boolean last = done;
      if (requested > 0 && arrived != null) {
        sendArrived();
      }
      if (due) {
        due = false;
        if (requested > 0) {
          send(ByteBuffer.wrap(COMMENT).asReadOnlyBuffer());
        }
      }
      if (last && arrived == null) {
        end();
      } else if (!awaiting && requested > 0 && source != null) {
        awaiting = true;
        source.request(1);
      }
    }

    private void sendArrived() {
      ByteBuffer event = arrived;
      arrived = null;
      awaiting = false;
      if (event != null) {
        send(event);
      }
    }

    private void send(ByteBuffer event) {
      if (!cancelled) {
        quietSince = now();
        Operators.produced(REQUESTED, this, 1);
        actual.onNext(event);
      }
    }

    private void end() {
      ended = true;
      timer.dispose();
      if (failure == null) {
        actual.onComplete();
      } else {
        actual.onError(failure);
      }
    }

    private void startTimer(long nanos) {
      timer.replace(scheduler.schedule(this, nanos, TimeUnit.NANOSECONDS));
    }

    private long now() {
      // In a coarser unit it would be the clock on the wall, which may be set back.
      return scheduler.now(TimeUnit.NANOSECONDS);
    }
  }
}
