package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One request and its response on a stream of their own, as HTTP/2 (RFC 9113 section 8.1) and HTTP/3 (RFC 9114 section
 * 4.1) have it: head, content, end, or a reset. What they differ in is behind {@link StreamTransport}; the response is
 * written by a {@link StreamOutput}.
 *
 * <p>To be called on the event loop.
 */
final class RequestStream {
  private static final int LINGER_SECONDS = 1;

  private final ServerContext server;
  private final Connection connection;
  private final StreamTransport transport;
  private final StreamOutput output;
  private @Nullable StreamHead head;
  private @Nullable InboundBody inbound;
  private @Nullable ServerExchange exchange;
  private boolean receiving = true;
  private boolean continueDue;
  private boolean finished;
  private boolean upgraded;
  // What the client sent and may not yet send anew.
  private int unconsumed;
  private long received;
  private @Nullable Future<?> lingering;
  private boolean discarding;
  private final Watch watch;

  RequestStream(
      ServerContext server, Connection connection, FieldSection fields, StreamTransport transport) {
    this.server = server;
    this.connection = connection;
    this.transport = transport;
    Watches watches = server.watches(transport.loop());
    this.watch = watches.add(new WatchedStream(this, transport));
    this.output = new StreamOutput(this, fields, transport, watches.blocking());
  }

  /** Takes the head of the request; {@code last} if there is no content. */
  void begin(StreamHead request, boolean last) {
    head = request;
    receiving = !last;
    if (last || request.protocol() != null) {
      dispatch(Body.empty(), RequestTrailers.NONE);
    }
  }

  /**
   * Has what the client sends be what it says in another protocol; null if it has not asked for one. What it has sent
   * already is part of that (RFC 8441 section 5.1).
   */
  @Nullable InboundBody upgrade() {
    StreamHead request = head;
    if (request == null || request.protocol() == null || !receiving) {
      return null;
    }
    upgraded = true;
    return inbound();
  }

  /** Answers a request that reaches no handler, and has no more of it sent. */
  void reject(HttpException failure, boolean last) {
    receiving = !last;
    Response response = failure.response();
    if (response.status().equals(Status.BAD_REQUEST)) {
      output.resetAfterwards(StreamError.MALFORMED);
    }
    server.refused(connection, failure);
    byte[] content = response.body() instanceof Body.Bytes whole ? whole.bytes() : new byte[0];
    output.writeWhole(response, content);
  }

  /** Takes content; the caller keeps the buffer. */
  void data(ByteBuf content, boolean last) {
    take(content, last, Headers.empty());
  }

  /** Takes the fields after the content, which end it (RFC 9110 section 6.5). */
  void trailers(io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> section) {
    try {
      take(Unpooled.EMPTY_BUFFER, true, RequestTrailers.of(section, server.options.heads()));
    } catch (HttpException refused) {
      refuseTrailers(refused);
    }
  }

  private void refuseTrailers(HttpException failure) {
    receiving = false;
    if (finished) {
      discard(0, true);
    } else if (exchange == null) {
      reject(failure, true);
    } else if (inbound != null) {
      inbound.fail(failure);
    }
  }

  private void take(ByteBuf content, boolean last, Headers trailers) {
    receiving = !last;
    received += content.readableBytes();
    if (last && received > FrugalReads.LITTLE) {
      // What the handler does not read is held on account of the server.
      readComplete();
    }
    if (finished) {
      discard(content.readableBytes(), last);
      return;
    }
    if (last && exchange == null && inbound == null) {
      dispatch(Body.of(ByteBufUtil.getBytes(content)), RequestTrailers.known(trailers));
    } else {
      feed(content, last, trailers);
    }
  }

  /** Takes note that there is no more content. */
  void end() {
    data(Unpooled.EMPTY_BUFFER, true);
  }

  /** Takes note that no more will come at once: a handler can have the content as it comes. */
  void readComplete() {
    StreamHead request = head;
    if (request == null || exchange != null || finished) {
      return;
    }
    continueDue = request.expectsContinue() && inbound == null && received == 0;
    InboundBody content = inbound();
    long length = request.length();
    dispatch(length < 0 ? Body.stream(content) : Body.stream(content, length), content.trailers());
  }

  /** Takes note that the client takes output again. */
  void writable() {
    if (exchange != null) {
      exchange.writable();
    }
  }

  /** Takes note that the stream is closed, be it by a reset or with its connection. */
  void closed() {
    receiving = false;
    watch.end();
    stopLingering();
    if (!finished) {
      end(Outcome.CLIENT_GONE);
    }
  }

