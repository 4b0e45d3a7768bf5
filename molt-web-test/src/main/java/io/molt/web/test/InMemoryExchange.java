package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Exchange;
import io.molt.web.http.Farewell;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Responder;
import io.molt.web.http.Response;
import io.molt.web.http.Trailers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/** One request in memory: what a server does between the parsed request and the bytes of the response. */
final class InMemoryExchange implements Responder {
  // The date of RFC 9110 section 5.6.7: always two digits for the day, which RFC_1123_DATE_TIME
  // does not give.
  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
          "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
      .withZone(ZoneOffset.UTC);

  private final Target target;
  private final EventLoop loop;
  private final Reply reply;
  private final Sinks.Empty<ByteBuffer> clientGone = Sinks.empty();
  private final Sinks.Empty<Void> contentRead = Sinks.empty();
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicLong arrived = new AtomicLong();
  private @Nullable Exchange exchange;
  private @Nullable Outlet outlet;
  private @Nullable Farewell farewell;
  private Body content = Body.empty();

  InMemoryExchange(Target target, EventLoop loop, Reply reply) {
    this.target = target;
    this.loop = loop;
    this.reply = reply;
  }

  /** Returns a request's content as a server hands it over: a stream breaks off when the client goes away. */
  Body inbound(Body body) {
    if (!(body instanceof Body.Stream)) {
      return body;
    }
    // An error would end the stream too, but leave its source running.
    Flux<ByteBuffer> chunks = body.chunks()
        .takeUntilOther(clientGone.asMono().onErrorComplete())
        .concatWith(Mono.defer(this::brokenOff));
    Flux<ByteBuffer> counted = counted(chunks);
    return body.length() < 0 ? Body.stream(counted) : Body.stream(counted, body.length());
  }

  /** Returns the fields after a request's content as a server hands them over: once that has been read. */
  Mono<Headers> trailers(Outgoing request) {
    return request.body() instanceof Body.Stream
        ? contentRead.asMono().thenReturn(request.trailers())
        : Mono.just(request.trailers());
  }

  void start(Request request) {
    Exchange started = new Exchange(request, this);
    content = request.content();
    exchange = started;
    started.start(target.handler());
  }

  void clientGone() {
    if (exchange != null && exchange.end(Outcome.CLIENT_GONE)) {
      clientGone.tryEmitError(new IOException("the client has gone"));
    }
  }

  /** Counts what is asked for and what comes. */
  private Flux<ByteBuffer> counted(Flux<ByteBuffer> chunks) {
    return chunks
        .doOnNext(chunk -> {
          wanted.getAndUpdate(count -> count == Long.MAX_VALUE ? count : count - 1);
          arrived.addAndGet(chunk.remaining());
        })
        .doOnComplete(contentRead::tryEmitEmpty)
        .doOnError(contentRead::tryEmitError)
        .doOnCancel(() -> contentRead.tryEmitError(unread()))
        .doOnRequest(count -> wanted.getAndUpdate(before -> Operators.addCap(before, count)))
        .doFinally(end -> wanted.set(0));
  }

  private static IllegalStateException unread() {
    return new IllegalStateException(
        "trailers: the content was not read to its end (expected: to read them after it)");
  }

  private Mono<ByteBuffer> brokenOff() {
    boolean gone = exchange != null
        && exchange.request().context().outcome().equals(Optional.of(Outcome.CLIENT_GONE));
    return gone ? clientGone.asMono() : Mono.empty();
  }

  @Override
  public void respond(Response response) {
    Exchange current = current();
    Body body = contentOf(response, current.request().method());
    Outlet out = new Outlet(current, body.length(), trailersOf(response));
    outlet = out;
    current.subscribe(chunksOf(body), out);
    reply.onHead(new Head(response.status(), framed(response, current.request().method())));
  }

  @Override
  public void hint(Headers fields) {
    reply.onHint(fields);
  }

  @Override
  public void breakOff() {
    ByteBuffer last = farewell == null ? null : farewell.farewell();
    if (outlet != null && last != null) {
      outlet.endWith(last);
    } else if (outlet != null) {
      outlet.breakOff(new IOException("the response was broken off"));
    }
  }

  @Override
  public boolean awaitsContent() {
    return wanted.get() > 0;
  }

