package io.molt.web.sse;

import io.molt.web.http.ServerSentEvent;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** One subscriber's place in the ring: hands events on as far as they are asked for, on whichever thread finds that it can. */
final class Reader implements Subscription {
  private static final AtomicIntegerFieldUpdater<Reader> SIGNALS =
      AtomicIntegerFieldUpdater.newUpdater(Reader.class, "signals");
  private static final AtomicLongFieldUpdater<Reader> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(Reader.class, "requested");

  private final Ring ring;
  private final ServerSentEvent gap;
  private final Overflow overflow;
  private final CoreSubscriber<? super ServerSentEvent> actual;
  private final Consumer<Reader> leave;
  // One that has not started takes signals in, but is not at work yet.
  private volatile int signals = 1;
  private volatile long requested;
  private volatile boolean ended;
  // From here on: touched by whoever works off the signals.
  private @Nullable ServerSentEvent opening;
  private long seen;
  private long joinedAt;

  Reader(
      Ring ring,
      ServerSentEvent gap,
      Overflow overflow,
      CoreSubscriber<? super ServerSentEvent> actual,
      Consumer<Reader> leave) {
    this.ring = ring;
    this.gap = gap;
    this.overflow = overflow;
    this.actual = actual;
    this.leave = leave;
  }

  /** Takes its place behind the event of that id, or behind the newest if it is null, and begins. */
  void start(@Nullable String lastEventId) {
    joinedAt = ring.newest();
    if (overflow == Overflow.LATEST_ONLY && joinedAt > 0) {
      boolean knows = lastEventId != null && ring.find(lastEventId) == joinedAt;
      seen = knows ? joinedAt : joinedAt - 1;
    } else if (lastEventId == null || overflow == Overflow.LATEST_ONLY) {
      seen = joinedAt;
      opening = new ServerSentEvent(ring.idOf(seen), null, null, null);
    } else {
      // Of an id that is not kept a number that never was, so that it is told of a gap when it
      // takes an event.
      seen = ring.find(lastEventId);
    }
    actual.onSubscribe(this);
    work();
  }

  /** Has it look whether there is something to do. */
  void signal() {
    if (SIGNALS.getAndIncrement(this) == 0) {
      work();
    }
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
    ended = true;
    leave.accept(this);
  }

  private void work() {
    int missed = 1;
    do {
      try {
        handOn();
      } catch (Throwable thrown) {
        giveUp(thrown);
      }
      missed = SIGNALS.addAndGet(this, -missed);
    } while (missed != 0);
  }

  /** Leaves a subscriber that throws, which it must not (Reactive Streams 2.13), but which is not to harm the others. */
  private void giveUp(Throwable thrown) {
    if (ended) {
      Operators.onErrorDropped(thrown, actual.currentContext());
    } else {
      cancel();
      actual.onError(thrown);
    }
  }

  private void handOn() {
    long sent = 0;
    while (!ended) {
      // Asked first: nothing is added any more once the ring is closed.
      boolean closed = ring.isClosed();
      if (overflow == Overflow.DISCONNECT && isFarBehind()) {
        complete();
      } else if (closed && opening == null && seen >= ring.newest()) {
        complete();
      } else if (sent == requested) {
        break;
      } else {
        ServerSentEvent event = next();
        if (event == null) {
          break;
        }
        sent++;
        actual.onNext(event);
      }
    }
    if (sent > 0) {
      Operators.produced(REQUESTED, this, sent);
    }
  }

  /** Returns the next event, or null if there is none yet. */
  private @Nullable ServerSentEvent next() {
    ServerSentEvent first = opening;
    if (first != null) {
      opening = null;
      return first;
    }
    return overflow == Overflow.LATEST_ONLY ? latest() : following();
  }

  private @Nullable ServerSentEvent following() {
    if (seen >= ring.newest()) {
      return null;
    }
    ServerSentEvent event = ring.get(seen + 1);
    if (event == null) {
      // The event that took its place may not be counted yet.
      seen = Math.max(seen + 1, ring.oldest() - 1);
      return gap.withId(ring.idOf(seen));
    }
    seen++;
    return event;
  }

  private @Nullable ServerSentEvent latest() {
    long newest = ring.newest();
    ServerSentEvent event = seen >= newest ? null : ring.get(newest);
    if (event != null) {
      seen = newest;
    }
    // If it was overtaken at this moment, whoever did so is going to give a signal.
    return event;
  }

  // What was there before it came is not its fault; of what makes way while it catches up it is
  // told.
  private boolean isFarBehind() {
    return ring.newest() - Math.max(seen, joinedAt) > Math.max(1, ring.capacity() / 2);
  }

  private void complete() {
    ended = true;
    leave.accept(this);
    actual.onComplete();
  }
}
