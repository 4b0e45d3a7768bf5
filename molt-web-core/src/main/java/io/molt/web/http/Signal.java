package io.molt.web.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Completes once, for those who wait already and for those who come later. Thousands may wait: each comes and goes at the
 * same cost, which a sink does not offer.
 */
final class Signal extends Mono<Void> {
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean given;

  boolean isGiven() {
    return given;
  }

  void give() {
    given = true;
    waiting.forEach(Waiting::complete);
  }

  @Override
  public void subscribe(CoreSubscriber<? super Void> subscriber) {
    Waiting mine = new Waiting(subscriber);
    subscriber.onSubscribe(mine);
    waiting.add(mine);
    if (given) {
      mine.complete();
    } else if (mine.over.get()) {
      waiting.remove(mine);
    }
  }

  private final class Waiting implements Subscription {
    private final CoreSubscriber<? super Void> subscriber;
    private final AtomicBoolean over = new AtomicBoolean();

    Waiting(CoreSubscriber<? super Void> subscriber) {
      this.subscriber = subscriber;
    }

    void complete() {
      if (end()) {
        subscriber.onComplete();
      }
    }

    @Override
    public void request(long count) {
      // There is nothing to ask for: completion needs no demand.
    }

    @Override
    public void cancel() {
      end();
    }

    private boolean end() {
      // Over first: whoever adds it at this moment then takes it out again.
      boolean first = over.compareAndSet(false, true);
      waiting.remove(this);
      return first;
    }
  }
}
