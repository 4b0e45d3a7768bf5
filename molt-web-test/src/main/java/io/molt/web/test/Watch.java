package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Ended;
import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stands before the app and notes what becomes of each request. A header field, taken off before the app sees the
 * request, tells whose request it is, whichever way it came.
 */
final class Watch implements Handler, Observer {
  private static final String ID = "molt-test-exchange";

  private final Handler app;
  private final Map<String, Trace> expected = new ConcurrentHashMap<>();
  private final Map<RequestContext, Trace> running = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private volatile boolean bodies = true;

  Watch(Handler app) {
    this.app = app;
  }

  /** Hands request bodies on as they are. */
  void ignoreBodies() {
    bodies = false;
  }

  Outgoing announce(Outgoing request, Trace trace) {
    String id = Long.toString(ids.incrementAndGet());
    expected.put(id, trace);
    return request.withHeader(ID, id);
  }

  @Override
  public Publisher<Response> handle(Request request) throws Exception {
    String id = request.headers().get(ID);
    Trace trace = id == null ? null : expected.remove(id);
    return trace == null ? app.handle(request) : handle(request, trace);
  }

  /** Is the last observer to be told. */
  @Override
  public void onEnd(Ended request) {
    Trace trace = running.remove(request.request().context());
    if (trace != null) {
      trace.onTold();
    }
  }

  /** Waits until all that reached the app has ended, and observers have been told. */
  void awaitEnds(Duration limit) {
    List.copyOf(running.values()).forEach(trace -> trace.awaitTold(limit));
  }

  private Publisher<Response> handle(Request request, Trace trace) throws Exception {
    running.put(request.context(), trace);
    trace.onReached(request.context());
    try {
      return answer(request, trace);
    } finally {
      trace.onReturned();
    }
  }

  private Publisher<Response> answer(Request request, Trace trace) throws Exception {
    Publisher<Response> answer = Objects.requireNonNull(
        app.handle(watched(request, trace)), "a handler returned null (expected: a publisher)");
    if (answer instanceof Response response) {
      Response ready = watched(response, trace);
      trace.onSubscribed();
      return ready;
    }
    return new TellingMono(Mono.from(answer).map(response -> watched(response, trace)), trace);
  }

  private Request watched(Request request, Trace trace) {
    Request clean = request.withHeaders(request.headers().without(ID));
    return bodies ? clean.withBody(trace.watched(request.content())) : clean;
  }

  private static Response watched(Response response, Trace trace) {
    if (!(response.body() instanceof Body.Stream stream)) {
      return response;
    }
    trace.onStream();
    Flux<ByteBuffer> chunks = new TellingFlux(stream.chunks(), trace);
    return response.withBody(
        stream.length() < 0 ? Body.stream(chunks) : Body.stream(chunks, stream.length()));
  }

  // An operator's own "on subscribe" comes too early: what a source schedules, it schedules after
  // that.
  private static final class TellingMono extends Mono<Response> {
    private final Mono<Response> source;
    private final Trace trace;

    TellingMono(Mono<Response> source, Trace trace) {
      this.source = source;
      this.trace = trace;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Response> subscriber) {
      source.subscribe(subscriber);
      trace.onSubscribed();
    }
  }

  private static final class TellingFlux extends Flux<ByteBuffer> {
    private final Flux<ByteBuffer> source;
    private final Trace trace;

    TellingFlux(Flux<ByteBuffer> source, Trace trace) {
      this.source = source;
      this.trace = trace;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuffer> subscriber) {
      source.subscribe(subscriber);
      trace.onStreaming();
    }
  }
}
