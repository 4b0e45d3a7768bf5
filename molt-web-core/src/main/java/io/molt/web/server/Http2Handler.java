package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Outcome;
import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.ShutdownHint;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP/2 connection (RFC 9113): begins, ends, and writes what its streams have to say. */
final class Http2Handler extends Http2ConnectionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Handler.class);
  // Content waits for the client to take what was sent before; other frames go out at once. A
  // client
  // that has this much of them wait is read from no more.
  private static final int MOST_UNSENT = 256 * 1024;
  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private final ServerContext server;
  private final Http2Frames frames;
  private final FrameGuard guard;
  private final Http2Farewell farewell = new Http2Farewell(this);
  // Set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  private @Nullable Connection described;
  private @Nullable Watch watch;
  private boolean reading;
  private int unflushed;

  Http2Handler(
      ServerContext server,
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      FrameGuard guard,
      Http2Settings settings,
      @Nullable Watch begun) {
    super(decoder, encoder, settings, true);
    this.server = server;
    this.watch = begun;
    this.guard = guard;
    this.frames = new Http2Frames(server, this);
    decoder.frameListener(frames);
    encoder.connection().addListener(frames);
    encoder.flowController().listener(frames);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    ctx = context;
    OutputProgress output = new OutputProgress(context.channel());
    watch = server.watches(context.executor()).connection(watch, new Http2Watched(this, output));
    super.handlerAdded(context);
    if (context.channel().isActive()) {
      begin();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    if (watch != null) {
      watch.end();
    }
    super.handlerRemoved0(context);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    super.channelActive(context);
    begin();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (farewell.isClosing()) {
      ReferenceCountUtil.release(message);
      return;
    }
    reading = true;
    super.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    discardSomeReadBytes();
    frames.readComplete();
    reading = false;
    unflushed = 0;
    flush(context);
    if (mayRead()) {
      context.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
    super.channelWritabilityChanged(context);
    context.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event == Stop.NOW) {
      frames.endAll(Outcome.DRAINED);
      context.close();
    } else if (event == Stop.WHEN_DONE) {
      farewell.leave();
    } else {
      super.userEventTriggered(context, event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) throws Exception {
    if (getEmbedded(error) != null) {
      super.exceptionCaught(context, error);
      return;
    }
    if (error instanceof IOException) {
      LOG.debug("{} broke", context.channel(), error);
    } else {
      LOG.error("{} is closed after an error of the server's own", context.channel(), error);
      frames.endAll(Outcome.FAILED);
    }
    context.close();
  }

  @Override
  public ChannelFuture resetStream(
      ChannelHandlerContext context, int streamId, long code, ChannelPromise promise) {
    guard.reset(streamId);
    return super.resetStream(context, streamId, code, promise);
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext context, boolean outbound, Throwable cause, StreamException error) {
    if (outbound) {
      super.onStreamError(context, true, cause, error);
      return;
    }
    try {
      guard.countReset();
      if (!frames.refuse(error)) {
        resetStream(context, error.streamId(), error.error().code(), context.newPromise());
      }
    } catch (Http2Exception worse) {
      onError(context, false, worse);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext context,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception error) {
    if (error == null && cause instanceof IOException) {
      LOG.debug("{} broke", context.channel(), cause);
      context.close();
    } else if (error == null) {
      LOG.error("{} is closed after an error of the server's own", context.channel(), cause);
      frames.endAll(Outcome.FAILED);
      farewell.fail(new Http2Exception(Http2Error.INTERNAL_ERROR, "The server failed."));
    } else if (error.shutdownHint() == ShutdownHint.GRACEFUL_SHUTDOWN) {
      farewell.leave();
    } else {
      LOG.debug("{} is closed", context.channel(), error);
      server.refused(reasonOf(error), described(), error.toString());
      frames.endAll(Outcome.CLIENT_GONE);
      farewell.fail(error);
    }
  }

  private static Refused.Reason reasonOf(Http2Exception error) {
    return error.error() == Http2Error.ENHANCE_YOUR_CALM
        ? Refused.Reason.FLOOD
        : Refused.Reason.MALFORMED;
  }

  ChannelHandlerContext context() {
    return ctx;
  }

  /** Returns the connection as requests see it. */
  Connection described() {
    Connection known = described;
    if (known == null) {
      known = Described.connection(ctx.channel(), Protocol.HTTP_2);
      described = known;
    }
    return known;
  }

  /** Returns whether output of that stream is taken without piling up here. */
  boolean isWritable(Http2Stream stream) {
    return unflushed < server.options.buffers().highWriteWatermark() && isOpen(stream);
  }

  /** Returns whether the client and the socket take output of that stream. */
  boolean isOpen(Http2Stream stream) {
    return encoder().flowController().isWritable(stream);
  }

  /** Returns whether the client keeps a stream from sending, and not only the connection. */
  boolean isHeldBack(Http2Stream stream) {
    return encoder().flowController().hasFlowControlled(stream) && ctx.channel().isWritable();
  }

  /** Returns the number of bytes that a stream has sent, less those that the client has made room for since it began. */
  long roomUsed(Http2Stream stream) {
    Http2RemoteFlowController flow = encoder().flowController();
    return flow.initialWindowSize() - (long) flow.windowSize(stream);
  }

  /** Returns whether the client has begun as it must (RFC 9113 section 3.4). */
  boolean isSettled() {
    return frames.isSettled();
  }

  /** Returns whether a part of a frame has come. */
  boolean isAmid() {
    return actualReadableBytes() > 0;
  }

  /** Returns the number of requests that have begun. */
  int requests() {
    return frames.requests();
  }

  /** Has the client open no more streams, and closes once the present ones are done. */
  void leave() {
    farewell.leave();
  }

  void headTimedOut() {
    server.refused(Refused.Reason.TIMED_OUT, described(), "The frame did not come in time.");
    ctx.close();
  }

  void outputTimedOut() {
    frames.endAll(Outcome.CLIENT_GONE);
    Channels.reset(ctx.channel());
  }

  /** Sends what was written, now or together with what the present read still brings about. */
  void flushWritten() {
    if (unflushed > 0 && (!reading || unflushed >= server.options.buffers().highWriteWatermark())) {
      unflushed = 0;
      flush(ctx);
    }
  }

  void writeHead(
      Http2Stream stream,
      Http2Headers fields,
      boolean last,
      @Nullable ChannelFutureListener whenSent) {
    unflushed++;
    encoder().writeHeaders(ctx, stream.id(), fields, 0, last, promise(whenSent));
  }

  void writeData(
      Http2Stream stream, ByteBuf content, boolean last, @Nullable ChannelFutureListener whenSent) {
    unflushed += content.readableBytes() + 1;
    encoder().writeData(ctx, stream.id(), content, 0, last, promise(whenSent));
  }

  void reset(Http2Stream stream, long code) {
    if (stream.state() != Http2Stream.State.CLOSED) {
      unflushed++;
      resetStream(ctx, stream.id(), code, ctx.newPromise());
    }
  }

  void consumed(Http2Stream stream, int count) {
    try {
      if (decoder().flowController().consumeBytes(stream, count)) {
        unflushed++;
        flushWritten();
      }
    } catch (Http2Exception error) {
      onError(ctx, true, error);
    }
  }

  Http2Farewell farewell() {
    return farewell;
  }

  private void begin() throws Http2Exception {
    if (server.isStopping()) {
      // Not before its first request, which it was opened for.
      LoopTasks.executeWhenCalm(
          ctx.executor(), farewell::leave, server.options.shutdown().idleWait());
    }
    decoder()
        .flowController()
        .incrementWindowSize(
            connection().connectionStream(),
            CONNECTION_WINDOW - decoder().flowController().initialWindowSize());
    flush(ctx);
    ctx.read();
  }

  private boolean mayRead() {
    return ctx.channel().bytesBeforeWritable() < MOST_UNSENT;
  }

  private ChannelPromise promise(@Nullable ChannelFutureListener listener) {
    ChannelPromise promise = ctx.newPromise();
    return listener == null ? promise : promise.addListener(listener);
  }

  private static @Nullable Http2Exception getEmbedded(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof Http2Exception known) {
        return known;
      }
    }
    return null;
  }
}
