package io.molt.web.http;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.Fuseable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One request on its way to its response: the single place that subscribes to what handlers return, the response and
 * its body alike. It hands them Reactor's context, cancels them when the request ends early, and notes how it ended.
 *
 * <p>For adapters: a server and an in-memory client both make one for each request, {@link #start} it, write the
 * response that it hands over, and {@link #end} it. A handler that has its response at hand is answered without any
 * reactive machinery.
 */
public final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final AtomicReferenceFieldUpdater<Exchange, Subscription> RUNNING =
      AtomicReferenceFieldUpdater.newUpdater(Exchange.class, Subscription.class, "running");

  private final Request request;
  private final Consumer<Response> responder;
  private volatile @Nullable Subscription running;

  /**
   * Creates an exchange.
   *
   * @param responder takes the response, exactly once unless the exchange ended before; called on whatever thread the
   *     handler answers on
   */
  public Exchange(Request request, Consumer<Response> responder) {
    this.request = request;
    this.responder = responder;
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
  public void subscribe(Publisher<ByteBuffer> chunks, CoreSubscriber<ByteBuffer> subscriber) {
    chunks.subscribe(new BodySubscriber(subscriber));
  }

  /** Returns Reactor's context for everything that runs in the service of this request. */
  public Context reactorContext() {
    return Context.of(RequestContext.class, request.context());
  }

  /**
   * Notes how the request ended; the first word counts. Ending it in any way but {@link Outcome#COMPLETED} cancels what
   * runs. Safe from any thread.
   *
   * @return whether this call ended it
   */
  public boolean end(Outcome outcome) {
    boolean first = request.context().end(outcome);
    if (first && outcome != Outcome.COMPLETED) {
      Operators.terminate(RUNNING, this);
    }
    return first;
  }

  /**
   * Returns the response to an exception that nobody handles: an {@link HttpException} speaks for itself, anything else
   * is logged once and becomes a 500 that tells the client nothing but an id.
   */
  public static Response failure(Throwable error, Request request) {
    Throwable cause = Exceptions.unwrap(error);
    if (cause instanceof HttpException known) {
      warnIfOurs(known, request);
      return known.response();
    }
    RequestContext context = request.context();
    context.failed(cause);
    LOG.error("{} failed, id {}", name(request), context.traceId(), cause);
    return Response.problem(Problem.of(Status.INTERNAL_SERVER_ERROR).with("id", context.traceId()));
  }

  private static void warnIfOurs(HttpException error, Request request) {
    if (error.problem().status() >= 500 && !(error instanceof OverloadedException)) {
      request.context().failed(error);
      String id = request.context().traceId();
      LOG.warn("{} answered {}, id {}", name(request), error.getMessage(), id, error.getCause());
    }
  }

  /** Returns method and pattern; the path only where nothing matched. */
  private static String name(Request request) {
    return request.method() + " "
        + request.context().pattern().orElseGet(() -> Tokens.visible(request.rawPath()));
  }

  private void subscribe(Publisher<Response> answer) {
    ResponseSubscriber subscriber = new ResponseSubscriber();
    try {
      Mono.from(answer).subscribe(subscriber);
    } catch (Throwable thrown) {
      // A publisher may not throw here, but one that does must not leave the client without an
      // answer.
      subscriber.onError(thrown);
    }
  }

  private void respond(Response response) {
    if (!isCancelled()) {
      responder.accept(response);
    }
  }

  private boolean isCancelled() {
    return running == Operators.cancelledSubscription();
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
        subscription.request(1);
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
        LOG.warn("{} failed after its response", name(request), error);
      } else if (!isCancelled()) {
        answer(failure(error, request));
      }
    }

    @Override
    public void onComplete() {
      if (!answered && !isCancelled()) {
        answer(failure(HttpException.notFound("Nothing was found."), request));
      }
    }

    private void answer(Response response) {
      answered = true;
      Subscription mine = running;
      if (mine != Operators.cancelledSubscription()
          && RUNNING.compareAndSet(Exchange.this, mine, null)) {
        responder.accept(response);
      }
    }
  }

  private final class BodySubscriber implements CoreSubscriber<ByteBuffer> {
    private final CoreSubscriber<ByteBuffer> actual;

    BodySubscriber(CoreSubscriber<ByteBuffer> actual) {
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
    public void onNext(ByteBuffer chunk) {
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