  /** Returns whether a reader waits for content. */
  boolean awaitsContent() {
    return receiving && !finished && !upgraded && inbound != null && inbound.isAwaited();
  }

  /** Returns how much content has come. */
  long received() {
    return received;
  }

  /** Takes note that the client has room for that many bytes more. */
  void roomMade(int bytes) {
    transport.roomMade(bytes);
  }

  void contentTimedOut() {
    if (inbound != null) {
      inbound.fail(Refusal.late("The content did not come in time."));
    }
  }

  void outputTimedOut() {
    end(Outcome.CLIENT_GONE);
    output.reset(StreamError.LATE);
  }

  /** Ends the exchange before its response is out. */
  void end(Outcome outcome) {
    finished = true;
    if (exchange != null) {
      exchange.end(outcome);
      dropUnheard();
    } else if (inbound != null) {
      inbound.discard();
    }
  }

  /** Returns whether that is the content of the request. */
  boolean isFrom(InboundBody body) {
    return body == inbound;
  }

  /** Returns whether the client has to be told that it may send its content, and takes note that it is. */
  boolean takeContinueDue() {
    boolean due = continueDue;
    continueDue = false;
    return due;
  }

  /** Takes note that {@code body} has room again for content that nobody has asked for yet. */
  void room(InboundBody body) {
    int taken = unconsumed - body.buffered();
    if (taken > 0 && receiving && !finished) {
      unconsumed -= taken;
      transport.consumed(taken);
    }
  }

  /** Takes note that all of the response has been written. */
  void finish() {
    finished = true;
    if (exchange != null) {
      exchange.leaveContent("the response is complete");
    }
    dropUnheard();
    transport.flush();
  }

  /** Takes note that there will be no more of the response. */
  void breakOff() {
    finished = true;
    if (exchange != null) {
      exchange.leaveContent("the response has broken off");
    }
    dropUnheard();
  }

  /** Takes note of what became of the last of the response. */
  void sent(ChannelFuture last) {
    if (exchange != null) {
      exchange.operationComplete(last);
    }
  }

  /** Returns whether the client may be able to send what is left of its content without being let send more. */
  private boolean endsByItself() {
    StreamHead request = head;
    return request != null
        && !continueDue
        && request.length() - received <= server.options.buffers().maxDiscard();
  }

  /**
   * Leaves a client that still sends a moment, rather than reset its stream at once (RFC 9113 section 8.1): one that is at
   * the end of its content gets there, and one that is not reads the response, which a reset might overtake.
   */
  void linger() {
    if (!receiving) {
      return;
    }
    discarding = endsByItself();
    if (discarding) {
      transport.consumed(unconsumed);
      transport.flush();
    }
    lingering = transport.loop().schedule(this::giveUp, LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private void giveUp() {
    if (receiving) {
      output.reset(StreamError.NONE);
    }
  }

  private void feed(ByteBuf content, boolean last, Headers trailers) {
    InboundBody body = inbound();
    continueDue = false;
    unconsumed += content.readableBytes();
    body.add(content, content.readableBytes());
    if (!last) {
      return;
    }
    if (exchange != null) {
      body.complete(trailers);
    } else {
      inbound = null;
      dispatch(Body.of(body.takeAll()), RequestTrailers.known(trailers));
    }
  }

  /** Drops what the client has said in a protocol that is not spoken. */
  private void dropUnheard() {
    StreamHead request = head;
    if (inbound != null && request != null && request.protocol() != null && !upgraded) {
      inbound.discard();
    }
  }

  private InboundBody inbound() {
    InboundBody body = inbound;
    if (body == null) {
      body = new InboundBody(output, server.ahead);
      inbound = body;
    }
    return body;
  }

  private void dispatch(Body body, Mono<Headers> trailers) {
    StreamHead request = head;
    if (request == null) {
      return;
    }
    RequestContext context =
        RequestContext.create(server.service, connection, request.headers(), output);
    ServerExchange started = new ServerExchange(
        output,
        Request.of(request.method(), request.target(), request.headers(), body, trailers, context),
        inbound);
    exchange = started;
    started.start(request.protocol() == null ? server.handler : new ConnectHandler(server.handler));
  }

  private void discard(int count, boolean last) {
    if (last) {
      stopLingering();
    } else if (received > server.options.buffers().maxDiscard()) {
      giveUp();
    } else if (discarding) {
      transport.consumed(count);
    } else {
      unconsumed += count;
    }
  }

  private void stopLingering() {
    if (lingering != null) {
      lingering.cancel(false);
      lingering = null;
    }
  }
}
