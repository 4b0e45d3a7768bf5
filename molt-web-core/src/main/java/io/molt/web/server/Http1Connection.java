package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One HTTP/1.1 connection as it is read (RFC 9112): one exchange after the other, requests that came early in a queue.
 *
 * <p>A read is kept outstanding wherever there is room for what it brings, so that a client that goes away is noticed.
 * Where there is none, the native transport reads unasked once the client has closed, and that is the sign.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Http1Decoder.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);
  private static final int LARGEST_READ = 64 * 1024;

  private final ServerContext server;
  private final Http1Decoder decoder;
  private final Http1Output output;
  private final EarlyParts early;
  private @Nullable RequestHead head;
  private @Nullable InboundBody inbound;
  private @Nullable ServerExchange current;
  private boolean receiving;
  private boolean discarding;
  private boolean continueDue;
  private boolean malformed;
  private long expected;
  private long received;
  private boolean reading;
  private boolean readAsked;
  private boolean replaying;
  private boolean retiring;
  private int requests;
  private long contentTaken;
  private @Nullable Watch watch;
  private boolean refusing;

  /** Creates a connection that goes on with a watch, if its protocol had to be found out first. */
  Http1Connection(ServerContext server, @Nullable Watch begun) {
    this.server = server;
    this.decoder =
        new Http1Decoder(server.options.heads(), server.options.buffers().maxChunkSize());
    this.watch = begun;
    this.early = new EarlyParts(server.ahead);
    this.output = new Http1Output(server, this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    output.open(ctx);
    // If the protocol had to be found out first, then the read that did so goes on with this
    // handler.
    readAsked = ctx.channel().isActive();
    watch = server
        .watches(ctx.executor())
        .connection(watch, new Http1Watched(this, output, new OutputProgress(ctx.channel())));
    if (server.isStopping()) {
      retire();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    output.lost();
    if (watch != null) {
      watch.end();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      beginRead(ctx);
      if (isClosed()) {
        output.discard(in.readableBytes());
      } else {
        decoder.decode(in, this);
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readAsked = false;
    reading = false;
    dispatchUnfinished();
    output.flush();
    read();
  }

  @Override
  public boolean isClosed() {
    return output.isClosing();
  }

  @Override
  public void head(RequestHead request) {
    if (mustWait(true)) {
      keep(request, true);
    } else {
      begin(request);
    }
  }

  @Override
  public void content(ByteBuf in, int count, boolean last, Headers trailers) {
    if (mustWait(false)) {
      keep(
          new RequestPart.Content(
              ByteBufUtil.getBytes(in, in.readerIndex(), count), last, trailers),
          false);
    } else {
      take(in, count, last, trailers);
    }
  }

  @Override
  public void unsound(HttpException refusal, boolean inHead) {
    if (mustWait(inHead)) {
      keep(new RequestPart.Unsound(refusal, inHead), inHead);
    } else {
      refuse(refusal, inHead);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      return;
    }
    if (current != null) {
      current.writable();
    }
    next();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(Outcome.CLIENT_GONE);
    output.lost();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Stop.NOW) {
      breakOff(Outcome.DRAINED);
    } else if (event == Stop.WHEN_DONE) {
      retire();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    if (error instanceof IOException || error instanceof DecoderException) {
      LOG.debug("{} broke", ctx.channel(), error);
      end(Outcome.CLIENT_GONE);
      ctx.close();
    } else {
      LOG.error("{} is closed after an error of the server's own", ctx.channel(), error);
      breakOff(Outcome.FAILED);
    }
  }

  /**
   * Ends with the requests that are there. If there is none then it closes in a moment: one may be on its way, and to its
   * client a close would look like a failure (RFC 9112 section 9.6).
   */
  void retire() {
    retiring = true;
    output.executeWhenCalm(this::closeIfIdle, server.options.shutdown().idleWait());
  }

  /** Returns whether it ends with the requests that are there. */
  boolean isRetiring() {
    return retiring;
  }

  /** Returns whether no request is served after the present one. */
  boolean isLast() {
    return requests >= server.options.connections().maxRequests() || isEnding() && early.isEmpty();
  }

  /** Returns the number of requests that have begun. */
  int requests() {
    return requests;
  }

  /** Returns the number of bytes of content that have come, of all requests. */
  long contentTaken() {
    return contentTaken;
  }

  /** Returns what of a request is waited for. */
  Wait waitsFor() {
    if (current != null) {
      return inbound != null && inbound.isAwaited() ? Wait.CONTENT : Wait.NOTHING;
    }
    if (discarding) {
      return Wait.LEFTOVER;
    }
    return requests == 0 || decoder.isAmid() ? Wait.HEAD : Wait.REQUEST;
  }

  void headTimedOut() {
    if (decoder.isAmid()) {
      reject(Refusal.late("The request did not come in time."));
    } else {
      output.closeNow();
    }
  }

  void contentTimedOut() {
    breakOff(Refusal.late("The content did not come in time."));
  }

  void outputTimedOut() {
    end(Outcome.CLIENT_GONE);
    output.reset();
  }

  /** Returns whether more is to come of what is being worked on, so that flushing can wait. */
  boolean isBusy() {
    return reading || replaying;
  }

  /** Returns whether content of the present request is still to come. */
  boolean isReceiving() {
    return receiving;
  }

  /** Returns the head of the request that is being answered. */
  @Nullable RequestHead head() {
    return head;
  }

  /** Returns whether the connection cannot go on after a response that is written now. */
  boolean endsWithResponse() {
    return malformed || receiving && !isRestWorthReading();
  }

  /** Returns whether the client may send requests behind the present one, or may have sent some already. */
  boolean mayGetRequests() {
    RequestHead request = head;
    return request != null && request.keepAlive();
  }

  /** Returns, once, whether the client still waits to be told to send its content. */
  boolean takeContinueDue() {
    boolean due = continueDue;
    continueDue = false;
    return due;
  }

  /** Takes note that a reader waits for content. */
  void demand(InboundBody body) {
    if (body == inbound && takeContinueDue()) {
      output.writeContinue();
    }
    read();
  }

  /** Asks for a read unless one is under way or there is no room for what it brings. */
  void read() {
    if (!reading && !readAsked && mayRead()) {
      readAsked = true;
      output.read();
    }
  }

  /** Takes note that the response is written; returns whether the client may still be sending its request. */
  boolean answered(ServerExchange exchange) {
    exchange.leaveContent("the response is complete");
    current = null;
    head = null;
    inbound = null;
    continueDue = false;
    received = 0;
    discarding = receiving;
    return receiving || malformed;
  }

  /** Goes on with requests that came early. */
  void next() {
    if (replaying || early.isEmpty()) {
      return;
    }
    replaying = true;
    try {
      replay();
    } finally {
      replaying = false;
    }
    output.flush();
    read();
  }

  /** Drops what came early. */
  void dropEarly() {
    early.drop();
  }

  private void beginRead(ChannelHandlerContext ctx) {
    if (reading) {
      return;
    }
    reading = true;
    boolean asked = readAsked;
    readAsked = false;
    if (!asked && ctx.channel().isActive()) {
      clientGone();
    }
  }

  private void clientGone() {
    end(Outcome.CLIENT_GONE);
    output.closeNow();
  }

  private boolean mustWait(boolean startsRequest) {
    if (current != null) {
      return !receiving;
    }
    return !early.isEmpty() || startsRequest && !output.canWrite();
  }

  private void keep(RequestPart part, boolean startsRequest) {
    // One that waits already is told that it is the last one.
    refusing |= startsRequest && isEnding() && !early.isEmpty();
    if (!refusing && !early.add(part)) {
      LOG.debug("{} pipelines without bound, and is closed", output.peer());
      clientGone();
    }
  }

  private void replay() {
    while (current == null && !output.isClosing()) {
      RequestPart part = early.peek();
      if (part == null || startsRequest(part) && !output.canWrite()) {
        break;
      }
      early.remove();
      handle(part);
    }
    if (early.isEmpty() && !reading) {
      dispatchUnfinished();
    }
  }

  private void handle(RequestPart part) {
    if (part instanceof RequestHead request) {
      begin(request);
    } else if (part instanceof RequestPart.Content content) {
      ByteBuf in = Unpooled.wrappedBuffer(content.bytes());
      take(in, in.readableBytes(), content.last(), content.trailers());
    } else if (part instanceof RequestPart.Unsound unsound) {
      refuse(unsound.refusal(), unsound.inHead());
    }
  }

  private static boolean startsRequest(RequestPart part) {
    return part instanceof RequestHead
        || part instanceof RequestPart.Unsound unsound && unsound.inHead();
  }

  private void begin(RequestHead request) {
    requests++;
    head = request;
    receiving = request.length() != 0;
    if (!receiving) {
      dispatch(Body.empty(), RequestTrailers.NONE);
    }
  }

  private void refuse(HttpException refusal, boolean inHead) {
    if (inHead) {
      requests++;
      receiving = true;
      reject(refusal);
    } else {
      breakOff(refusal);
    }
  }

  private void take(ByteBuf in, int count, boolean last, Headers trailers) {
    receiving = !last;
    received += count;
    contentTaken += count;
    if (discarding) {
      discard(last);
    } else if (last && inbound == null) {
      byte[] whole = ByteBufUtil.getBytes(in, in.readerIndex(), count);
      dispatch(Body.of(whole), RequestTrailers.known(trailers));
    } else {
      feed(in, count, last, trailers);
    }
  }

  private void feed(ByteBuf in, int count, boolean last, Headers trailers) {
    InboundBody body = inbound();
    continueDue = false;
    body.add(in, count);
    if (!last) {
      // No single read brings that much: the client has closed, and the transport reads what is
      // left.
      if (body.buffered() > server.options.buffers().readAhead() + LARGEST_READ) {
        clientGone();
      }
    } else if (current != null) {
      body.complete(trailers);
    } else {
      inbound = null;
      dispatch(Body.of(body.takeAll()), RequestTrailers.known(trailers));
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

  private void discard(boolean last) {
    if (last) {
      discarding = false;
      received = 0;
      next();
    } else if (received > maxDiscard()) {
      output.closeWhenSent();
    }
  }

  /** Dispatches a request whose content does not come with its head, so that the handler can read it as it comes. */
  private void dispatchUnfinished() {
    RequestHead request = head;
    if (request == null || current != null || output.isClosing()) {
      return;
    }
    continueDue = request.expectsContinue() && inbound == null;
    expected = request.length();
    InboundBody content = inbound();
    dispatch(
        expected < 0 ? Body.stream(content) : Body.stream(content, expected), content.trailers());
  }

  private void dispatch(Body body, Mono<Headers> trailers) {
    RequestHead request = head;
    if (request == null) {
      return;
    }
    RequestContext context = RequestContext.create(
        server.service, output.connection(request.http10()), request.headers(), output);
    ServerExchange exchange = new ServerExchange(
        output,
        Request.of(request.method(), request.target(), request.headers(), body, trailers, context),
        inbound);
    current = exchange;
    exchange.start(server.handler);
  }

  private void breakOff(HttpException failure) {
    malformed = true;
    if (discarding) {
      // The response is out, and another one would be taken for that of the next request.
      output.closeWhenSent();
      return;
    }
    receiving = false;
    if (current == null) {
      reject(failure);
    } else if (inbound != null) {
      inbound.fail(failure);
    }
  }

  private void reject(HttpException failure) {
    head = null;
    dropContent();
    server.refused(output.connection(false), failure);
    output.reject(failure.response());
  }

  private void end(Outcome outcome) {
    output.abandon();
    dropEarly();
    ServerExchange exchange = current;
    current = null;
    head = null;
    if (exchange != null) {
      exchange.end(outcome);
    } else {
      dropContent();
    }
  }

  private void breakOff(Outcome outcome) {
    boolean amid = current != null;
    end(outcome);
    if (amid) {
      output.breakOff();
    } else {
      output.closeNow();
    }
  }

  private void dropContent() {
    InboundBody body = inbound;
    inbound = null;
    if (body != null) {
      body.discard();
    }
  }

  // The flag of the server comes before the event that tells each connection.
  private boolean isEnding() {
    return retiring || server.isStopping();
  }

  private void closeIfIdle() {
    if (isIdle() && !output.isClosing()) {
      output.closeWhenSent();
    }
  }

  private boolean isIdle() {
    // Content that is still to be thrown away keeps nobody waiting: the response is out.
    return current == null && head == null && early.isEmpty() && (discarding || !decoder.isAmid());
  }

  private boolean mayRead() {
    if (output.isClosing()) {
      return output.isLingering();
    }
    InboundBody body = inbound;
    return early.haveRoom() && (body == null || hasRoom(body));
  }

  private boolean hasRoom(InboundBody body) {
    if (server.ahead.isSpent()) {
      return body.isAwaited();
    }
    return body.buffered() == 0 || body.buffered() < server.options.buffers().readAhead();
  }

  /** Returns whether the rest of the content, if it is thrown away, is a small price for the connection. */
  private boolean isRestWorthReading() {
    boolean late = current != null && current.isLate();
    return !late && !continueDue && expected - received <= maxDiscard();
  }

  private int maxDiscard() {
    return server.options.buffers().maxDiscard();
  }
}
