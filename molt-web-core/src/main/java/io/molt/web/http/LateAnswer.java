package io.molt.web.http;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** An answer that is waited for, and what is answered in its place when the deadline passes first. */
final class LateAnswer extends Operators.MonoSubscriber<Response, Response> {
  private static final Logger LOG = LoggerFactory.getLogger(LateAnswer.class);
  private static final AtomicReferenceFieldUpdater<LateAnswer, Subscription> SOURCE =
      AtomicReferenceFieldUpdater.newUpdater(LateAnswer.class, Subscription.class, "source");
  private static final AtomicIntegerFieldUpdater<LateAnswer> CLOSED =
      AtomicIntegerFieldUpdater.newUpdater(LateAnswer.class, "closed");

  private final RequestContext context;
  private final Function<HttpException, Publisher<Response>> late;
  private volatile @Nullable Subscription source;
  private volatile int closed;
  private volatile @Nullable Disposable instead;
  private volatile boolean abandoned;

  /** The one around this one; guarded by the request's context. */
  @Nullable LateAnswer outer;

  private LateAnswer(
      CoreSubscriber<? super Response> subscriber,
      RequestContext context,
      Function<HttpException, Publisher<Response>> late) {
    super(subscriber);
    this.context = context;
    this.late = late;
  }

  boolean isClosed() {
    return closed != 0;
  }

  /** Cancels what is waited for and answers in its place; returns false if the answer came first. */
  boolean pass(HttpException problem) {
    if (!close()) {
      return false;
    }
    Operators.terminate(SOURCE, this);
    Publisher<Response> answer = late.apply(problem);
    if (answer instanceof Response response) {
      complete(response);
    } else {
      instead = Mono.from(answer)
          .switchIfEmpty(Mono.error(problem))
          .subscribe(this::complete, actual::onError, null, currentContext());
      if (abandoned) {
        cancel();
      }
    }
    return true;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.setOnce(SOURCE, this, subscription)) {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(Response response) {
    if (close()) {
      complete(response);
    }
  }

  @Override
  public void onError(Throwable error) {
    if (close()) {
      actual.onError(error);
    } else {
      LOG.debug("{} failed after it was given up", context.pattern().orElse("a request"), error);
    }
  }

  @Override
  public void onComplete() {
    if (close()) {
      actual.onComplete();
    }
  }

  /** Takes note that nobody waits any more. */
  @Override
  public void cancel() {
    super.cancel();
    abandoned = true;
    close();
    Operators.terminate(SOURCE, this);
    Disposable other = instead;
    if (other != null) {
      other.dispose();
    }
  }

  private boolean close() {
    boolean first = CLOSED.compareAndSet(this, 0, 1);
    if (first) {
      context.leave();
    }
    return first;
  }

  /** The answer that is waited for, as whoever is further out sees it. */
  static final class Awaited extends Mono<Response> {
    private final Mono<Response> answer;
    private final RequestContext context;
    private final Function<HttpException, Publisher<Response>> late;

    Awaited(
        Mono<Response> answer,
        RequestContext context,
        Function<HttpException, Publisher<Response>> late) {
      this.answer = answer;
      this.context = context;
      this.late = late;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Response> subscriber) {
      LateAnswer waiting = new LateAnswer(subscriber, context, late);
      context.enter(waiting);
      subscriber.onSubscribe(waiting);
      answer.subscribe(waiting);
    }
  }
}
