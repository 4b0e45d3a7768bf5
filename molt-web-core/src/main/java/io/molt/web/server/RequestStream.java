package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.LoopWatch;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AsciiString;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One request and its response on a stream of their own, as HTTP/2 (RFC 9113 section 8.1) and HTTP/3 (RFC 9114 section
 * 4.1) have it: head, content, end, or a reset. What they differ in is behind {@link StreamTransport}.
 *
 * <p>To be called on the event loop.
 */
final class RequestStream implements Wire, ChannelFutureListener {
  private static final Logger LOG = LoggerFactory.getLogger(RequestStream.class);
  private static final AsciiString CONTINUE = HttpResponseStatus.CONTINUE.codeAsText();
  private static final AsciiString EARLY_HINTS = HttpResponseStatus.EARLY_HINTS.codeAsText();
  private static final AsciiString[] NO_FIELDS = {};
  private static final int LINGER_SECONDS = 1;

  private final ServerContext server;
  private final Connection connection;
  private final FieldSection fields;
  private final StreamTransport transport;
  private @Nullable StreamHead head;
  private @Nullable InboundBody inbound;
  private @Nullable ServerExchange exchange;
  private boolean receiving = true;
  private boolean continueDue;
  private boolean finished;
  private StreamError afterResponse = StreamError.NONE;
  // What the client sent and may not yet send anew.
  private int unconsumed;
  private long received;
  private @Nullable Future<?> lingering;
  private boolean discarding;
  private final Watch watch;
  private final LoopWatch.@Nullable Loop watched;

  RequestStream(
      ServerContext server, Connection connection, FieldSection fields, StreamTransport transport) {
    this.server = server;
    this.connection = connection;
    this.fields = fields;
    this.transport = transport;
    Watches watches = server.watches(transport.loop());
    this.watch = watches.add(new WatchedStream(this, transport));
    this.watched = watches.blocking();
  }

  /** Takes the head of the request; {@code last} if there is no content. */
  void begin(StreamHead request, boolean last) {
    head = request;
    receiving = !last;
    if (last) {
      dispatch(Body.empty(), RequestTrailers.NONE);
    }
  }

