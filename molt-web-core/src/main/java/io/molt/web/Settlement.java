package io.molt.web;

import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What comes of an answer that is not at hand: exactly one response with real content, and never an error. One operator
 * that does what a flatMap, a switchIfEmpty and an onErrorResume would, since every request that waits goes through it.
 */
final class Settlement extends Mono<Response> {
  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  private final ErrorBoundary boundary;
  private final Request request;
  private final Mono<Response> answer;

  Settlement(ErrorBoundary boundary, Request request, Mono<Response> answer) {
    this.boundary = boundary;
    this.request = request;
    this.answer = answer;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Response> subscriber) {
    Settling settling = new Settling(boundary, request, subscriber);
    try {
      answer.subscribe(settling);
    } catch (Throwable thrown) {
      // A publisher may not throw here, but one that does must not get past the error handlers.
      Exceptions.throwIfJvmFatal(thrown);
      settling.thrown(thrown);
    }
  }

  private static final class Settling extends Operators.MonoSubscriber<Response, Response> {
    private static final AtomicReferenceFieldUpdater<Settling, Subscription> RUNNING =
        AtomicReferenceFieldUpdater.newUpdater(Settling.class, Subscription.class, "running");

    private final ErrorBoundary boundary;
    private final Request request;
    private volatile @Nullable Subscription running;
    private boolean done;

    Settling(ErrorBoundary boundary, Request request, CoreSubscriber<? super Response> subscriber) {
      super(subscriber);
      this.boundary = boundary;
      this.request = request;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.setOnce(RUNNING, this, subscription)) {
        actual.onSubscribe(this);
        subscription.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(Response response) {
      if (!done) {
        done = true;
        follow(boundary.encoded(request, response));
      }
    }

    @Override
    public void onError(Throwable error) {
      if (done) {
        LOG.warn("an answer failed after it was given", error);
      } else {
        done = true;
        follow(boundary.recover(request, error));
      }
    }

    @Override
    public void onComplete() {
      if (!done) {
        done = true;
        follow(boundary.missing(request));
      }
    }

    @Override
    public void cancel() {
      super.cancel();
      Operators.terminate(RUNNING, this);
    }

    /** Takes note of what was thrown, and not signalled. */
    void thrown(Throwable error) {
      if (running == null) {
        onSubscribe(Operators.emptySubscription());
      }
      onError(error);
    }

    private void follow(Publisher<Response> next) {
      if (next instanceof Response response) {
        complete(response);
      } else {
        Mono.from(next).subscribe(new Rest());
      }
    }

    /** Waits for what an error handler answers, or for what is known of a file. */
    private final class Rest implements CoreSubscriber<Response> {
      private boolean answered;

      @Override
      public Context currentContext() {
        return Settling.this.currentContext();
      }

      @Override
      public void onSubscribe(Subscription subscription) {
        if (Operators.replace(RUNNING, Settling.this, subscription)) {
          subscription.request(Long.MAX_VALUE);
        }
      }

      @Override
      public void onNext(Response response) {
        answered = true;
        complete(response);
      }

      @Override
      public void onError(Throwable error) {
        follow(boundary.recover(request, error));
      }

      @Override
      public void onComplete() {
        if (!answered) {
          follow(boundary.missing(request));
        }
      }
    }
  }
}
