package io.molt.web.http;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One request on its way to its response: the single place that subscribes to what handlers return, the response and
 * its body alike. It hands them Reactor's context, cancels them when the request ends early or its deadline passes,
 * notes how it ended and tells the observers.
 *
 * <p>For adapters: a server and an in-memory client both make one for each request, {@link #start} it, write the
 * response that it hands over, and {@link #end} it. A handler that has its response at hand is answered without any
 * reactive machinery, and without a timer.
 */
public final class Exchange {
  private static final AtomicReferenceFieldUpdater<Exchange, Subscription> RUNNING =
      AtomicReferenceFieldUpdater.newUpdater(Exchange.class, Subscription.class, "running");
  private static final AtomicIntegerFieldUpdater<Exchange> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(Exchange.class, "phase");

  private static final int PENDING = 0;
  private static final int ANSWERED = 1;
  private static final int ENDED = 2;
  // For middleware and error handlers to let the answer out once the deadline has passed.
  private static final long GRACE = 1_000_000_000L;
  private static final int UNANSWERED = 0;

  private final Request request;
  private final Responder responder;
  private final @Nullable Observers observers;
  private volatile int phase;
  private volatile @Nullable Subscription running;
  private volatile @Nullable Stage stage;
  // Whether anything has been waited for, and so has to be timed.
  private volatile boolean timed;
  private Timers.@Nullable Timer timer;
  private int status = UNANSWERED;
  private long answeredAfter;

  /** Creates an exchange, of which the responder carries the response. */
  public Exchange(Request request, Responder responder) {
    this.request = request;
    this.responder = responder;
    this.observers = request.context().service().observers();
    request.context().timedBy(this);
  }

  /** Returns the request. */
  public Request request() {
    return request;
  }

  /** Calls the handler, and the responder as soon as there is a response; never throws what the handler throws. */
  public void start(Handler handler) {
    Publisher<Response> answer;
    try {
      answer = Objects.requireNonNull(
          handler.handle(request), "a handler returned null (expected: a publisher)");
    } catch (Throwable thrown) {
      respond(failure(thrown, request));
      return;
    }
    if (answer instanceof Response response) {
      respond(response);
    } else if (answer instanceof Fuseable.ScalarCallable<?> constant
        && valueOf(constant) instanceof Response response) {
      respond(response);
    } else {
      subscribe(answer);
    }
  }

  /**
   * Subscribes to the chunks of a response body on behalf of {@code subscriber}, and cancels them if the exchange ends
   * early. If it has ended already, the chunks are cancelled at once and the subscriber hears nothing.
   */
  public <T> void subscribe(Publisher<T> chunks, CoreSubscriber<T> subscriber) {
    chunks.subscribe(new BodySubscriber<>(subscriber));
  }

  /** Hands hints over that go ahead of the response, unless there is one already. */
  void hint(Headers fields) {
    if (phase == PENDING) {
      responder.hint(Hints.of(fields));
    }
  }

  /** Returns Reactor's context for everything that runs in the service of this request. */
  public Context reactorContext() {
    return Context.of(RequestContext.class, request.context());
  }

  /**
   * Takes note of whether the handler waits for content that the client has not sent: as long as it does, it takes no
   * place that another request could have.
   */
  public void waitsForContent(boolean waits) {
    request.context().waitsForContent(waits);
  }

  /**
   * Ends the exchange: nothing more of its response will go out. The first word about how the request ended counts, and
   * a deadline that has passed is one. Ending it in any way but {@link Outcome#COMPLETED} cancels what runs. Safe from
   * any thread.
   *
   * @return whether this call ended it
   */
  public boolean end(Outcome outcome) {
    note(outcome);
    if (PHASE.getAndSet(this, ENDED) == ENDED) {
      return false;
    }
    if (outcome != Outcome.COMPLETED) {
      Operators.terminate(RUNNING, this);
    }
    disarm();
    if (observers != null) {
      tell(observers);
    }
    return true;
  }

  /** Ends the exchange, and has the client see that the response is not whole. */
  void breakOff(Outcome outcome) {
    if (end(outcome)) {
      responder.breakOff();
    }
  }

  /** Ends the exchange because its response failed half-way: logged once, at error unless it is the client's doing. */
  public void fail(Throwable error) {
    if (phase != ENDED) {
      request.context().failed(error);
    }
    if (end(Outcome.FAILED)) {
      Failures.logBrokenOff(error, request);
    }
  }

  /**
   * Returns the response to an exception that nobody handles: an {@link HttpException} speaks for itself, anything else
   * is logged once and becomes a 500 that tells the client nothing but an id.
   */
  public static Response failure(Throwable error, Request request) {
    return Failures.response(error, request);
  }

  /** Takes note that a stream which goes out whole says at its end that it failed. For code that encodes. */
  public static void endsWithProblem(Request request) {
    request.context().end(Outcome.FAILED);
  }

  private void subscribe(Publisher<Response> answer) {
    ResponseSubscriber subscriber = new ResponseSubscriber();
    // Time begins before, but no timer is started for what has its answer when it is subscribed to.
    request.context().time();
    try {
      Mono.from(answer).subscribe(subscriber);
      if (phase == PENDING) {
        arm(PENDING);
      }
    } catch (Throwable thrown) {
      // A publisher may not throw here, but one that does must not leave the client without an
      // answer.
      subscriber.onError(thrown);
    }
  }

  /** Hands the response over, unless there has been one or the exchange has ended. */
  private void respond(Response response) {
    if (claim()) {
      carry(response);
    }
  }

  /** Returns, once at most, whether the response is the caller's to give. */
  private boolean claim() {
    if (!PHASE.compareAndSet(this, PENDING, ANSWERED)) {
      return false;
    }
    disarm();
    return true;
  }

  private void carry(Response response) {
    Response ready = encoded(response);
    status = ready.status().code();
    if (observers != null) {
      answeredAfter = request.context().time().elapsed();
    }
    responder.respond(ready);
    if (!(ready.body() instanceof Body.Bytes || ready.body() instanceof Body.Empty)) {
      stream();
    }
  }

  /** Sees to it that a stream ends with a deadline of its own; that of the service is met with the head. */
  private void stream() {
    timed = true;
    if (request.context().hasOwnDeadline() && request.context().outcome().isEmpty()) {
      arm(ANSWERED);
    }
  }

  private Response encoded(Response response) {
    return response.body() instanceof Body.Entity entity
        ? failure(notEncoded(entity), request)
        : response;
  }

  private static IllegalStateException notEncoded(Body.Entity entity) {
    return new IllegalStateException("response body of type " + entity.type().getTypeName()
        + " is not encoded (expected: an App around the handler, which has the codecs)");
  }

  /** Takes note that the deadline is another one. */
  void rearm() {
    if (timed && request.context().outcome().isEmpty()) {
      arm(phase);
    }
  }

  /** Starts the timer, in the place of the one that runs, if the exchange still is in that phase. */
  private synchronized void arm(int during) {
    timed = true;
    disarm();
    RequestTime time = request.context().time();
    if (time.isLimited()) {
      start(time.end(), this::expired, during);
    }
  }

  private synchronized void start(long at, Runnable task, int during) {
    if (phase != during) {
      return;
    }
    timer = request.context().service().timers().start(at, task);
    if (phase != during) {
      disarm();
    }
  }

  private void disarm() {
    if (timed) {
      cancelTimer();
    }
  }

  private synchronized void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void expired() {
    if (phase == PENDING) {
      late();
    } else if (request.context().hasOwnDeadline()) {
      breakOff(Outcome.DEADLINE);
    }
  }

  /** Has the innermost part of the app answer that waits for something; where there is none, answers in its place. */
  private void late() {
    HttpException problem = request.context().time().passed(stage());
    note(Outcome.DEADLINE);
    LateAnswer waiting = request.context().late();
    if (waiting == null) {
      giveUp(problem);
      return;
    }
    try {
      waiting.pass(problem);
    } finally {
      start(request.context().time().end() + GRACE, () -> giveUp(problem), PENDING);
    }
  }

  private void giveUp(HttpException problem) {
    if (claim()) {
      stopRunning();
      carry(failure(problem, request));
    }
  }

  private void stopRunning() {
    Subscription mine = running;
    if (mine != null
        && mine != Operators.cancelledSubscription()
        && RUNNING.compareAndSet(this, mine, null)) {
      mine.cancel();
    }
  }

  private void note(Outcome outcome) {
    if (outcome == Outcome.COMPLETED) {
      request.context().end(outcome);
      return;
    }
    Stage reached = stage();
    if (request.context().end(outcome)) {
      stage = reached;
    }
  }

  private Stage stage() {
    if (phase != PENDING) {
      return Stage.WRITE;
    }
    if (request.context().isQueued()) {
      return Stage.QUEUE;
    }
    return responder.awaitsContent() ? Stage.BODY : Stage.HANDLER;
  }

  private void tell(Observers all) {
    RequestContext context = request.context();
    Outcome outcome = context.outcomeOr(Outcome.COMPLETED);
    all.onEnd(new Ended(
        request,
        outcome == Outcome.CLIENT_GONE ? Ended.CLIENT_GONE : status,
        outcome,
        reached(outcome),
        status == UNANSWERED ? Optional.empty() : Optional.of(Duration.ofNanos(answeredAfter)),
        Duration.ofNanos(context.time().elapsed()),
        responder.received(),
        responder.sent()));
  }

  private Stage reached(Outcome outcome) {
    Stage noted = stage;
    if (noted != null) {
      return noted;
    }
    return outcome == Outcome.OVERLOADED ? Stage.QUEUE : Stage.WRITE;
  }

  /** Returns the value of a Mono that has it at hand; null if it has none, or an error, which a subscription tells. */
  private static @Nullable Object valueOf(Fuseable.ScalarCallable<?> constant) {
    try {
      return constant.call();
    } catch (Throwable error) {
      return null;
    }
  }

  private final class ResponseSubscriber implements CoreSubscriber<Response> {
    private boolean answered;

    @Override
    public Context currentContext() {
      return reactorContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.setOnce(RUNNING, Exchange.this, subscription)) {
        if (phase == PENDING) {
          subscription.request(1);
        } else {
          stopRunning();
        }
      }
    }

    @Override
    public void onNext(Response response) {
      if (!answered) {
        answer(response);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (answered) {
        Failures.logAfterResponse(error, request);
      } else if (phase == PENDING) {
        answer(failure(error, request));
      }
    }

    @Override
    public void onComplete() {
      if (!answered && phase == PENDING) {
        answer(failure(HttpException.notFound("Nothing was found."), request));
      }
    }

    private void answer(Response response) {
      answered = true;
      Subscription mine = running;
      if (mine != Operators.cancelledSubscription() && claim()) {
        RUNNING.compareAndSet(Exchange.this, mine, null);
        carry(response);
      }
    }
  }

  private final class BodySubscriber<T> implements CoreSubscriber<T> {
    private final CoreSubscriber<T> actual;

    BodySubscriber(CoreSubscriber<T> actual) {
      this.actual = actual;
    }

    @Override
    public Context currentContext() {
      return reactorContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      if (Operators.setOnce(RUNNING, Exchange.this, subscription)) {
        actual.onSubscribe(subscription);
      }
    }

    @Override
    public void onNext(T chunk) {
      actual.onNext(chunk);
    }

    @Override
    public void onError(Throwable error) {
      actual.onError(error);
    }

    @Override
    public void onComplete() {
      actual.onComplete();
    }
  }
}
