package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Exchange;
import io.molt.web.http.Farewell;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.LoopWatch;
import io.molt.web.http.Method;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Responder;
import io.molt.web.http.Response;
import io.molt.web.http.Trailers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/**
 * One request and its response on a {@link Wire}, whatever protocol that speaks: starts the handler, turns the response
 * into writes, and tells how it ended.
 */
final class ServerExchange implements Responder, ChannelFutureListener {
  private static final Logger LOG = LoggerFactory.getLogger(ServerExchange.class);
  // The most that is written in one piece; more is written as the client takes it.
  private static final int PIECE = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Wire wire;
  private final Exchange exchange;
  private final @Nullable InboundBody inbound;
  private @Nullable ContentWriter writer;
  private @Nullable Response trailing;
  private boolean answered;
  private long sentWhole;
  private @Nullable ServerExchange next;
  // What the client says once another protocol is spoken.
  private @Nullable InboundBody heard;
  private @Nullable Farewell farewell;

  ServerExchange(Wire wire, Request request, @Nullable InboundBody inbound) {
    this.wire = wire;
    this.exchange = new Exchange(request, this);
    this.inbound = inbound;
    if (inbound != null) {
      inbound.of(this);
    }
  }

  void start(Handler handler) {
    LoopWatch.Loop loop = wire.watched();
    if (loop == null) {
      exchange.start(handler);
      return;
    }
    loop.begin(exchange.request());
    exchange.start(handler);
    loop.end();
  }

  @Override
  public void respond(Response response) {
    if (wire.inLoop()) {
      write(response);
    } else {
      wire.execute(() -> write(response));
    }
  }

  @Override
  public void hint(Headers fields) {
    if (wire.inLoop()) {
      writeHint(fields);
    } else {
      wire.execute(() -> writeHint(fields));
    }
  }

  @Override
  public void breakOff() {
    if (wire.inLoop()) {
      abort();
    } else {
      wire.execute(this::abort);
    }
  }

  @Override
  public boolean awaitsContent() {
    return inbound != null && inbound.isAwaited();
  }

  @Override
  public long received() {
    if (heard != null) {
      return heard.received();
    }
    return inbound == null ? exchange.request().content().length() : inbound.received();
  }

  @Override
  public long sent() {
    return writer == null ? sentWhole : writer.written();
  }

  /** Takes note that the last of the response has been sent, or could not be. */
  @Override
  public void operationComplete(ChannelFuture sent) {
    if (sent.isSuccess()) {
      done();
    } else {
      notSent(sent.channel(), sent.cause());
    }
  }

  /** Takes note that the last of the response has been sent. */
  void done() {
    exchange.end(Outcome.COMPLETED);
  }

  /** Takes note that the client has gone before it had all of the response. */
  void lost() {
    exchange.end(Outcome.CLIENT_GONE);
  }

  /** Takes note of the exchange whose response was written after this one's. */
  void follow(ServerExchange later) {
    next = later;
  }

  /** Returns the exchange whose response was written after this one's, if there is one. */
  @Nullable ServerExchange next() {
    return next;
  }

  /** Takes note of whether the handler waits for content that the client has not sent. */
  void waitsForContent(boolean waits) {
    exchange.waitsForContent(waits);
  }

  /** Returns whether the deadline has passed. */
  boolean isLate() {
    return exchange
        .request()
        .context()
        .outcome()
        .filter(Outcome.DEADLINE::equals)
        .isPresent();
  }

  /** Takes note that the client takes output again. */
  void writable() {
    if (writer != null) {
      writer.resume();
    }
  }

  /**
   * Ends the exchange before its response is out; on the event loop.
   *
   * @return whether the client was told so, and needs no other sign
   */
  boolean end(Outcome outcome) {
    answered = true;
    // The handler is cancelled first: it then does not take the missing content for an error.
    exchange.end(outcome);
    boolean told = outcome == Outcome.DRAINED && takesLeave();
    if (writer != null) {
      writer.close();
    }
    leaveContent("the request has ended: " + outcome);
    return told;
  }

  /** Tells a reader of the request's content, if there still is one, that it will get no more. */
  void leaveContent(String reason) {
    if (inbound != null) {
      inbound.fail(new ClientGoneException(reason));
    }
    if (heard != null) {
      heard.fail(new ClientGoneException(reason));
    }
  }

  /** Returns the fields that come after the content of the response, which is all written. */
  Headers trailers() {
    return trailing == null ? Headers.empty() : Trailers.of(trailing);
  }

