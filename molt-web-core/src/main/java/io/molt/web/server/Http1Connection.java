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

  private final ServerContext server;
  private final Http1Decoder decoder;
  private final Http1Output output;
  private final Http1Content content;
  private final EarlyParts early;
  private @Nullable RequestHead head;
  private @Nullable ServerExchange current;
  private boolean malformed;
  private boolean reading;
  private boolean readAsked;
  private boolean replaying;
  private boolean retiring;
  private boolean upgraded;
  private int requests;
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
    this.content = new Http1Content(server, output);
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
    if (!reading) {
      // Part of a TLS record, perhaps: what it is part of is still to come, and has been asked for.
      readAsked = true;
      output.read();
    }
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
    return requests >= server.options.connections().maxRequests()
        || isEnding() && !early.haveRequest();
  }

  /** Returns the number of requests that have begun. */
  int requests() {
    return requests;
  }

  /** Returns the content of the request that it is at. */
  Http1Content content() {
    return content;
  }

  /** Returns what of a request is waited for. */
  Wait waitsFor() {
    if (upgraded && current != null) {
      // It may be silent as long as it pleases those who speak it.
      return Wait.NOTHING;
    }
    if (current != null) {
      return content.isAwaited() ? Wait.CONTENT : Wait.NOTHING;
    }
    if (content.isDiscarding()) {
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

  /**
   * Has everything that comes from now on be what the client says in another protocol, which it must have asked for; null
   * if it has not, or has sent something before it could know.
   */
  @Nullable InboundBody upgrade() {
    RequestHead request = head;
    boolean asked = request != null
        && !request.http10()
        && request.headers().contains("upgrade")
        && !content.isReceiving();
    if (!asked || !early.isEmpty() || decoder.isAmid() || decoder.isFollowed()) {
      return null;
    }
    upgraded = true;
    decoder.upgrade();
    content.begin(Framing.CHUNKED);
    return content.open();
  }

  /** Returns whether more is to come of what is being worked on, so that flushing can wait. */
  boolean isBusy() {
    return reading || replaying;
  }

  /** Returns the head of the request that is being answered. */
  @Nullable RequestHead head() {
    return head;
  }

  /** Returns whether the connection cannot go on after a response that is written now. */
  boolean endsWithResponse() {
    boolean late = current != null && current.isLate();
    return malformed || content.isReceiving() && (late || !content.isRestWorthReading());
  }

  /** Returns whether the client may send requests behind the present one, or may have sent some already. */
  boolean mayGetRequests() {
    RequestHead request = head;
    return request != null && request.keepAlive();
  }

  /** Takes note that a reader waits for content. */
  void demand(InboundBody body) {
    if (body == content.inbound() && content.takeContinueDue()) {
      output.writeContinue();
    }
    goOn();
  }

  /** Takes in what there is room for: what came early, then what comes. */
  void goOn() {
    next();
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
    content.answered();
    return content.isReceiving() || malformed;
  }

  /** Goes on with what came early. */
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
    // TLS asks for reads of its own, as at the end of the handshake.
    if (!asked && ctx.channel().isActive() && !output.isEncrypted()) {
      clientGone();
    }
  }

  private void clientGone() {
    end(Outcome.CLIENT_GONE);
    output.closeNow();
  }

  private boolean mustWait(boolean startsRequest) {
    if (!early.isEmpty()) {
      return true;
    }
    return current == null ? startsRequest && !output.canWrite() : !content.isReceiving();
  }

  private void keep(RequestPart part, boolean startsRequest) {
    // One that waits already is told that it is the last one.
    refusing |= startsRequest && isEnding() && early.haveRequest();
    if (!refusing && !early.add(part)) {
      LOG.debug("{} pipelines without bound, and is closed", output.peer());
      clientGone();
    }
  }

  private void replay() {
    RequestPart part = early.peek();
    while (part != null && !output.isClosing()) {
      if (mayHandle(part)) {
        early.remove();
        handle(part);
      } else if (isUndispatched()) {
        dispatchUnfinished();
      } else {
        return;
      }
      part = early.peek();
    }
    if (!reading) {
      dispatchUnfinished();
    }
  }

  /** Returns whether it is the part's turn. What comes first, if it starts no request, is of the one that it is at. */
  private boolean mayHandle(RequestPart part) {
    return part.startsRequest() ? current == null && output.canWrite() : content.hasRoom();
  }

  private boolean isUndispatched() {
    return head != null && current == null;
  }

  private void handle(RequestPart part) {
    if (part instanceof RequestHead request) {
      begin(request);
    } else if (part instanceof RequestPart.Content some) {
      ByteBuf in = Unpooled.wrappedBuffer(some.bytes());
      take(in, in.readableBytes(), some.last(), some.trailers());
    } else if (part instanceof RequestPart.Unsound unsound) {
      refuse(unsound.refusal(), unsound.inHead());
    }
  }

  private void begin(RequestHead request) {
    requests++;
    head = request;
    content.begin(request.length());
    if (!content.isReceiving()) {
      dispatch(Body.empty(), RequestTrailers.NONE);
    }
  }

  private void refuse(HttpException refusal, boolean inHead) {
    if (inHead) {
      requests++;
      reject(refusal);
    } else {
      breakOff(refusal);
    }
  }

  private void take(ByteBuf in, int count, boolean last, Headers trailers) {
    content.count(count, last);
    if (last ? content.isLarge() : isLengthKnown()) {
      // The handler need not wait to see what was read; what it does not read is held on account of
      // the server.
      dispatchUnfinished();
    }
    if (output.isClosing() || head == null && !content.isDiscarding()) {
      return;
    }
    if (content.isDiscarding()) {
      discard(last);
    } else if (last && content.inbound() == null) {
      byte[] whole = ByteBufUtil.getBytes(in, in.readerIndex(), count);
      dispatch(Body.of(whole), RequestTrailers.known(trailers));
    } else {
      feed(in, count, last, trailers);
    }
  }

  private boolean isLengthKnown() {
    return head != null && head.length() != Framing.CHUNKED;
  }

  private void feed(ByteBuf in, int count, boolean last, Headers trailers) {
    InboundBody body = content.open();
    content.takeContinueDue();
    body.add(in, count);
    if (!last) {
      if (content.overflows()) {
        // No read that was asked for brings that much: the client has closed, and the transport
        // reads what is left.
        clientGone();
      }
    } else if (current != null) {
      body.complete(trailers);
    } else {
      dispatch(Body.of(content.close()), RequestTrailers.known(trailers));
    }
  }

  private void discard(boolean last) {
    if (last) {
      content.discarded();
      next();
    } else if (content.isTooMuch()) {
      output.closeWhenSent();
    }
  }

  /** Dispatches a request whose content does not come with its head, so that the handler can read it as it comes. */
  private void dispatchUnfinished() {
    RequestHead request = head;
    if (request == null || current != null || output.isClosing()) {
      return;
    }
    if (request.expectsContinue() && !content.hasCome()) {
      content.awaitContinue();
    }
    long length = request.length();
    InboundBody body = content.open();
    dispatch(length < 0 ? Body.stream(body) : Body.stream(body, length), body.trailers());
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
        content.inbound());
    current = exchange;
    exchange.start(server.handler);
  }

  private void breakOff(HttpException failure) {
    malformed = true;
    if (content.isDiscarding()) {
      // The response is out, and another one would be taken for that of the next request.
      output.closeWhenSent();
      return;
    }
    content.end();
    if (current == null) {
      reject(failure);
    } else {
      content.fail(failure);
    }
  }

  private void reject(HttpException failure) {
    head = null;
    content.drop();
    server.refused(output.connection(false), failure);
    output.reject(failure.response());
  }

  /** Ends what is under way; returns whether the client needs a sign that it has not ended by itself. */
  private boolean end(Outcome outcome) {
    output.abandon();
    dropEarly();
    ServerExchange exchange = current;
    current = null;
    head = null;
    if (exchange != null) {
      return !exchange.end(outcome);
    }
    content.drop();
    return false;
  }

  private void breakOff(Outcome outcome) {
    if (end(outcome)) {
      output.breakOff();
    } else {
      output.closeNow();
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
    return current == null
        && head == null
        && early.isEmpty()
        && (content.isDiscarding() || !decoder.isAmid());
  }

  private boolean mayRead() {
    if (output.isClosing()) {
      return output.isLingering();
    }
    return early.haveRoom() && content.hasRoom();
  }
}