  @Override
  public long received() {
    return content instanceof Body.Stream ? arrived.get() : content.length();
  }

  @Override
  public long sent() {
    return outlet == null ? 0 : outlet.sent;
  }

  private Exchange current() {
    if (exchange == null) {
      throw new IllegalStateException("the exchange has not started");
    }
    return exchange;
  }

  private static Body contentOf(Response response, Method method) {
    boolean none = response.status().forbidsContent() || method.equals(Method.HEAD);
    return none && !(response.body() instanceof Body.Tunnel) ? Body.empty() : response.body();
  }

  /** Returns what is sent; in another protocol it is made of what the client goes on to send. */
  private Publisher<ByteBuffer> chunksOf(Body body) {
    if (!(body instanceof Body.Tunnel tunnel)) {
      return body.chunks();
    }
    Publisher<ByteBuffer> conversation = tunnel.conversation().apply(content.chunks());
    farewell = conversation instanceof Farewell leaving ? leaving : null;
    return conversation;
  }

  /** Returns what has the fields after the content, if there can be any. */
  private Supplier<Headers> trailersOf(Response response) {
    boolean none =
        response.status().forbidsContent() || current().request().method().equals(Method.HEAD);
    return none ? Headers::empty : () -> Trailers.of(response);
  }

  /** Returns the header fields with those that a server adds to every response. */
  private Headers framed(Response response, Method method) {
    Headers headers = dated(response.headers(), target.clock())
        .without("transfer-encoding")
        .without("keep-alive");
    if (response.status().forbidsContent() || method.equals(Method.HEAD)) {
      return headers;
    }
    long length = response.trailers().isPresent() ? -1 : response.body().length();
    return length < 0
        ? headers.without("content-length")
        : headers.with("content-length", Long.toString(length));
  }

  private static Headers dated(Headers headers, Clock clock) {
    if (headers.contains("date")) {
      return headers;
    }
    return headers.with("date", HTTP_DATE.format(clock.instant()));
  }

  /** Passes the chunks of the response on, and holds the body to the length it promised. */
  private final class Outlet implements CoreSubscriber<ByteBuffer>, Subscription {
    private final Exchange exchange;
    private final long promised;
    private final Supplier<Headers> trailers;
    private long sent;
    private boolean broken;
    private @Nullable Subscription source;

    Outlet(Exchange exchange, long promised, Supplier<Headers> trailers) {
      this.exchange = exchange;
      this.promised = promised;
      this.trailers = trailers;
    }

    @Override
    public Context currentContext() {
      return exchange.reactorContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      source = subscription;
      reply.onSubscribe(this);
    }

    @Override
    public void onNext(ByteBuffer chunk) {
      sent += chunk.remaining();
      if (broken) {
        return;
      }
      if (promised >= 0 && sent > promised) {
        broken("more");
      } else if (chunk.hasRemaining()) {
        reply.onNext(chunk.asReadOnlyBuffer());
      } else if (source != null) {
        // Nothing of an empty chunk would reach a client.
        source.request(1);
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!broken) {
        broken = true;
        exchange.fail(error);
        reply.onError(error);
      }
    }

    @Override
    public void onComplete() {
      if (broken) {
        return;
      }
      if (sent < promised) {
        broken("only " + sent);
        return;
      }
      if (takeTrailers()) {
        exchange.end(Outcome.COMPLETED);
        reply.onComplete();
      }
    }

    /** Returns whether the response is whole: what comes after its content may fail too. */
    private boolean takeTrailers() {
      try {
        reply.onTrailers(trailers.get());
        return true;
      } catch (RuntimeException failed) {
        onError(failed);
        return false;
      }
    }

    @Override
    public void request(long count) {
      Subscription current = source;
      if (current != null) {
        loop.run(() -> current.request(count));
      }
    }

    @Override
    public void cancel() {
      loop.run(InMemoryExchange.this::clientGone);
    }

    void endWith(ByteBuffer last) {
      sent += last.remaining();
      broken = true;
      reply.onNext(last);
      reply.onComplete();
    }

    /** Tells the client that no more will come, though there was more. */
    void breakOff(IOException reason) {
      broken = true;
      reply.onError(reason);
    }

    private void broken(String came) {
      onError(new IllegalStateException("response body: " + promised + " bytes promised, " + came
          + " came (expected: as many as its length says)"));
    }
  }
}
