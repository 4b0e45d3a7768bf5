package io.molt.web.http;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** The answer to a request that needs a place to be worked on: waits for one, and gives it back. */
final class Admitted extends Mono<Response> {
  private final Admission admission;
  private final Request request;
  private final Function<Request, Publisher<Response>> work;
  private final Function<OverloadedException, Publisher<Response>> refusal;

  Admitted(
      Admission admission,
      Request request,
      Function<Request, Publisher<Response>> work,
      Function<OverloadedException, Publisher<Response>> refusal) {
    this.admission = admission;
    this.request = request;
    this.work = work;
    this.refusal = refusal;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Response> subscriber) {
    Visit visit = new Visit(this, subscriber);
    subscriber.onSubscribe(visit);
    admission.limiter().enter(visit);
  }

  /** One request on its way: outside, then inside and out again; or it is turned away, or gives up. */
  private static final class Visit extends Operators.DeferredSubscription
      implements Limiter.Entrant, CoreSubscriber<Response>, Place, Runnable {
    private static final AtomicIntegerFieldUpdater<Visit> STATE =
        AtomicIntegerFieldUpdater.newUpdater(Visit.class, "state");
    private static final int OUTSIDE = 0;
    private static final int INSIDE = 1;
    private static final int STREAMING = 2;
    private static final int LENT = 3;
    private static final int GONE = 4;

    private final Admitted admitted;
    private final CoreSubscriber<? super Response> actual;
    private volatile int state;
    private long waitsSince;
    private long began;
    private long lentAt;
    private int inFlight;

    Visit(Admitted admitted, CoreSubscriber<? super Response> actual) {
      this.admitted = admitted;
      this.actual = actual;
    }

    @Override
    public void entered(boolean waited) {
      if (waited) {
        admitted.request.context().queued(false);
      }
      if (admitted.admission.isAdaptive()) {
        began = admitted.admission.now();
        inFlight = admitted.admission.limiter().inside();
      }
      if (!admitted.admission.countsStreams()) {
        admitted.request.context().placedBy(this);
      }
      if (!STATE.compareAndSet(this, OUTSIDE, INSIDE)) {
        admitted.admission.limiter().leave();
      } else if (waited) {
        // Not here: this thread works for the request that has left.
        admitted.request.context().executor().execute(this);
      } else {
        run();
      }
    }

    @Override
    public void refused() {
      if (STATE.compareAndSet(this, OUTSIDE, GONE)) {
        OverloadedException reason = admitted.admission.refuse(admitted.request);
        follow(admitted.refusal.apply(reason));
      }
    }

    @Override
    public void waitsSince(long nanos) {
      waitsSince = nanos;
      admitted.request.context().queued(true);
    }

    @Override
    public long waitsSince() {
      return waitsSince;
    }

    @Override
    public void lend(boolean lent) {
      Admission admission = admitted.admission;
      if (lent && STATE.compareAndSet(this, INSIDE, LENT)) {
        lentAt = admission.isAdaptive() ? admission.now() : 0;
        admission.limiter().leave();
      } else if (!lent && STATE.compareAndSet(this, LENT, INSIDE)) {
        began += admission.isAdaptive() ? admission.now() - lentAt : 0;
        admission.limiter().comeBack();
      }
    }

    @Override
    public void run() {
      if (state == INSIDE) {
        follow(admitted.work.apply(admitted.request));
      }
    }

    @Override
    public void cancel() {
      super.cancel();
      if (STATE.compareAndSet(this, OUTSIDE, GONE)) {
        admitted.admission.limiter().giveUp(this);
      } else {
        leave(true);
      }
    }

    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      set(subscription);
    }

    @Override
    public void onNext(Response response) {
      if (admitted.admission.countsStreams() && !(response.body() instanceof Body.Bytes)) {
        leaveAtTheEnd();
      } else {
        leave(false);
      }
      actual.onNext(response);
    }

    @Override
    public void onError(Throwable error) {
      leave(false);
      actual.onError(error);
    }

    @Override
    public void onComplete() {
      leave(false);
      actual.onComplete();
    }

    private void follow(Publisher<Response> answer) {
      Mono<Response> mono =
          answer instanceof Response response ? Mono.just(response) : Mono.from(answer);
      mono.subscribe(this);
    }

    private void leaveAtTheEnd() {
      if (STATE.compareAndSet(this, INSIDE, STREAMING)) {
        admitted
            .request
            .context()
            .ended()
            .subscribe(outcome -> admitted.admission.limiter().leave());
      }
    }

    private void leave(boolean cancelled) {
      int now = state;
      while ((now == INSIDE || now == LENT) && !STATE.compareAndSet(this, now, GONE)) {
        now = state;
      }
      if (now == INSIDE) {
        admitted.admission.left(admitted.request, began, inFlight, cancelled);
      }
    }
  }
}