  /** Ends the exchange because the response failed half-way. */
  void brokeOff(Throwable error) {
    exchange.fail(error);
    wire.abort(this);
  }

  private void writeHint(Headers fields) {
    // Hints that pile up help nobody.
    if (!answered && wire.isWritable()) {
      wire.writeHint(fields);
    }
  }

  private void abort() {
    leaveContent("the deadline has passed");
    if (takesLeave()) {
      return;
    }
    if (writer != null) {
      writer.close();
    }
    wire.abort(this);
  }

  /** Says the last word of a conversation, if it has one and the client takes it; returns whether that ends it. */
  private boolean takesLeave() {
    Farewell leaving = farewell;
    if (leaving == null || !(writer instanceof StreamWriter chunks) || !chunks.canTakeMore()) {
      return false;
    }
    ByteBuffer last = leaving.farewell();
    return last != null && chunks.endWith(last);
  }

  private void notSent(Channel channel, Throwable error) {
    if (error instanceof IOException || !channel.isActive()) {
      LOG.debug("{} is gone", channel, error);
      lost();
    } else {
      exchange.fail(error);
    }
  }

  private void write(Response response) {
    if (answered) {
      return;
    }
    answered = true;
    Body body = response.body();
    if (response.status().forbidsContent() || exchange.request().method().equals(Method.HEAD)) {
      writeWithoutContent(response, body);
    } else if (response.trailers().isPresent()) {
      trailing = response;
      stream(response, body, Wire.UNKNOWN);
    } else if (body instanceof Body.Bytes whole && whole.bytes().length <= PIECE) {
      sentWhole = whole.bytes().length;
      wire.writeWhole(response, whole.bytes(), this);
    } else if (body instanceof Body.Empty) {
      wire.writeWhole(response, NOTHING, this);
    } else if (body instanceof Body.File file && wire.takesFiles() && FilePieces.suit(file)) {
      sendFile(response, file);
    } else if (body instanceof Body.Tunnel tunnel) {
      converse(response, tunnel);
    } else {
      stream(response, body, body.length());
    }
  }

  private void sendFile(Response response, Body.File file) {
    FileSender sender = new FileSender(this, wire);
    writer = sender;
    wire.writeHead(response, file.length(), this);
    exchange.subscribe(FilePieces.of(file), sender);
    wire.flush();
  }

  private void writeWithoutContent(Response response, Body body) {
    if (body instanceof Body.Tunnel tunnel) {
      converse(response, tunnel);
    } else {
      wire.writeHeadOnly(response, body instanceof Body.Empty ? Wire.UNKNOWN : body.length(), this);
    }
  }

  private void stream(Response response, Body body, long announced) {
    StreamWriter chunks = new StreamWriter(this, wire, body.length());
    writer = chunks;
    wire.writeHead(response, announced, this);
    try {
      exchange.subscribe(chunksOf(body), chunks);
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      chunks.onError(thrown);
    }
    wire.flush();
  }

  /** Gives the connection to another protocol. */
  private void converse(Response response, Body.Tunnel tunnel) {
    InboundBody from = wire.writeUpgrade(response, this);
    if (from == null) {
      notUpgraded();
      return;
    }
    heard = from;
    StreamWriter chunks = new StreamWriter(this, wire, Wire.UNKNOWN);
    writer = chunks;
    try {
      Publisher<ByteBuffer> conversation = tunnel.conversation().apply(from);
      farewell = conversation instanceof Farewell leaving ? leaving : null;
      exchange.subscribe(conversation, chunks);
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      chunks.onError(thrown);
    }
    wire.flush();
  }

  private void notUpgraded() {
    Request request = exchange.request();
    if (request.headers().contains("upgrade")) {
      // It did ask, so it did not wait: what it sent is no part of either protocol.
      LOG.debug("the client sent more before the answer to its upgrade: {}", request);
      lost();
      wire.abort(this);
      return;
    }
    brokeOff(new IllegalStateException("response to " + request
        + ": another protocol (expected: only if the client asks for one)"));
  }

  private static Flux<ByteBuffer> chunksOf(Body body) {
    return body instanceof Body.Bytes whole ? slices(whole.bytes()) : body.chunks();
  }

  private static Flux<ByteBuffer> slices(byte[] bytes) {
    int count = (bytes.length + PIECE - 1) / PIECE;
    return Flux.range(0, count)
        .map(i -> ByteBuffer.wrap(bytes, i * PIECE, Math.min(PIECE, bytes.length - i * PIECE)));
  }
}
