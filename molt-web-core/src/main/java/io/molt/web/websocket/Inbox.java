package io.molt.web.websocket;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The messages of the client as the handler receives them: one reader at a time, and one message that may wait for it. */
final class Inbox extends Flux<Message> {
  private static final AtomicReferenceFieldUpdater<Inbox, Reader> READER =
      AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Reader.class, "reader");

  private final Link link;
  private volatile @Nullable Reader reader;
  // From here on: touched by the link only.
  private @Nullable Message waiting;
  private boolean ended;
  private @Nullable Throwable failure;

  Inbox(Link link) {
    this.link = link;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Message> subscriber) {
    Reader mine = new Reader(subscriber);
    if (READER.compareAndSet(this, null, mine)) {
      subscriber.onSubscribe(mine);
      mine.begun = true;
      link.drain();
    } else {
      Operators.error(
          subscriber,
          new IllegalStateException(
              "messages are being received already (expected: one subscriber at a time)"));
    }
  }

  /** Returns whether a reader waits for a message. */
  boolean isAwaited() {
    Reader mine = reader;
    return waiting == null && mine != null && mine.begun && mine.requested > 0;
  }

  void add(Message message) {
    waiting = message;
    deliver();
  }

  /** Takes note that no more will come; what waits is still delivered. */
  void end(@Nullable Throwable error) {
    if (!ended) {
      ended = true;
      failure = error;
    }
  }

  /** Delivers what can be delivered. */
  void deliver() {
    Reader mine = reader;
    if (mine == null || !mine.begun) {
      return;
    }
    Message message = waiting;
    if (message != null && mine.requested > 0) {
      waiting = null;
      Operators.produced(Reader.REQUESTED, mine, 1);
      mine.subscriber.onNext(message);
    }
    if (waiting == null && ended && READER.compareAndSet(this, mine, null)) {
      mine.end(failure);
    }
  }

  private final class Reader implements Subscription {
    private static final AtomicLongFieldUpdater<Reader> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(Reader.class, "requested");

    private final CoreSubscriber<? super Message> subscriber;
    private volatile long requested;
    private volatile boolean begun;

    Reader(CoreSubscriber<? super Message> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        Operators.addCap(REQUESTED, this, n);
        link.drain();
      }
    }

    @Override
    public void cancel() {
      READER.compareAndSet(Inbox.this, this, null);
    }

    private void end(@Nullable Throwable error) {
      if (error == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(error);
      }
    }
  }
}