  /** Answers a request that reaches no handler, and has no more of it sent. */
  void reject(HttpException failure, boolean last) {
    receiving = !last;
    Response response = failure.response();
    if (response.status().equals(Status.BAD_REQUEST)) {
      afterResponse = StreamError.MALFORMED;
    }
    server.refused(connection, failure);
    byte[] content = response.body() instanceof Body.Bytes whole ? whole.bytes() : new byte[0];
    write(response, content);
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

  /** Takes note that the present read brings nothing more: a handler can have the content as it comes. */
  void readComplete() {
    StreamHead request = head;
    if (request == null || exchange != null || finished) {
      return;
    }
    continueDue = request.expectsContinue() && inbound == null;
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
    return receiving && !finished && inbound != null && inbound.isAwaited();
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
    reset(StreamError.LATE);
  }

  /** Ends the exchange before its response is out. */
  void end(Outcome outcome) {
    finished = true;
    if (exchange != null) {
      exchange.end(outcome);
    } else if (inbound != null) {
      inbound.discard();
    }
  }

  @Override
  public boolean inLoop() {
    return transport.loop().inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    LoopTasks.execute(transport.loop(), () -> run(task));
  }

  @Override
  public void executeAfterReads(Runnable task) {
    LoopTasks.executeAfterReads(transport.loop(), () -> run(task));
  }

  @Override
  public LoopWatch.@Nullable Loop watched() {
    return watched;
  }

  @Override
  public boolean isWritable() {
    return transport.isWritable();
  }

  @Override
  public void flush() {
    transport.flush();
  }

  @Override
  public void demand(InboundBody body) {
    if (body == inbound && takeContinueDue()) {
      writeContinue();
    }
  }

  @Override
  public void room(InboundBody body) {
    int taken = unconsumed - body.buffered();
    if (taken > 0 && receiving && !finished) {
      unconsumed -= taken;
      transport.consumed(taken);
    }
  }

  @Override
  public void writeHint(Headers hints) {
    transport.writeHead(EARLY_HINTS, fields.of(hints), false, null);
    transport.flush();
  }

  @Override
  public void writeWhole(Response response, byte[] content, ServerExchange from) {
    write(response, content);
  }

  @Override
  public void writeHeadOnly(Response response, long length, ServerExchange from) {
    long stated = length < 0 ? HeadEncoder.AS_STATED : length;
    if (response.status().equals(Status.NO_CONTENT)) {
      stated = HeadEncoder.NONE;
    }
    writeHead(response, stated, true);
    finish();
  }

  @Override
  public void writeHead(Response response, long length, ServerExchange from) {
    if (takeContinueDue()) {
      // The handler may yet read the content while it answers, and after the head it is too late to
      // ask for it.
      writeContinue();
    }
    writeHead(response, length, false);
  }

  @Override
  public ByteBuf chunk(int capacity) {
    return transport.alloc().directBuffer(capacity);
  }

  @Override
  public void writeChunk(ByteBuf chunk) {
    transport.writeData(chunk, false, null);
  }

  @Override
  public void writeLast(@Nullable ByteBuf chunk, Headers trailers, ServerExchange from) {
    if (trailers.size() == 0) {
      transport.writeData(chunk == null ? Unpooled.EMPTY_BUFFER : chunk, true, this);
    } else {
      writeTrailers(chunk, trailers);
    }
    finish();
  }

  private void writeTrailers(@Nullable ByteBuf chunk, Headers trailers) {
    if (chunk != null) {
      transport.writeData(chunk, false, null);
    }
    transport.writeTrailers(fields.of(trailers), this);
  }

  @Override
  public void abort(ServerExchange from) {
    finished = true;
    from.leaveContent("the response has broken off");
    reset(StreamError.INTERNAL);
  }

  /** Takes note that the last of the response has been sent, or could not be. */
  @Override
  public void operationComplete(ChannelFuture sent) {
    if (isClosed(sent.cause())) {
      // By the client, or for something that it did wrong.
      end(Outcome.CLIENT_GONE);
    } else if (exchange != null) {
      exchange.operationComplete(sent);
    }
    if (!sent.isSuccess()) {
      return;
    }
    if (afterResponse != StreamError.NONE) {
      reset(afterResponse);
    } else if (receiving) {
      linger();
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
  private void linger() {
    discarding = endsByItself();
    if (discarding) {
      transport.consumed(unconsumed);
      transport.flush();
    }
    lingering = transport.loop().schedule(this::giveUp, LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private void giveUp() {
    if (receiving) {
      reset(StreamError.NONE);
    }
  }

  private void reset(StreamError error) {
    transport.reset(error);
    transport.flush();
  }

  private void feed(ByteBuf content, boolean last, Headers trailers) {
    InboundBody body = inbound();
    continueDue = false;
    unconsumed += content.readableBytes();
    body.add(content);
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

  private InboundBody inbound() {
    InboundBody body = inbound;
    if (body == null) {
      body = new InboundBody(this, server.ahead);
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
        RequestContext.create(server.service, connection, request.headers(), this);
    ServerExchange started = new ServerExchange(
        this,
        Request.of(request.method(), request.target(), request.headers(), body, trailers, context),
        inbound);
    exchange = started;
    started.start(server.handler);
  }

  private void write(Response response, byte[] content) {
    boolean empty = content.length == 0;
    writeHead(response, content.length, empty);
    if (!empty) {
      ByteBuf out = transport.alloc().directBuffer(content.length).writeBytes(content);
      transport.writeData(out, true, this);
    }
    finish();
  }

  private void writeHead(Response response, long framing, boolean last) {
    AsciiString status = HttpResponseStatus.valueOf(response.status().code()).codeAsText();
    transport.writeHead(status, fields.of(response, framing), last, last ? this : null);
  }

  private static boolean isClosed(@Nullable Throwable error) {
    return error instanceof Http2Exception known && known.error() == Http2Error.STREAM_CLOSED;
  }

  private void writeContinue() {
    transport.writeHead(CONTINUE, NO_FIELDS, false, null);
    transport.flush();
  }

  private boolean takeContinueDue() {
    boolean due = continueDue;
    continueDue = false;
    return due;
  }

  private void finish() {
    finished = true;
    if (exchange != null) {
      exchange.leaveContent("the response is complete");
    }
    transport.flush();
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

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failed) {
      // An event loop would log it and leave the client waiting.
      LOG.error("a stream is reset after an error of the server's own", failed);
      end(Outcome.FAILED);
      reset(StreamError.INTERNAL);
    }
  }
}
