package io.molt.web.websocket;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** The messages of one sender: one at a time waits here to be written, and the next is asked for when it has been. */
final class Lane implements CoreSubscriber<Object>, Subscription {
  private final Link link;
  private final CoreSubscriber<? super Void> sender;
  private volatile @Nullable Subscription source;
  private volatile @Nullable Content waiting;
  private volatile boolean done;
  private volatile @Nullable Throwable failure;
  private volatile boolean cancelled;
  // From here on: touched by the link only.
  private boolean asked;
  private boolean over;

  private Lane(Link link, CoreSubscriber<? super Void> sender) {
    this.link = link;
    this.sender = sender;
  }

  /** Returns a Mono that sends all messages, when subscribed to. */
  static Mono<Void> sending(Link link, Publisher<?> messages) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super Void> sender) {
        messages.subscribe(new Lane(link, sender));
      }
    };
  }

  @Override
  public Context currentContext() {
    return sender.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.validate(source, subscription)) {
      source = subscription;
      sender.onSubscribe(this);
      link.add(this);
    }
  }

  @Override
  public void onNext(Object message) {
    if (done || cancelled) {
      Operators.onNextDropped(message, currentContext());
      return;
    }
    if (waiting != null) {
      refuse(new IllegalStateException(
          "messages to send: more than asked for (expected: at most what was requested)"));
      return;
    }
    try {
      waiting = link.conversion().content(message);
    } catch (Throwable unfit) {
      Exceptions.throwIfJvmFatal(unfit);
      refuse(unfit);
      return;
    }
    link.drain();
  }

  @Override
  public void onError(Throwable error) {
    failure = error;
    onComplete();
  }

  @Override
  public void onComplete() {
    done = true;
    link.drain();
  }

  /** Asks for nothing: the sender gets no elements. */
  @Override
  public void request(long n) {
    Operators.validate(n);
  }

  @Override
  public void cancel() {
    cancelled = true;
    cancelSource();
    link.drain();
  }

  /** Returns the next message, if there is one, and asks for another. */
  @Nullable Content poll() {
    if (cancelled || over) {
      return null;
    }
    Content next = waiting;
    if (next != null) {
      waiting = null;
      asked = false;
    }
    return next;
  }

  /** Asks for a message, unless that has been done or one is there. */
  void ask() {
    Subscription from = source;
    if (!asked && !done && !over && from != null) {
      asked = true;
      from.request(1);
    }
  }

  /** Returns whether there will be no more, and tells the sender so. */
  boolean end() {
    if (over || cancelled) {
      return true;
    }
    if (!done || waiting != null) {
      return false;
    }
    over = true;
    Throwable error = failure;
    if (error == null) {
      sender.onComplete();
    } else {
      sender.onError(error);
    }
    return true;
  }

  /** Takes note that nothing more can be sent. */
  void close(WebSocketException reason) {
    if (!over && !cancelled) {
      over = true;
      cancelSource();
      sender.onError(reason);
    }
  }

  private void refuse(Throwable reason) {
    cancelSource();
    onError(reason);
  }

  private void cancelSource() {
    Subscription from = source;
    if (from != null) {
      from.cancel();
    }
  }
}
