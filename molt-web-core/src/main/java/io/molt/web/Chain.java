package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Composes middleware around a handler, once; every link answers soundly, so that {@code next} never fails. */
final class Chain {
  private final ErrorBoundary boundary;

  Chain(ErrorBoundary boundary) {
    this.boundary = boundary;
  }

  /** Returns the chain with the first middleware outermost. */
  Link compose(List<Middleware> middleware, Link end) {
    Link link = end;
    for (int i = middleware.size() - 1; i >= 0; i--) {
      link = around(middleware.get(i), link);
    }
    return link;
  }

  /** Returns the innermost link: the user's handler. */
  Link end(Handler handler) {
    return request -> {
      Publisher<Response> answer;
      try {
        answer = handler.handle(request);
      } catch (Throwable error) {
        return boundary.recover(request, error);
      }
      return boundary.settle(request, answer);
    };
  }

  private Link around(Middleware middleware, Link inner) {
    Next next = new Inner(inner);
    return request -> {
      Publisher<Response> answer;
      try {
        answer = middleware.handle(request, next);
        if (answer instanceof Changed changed) {
          answer = changed.answer();
        }
      } catch (Throwable error) {
        return boundary.recover(request, error);
      }
      return boundary.settle(request, answer);
    };
  }

  /**
   * The answer of {@code next}. What is further in runs when this is subscribed to, and not before: a middleware may
   * put a check before it, retry it, or move it to another thread.
   */
  static final class Rest extends Mono<Response> {
    private final Link inner;
    private final Request request;

    private Rest(Link inner, Request request) {
      this.inner = inner;
      this.request = request;
    }

    /** Returns the answer itself, for a middleware that passed this on as it is. */
    Publisher<Response> answer() {
      return inner.handle(request);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Response> subscriber) {
      ErrorBoundary.asMono(inner.handle(request)).subscribe(subscriber);
    }
  }

  /** What a middleware is given to go on with. */
  private record Inner(Link link) implements Next {
    @Override
    public Mono<Response> handle(Request request) {
      return new Rest(link, request);
    }

    @Override
    public Mono<Response> handle(Request request, UnaryOperator<Response> change) {
      return new Changed(link, request, change);
    }
  }

  /** As {@link Rest}, with a change that is made at once where there is a response at once. */
  private static final class Changed extends Mono<Response> {
    private final Link inner;
    private final Request request;
    private final UnaryOperator<Response> change;

    private Changed(Link inner, Request request, UnaryOperator<Response> change) {
      this.inner = inner;
      this.request = request;
      this.change = change;
    }

    Publisher<Response> answer() {
      Publisher<Response> answer = inner.handle(request);
      return answer instanceof Response response
          ? change.apply(response)
          : Mono.from(answer).map(change);
    }

    @Override
    public void subscribe(CoreSubscriber<? super Response> subscriber) {
      ErrorBoundary.asMono(inner.handle(request)).map(change).subscribe(subscriber);
    }
  }

  /** A part of the chain: answers with a response or with a Mono that holds exactly one; never throws. */
  @FunctionalInterface
  interface Link extends Function<Request, Publisher<Response>> {
    Publisher<Response> handle(Request request);

    @Override
    default Publisher<Response> apply(Request request) {
      return handle(request);
    }
  }
}
