package io.molt.web.server;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;
import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the frames of an HTTP/2 connection before the codec does: ends connections that send more of what gets nobody
 * anywhere than any client needs to (RFC 9113 section 10.5), and sees to what the codec leaves open about streams that
 * are closed (section 5.1).
 */
final class FrameGuard implements Http2FrameReader {
  private final Http2FrameReader reader;
  private final Http2Connection streams;
  private final RateLimit resets;
  private final RateLimit idleFrames;
  private final ClosedStreams closed = new ClosedStreams();
  private final Ticker ticker = Ticker.systemTicker();
  private @Nullable Guarded guarded;

  FrameGuard(Http2FrameReader reader, Http2Connection streams, Http2Options options) {
    this.reader = reader;
    this.streams = streams;
    long window = options.resetWindow().toNanos();
    this.resets = new RateLimit(options.maxResets(), window);
    this.idleFrames = new RateLimit(options.maxControlFrames(), window);
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener)
      throws Http2Exception {
    Guarded guard = guarded;
    if (guard == null || guard.target != listener) {
      guard = new Guarded(listener);
      guarded = guard;
    }
    reader.readFrame(ctx, input, guard);
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }

  /** Takes note that the server resets a stream: frames that are on their way to it are then nobody's fault. */
  void reset(int streamId) {
    closed.reset(streamId);
  }

  /**
   * Counts a stream that the client has reset, or that it had the server reset, which comes to the same.
   *
   * @throws Http2Exception if there are too many
   */
  void countReset() throws Http2Exception {
    if (!resets.allows(ticker.nanoTime())) {
      throw connectionError(ENHANCE_YOUR_CALM, "too many streams are reset");
    }
  }

  private void countIdle() throws Http2Exception {
    if (!idleFrames.allows(ticker.nanoTime())) {
      throw connectionError(ENHANCE_YOUR_CALM, "too many frames that get nobody anywhere");
    }
  }

  private boolean isClosed(int streamId) {
    return streams.stream(streamId) == null && streams.remote().mayHaveCreatedStream(streamId);
  }

  private final class Guarded extends Http2FrameListenerDecorator {
    private final Http2FrameListener target;

    Guarded(Http2FrameListener target) {
      super(target);
      this.target = target;
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean last)
        throws Http2Exception {
      if (takes(streamId)) {
        super.onHeadersRead(ctx, streamId, headers, padding, last);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last)
        throws Http2Exception {
      if (takes(streamId)) {
        super.onHeadersRead(ctx, streamId, headers, dependency, weight, exclusive, padding, last);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf content, int padding, boolean last)
        throws Http2Exception {
      if (!last && !content.isReadable()) {
        countIdle();
      }
      if (isClosed(streamId) && closed.wasReset(streamId)) {
        // Nobody reads it, yet it counts against the window of the connection (section 6.9).
        streams.local().flowController().receiveFlowControlledFrame(null, content, padding, last);
        return 0;
      }
      return super.onDataRead(ctx, streamId, content, padding, last);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long error)
        throws Http2Exception {
      countReset();
      super.onRstStreamRead(ctx, streamId, error);
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext ctx, int streamId, int dependency, short weight, boolean exclusive)
        throws Http2Exception {
      countIdle();
      super.onPriorityRead(ctx, streamId, dependency, weight, exclusive);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      countIdle();
      super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
      countIdle();
      super.onSettingsAckRead(ctx);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      countIdle();
      super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      countIdle();
      super.onPingAckRead(ctx, data);
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload)
        throws Http2Exception {
      countIdle();
      super.onUnknownFrame(ctx, type, streamId, flags, payload);
    }

    /** Returns whether fields for that stream are taken; those for a stream that the server has reset are not. */
    private boolean takes(int streamId) throws Http2Exception {
      Http2Stream stream = streams.stream(streamId);
      if (stream != null && !stream.state().remoteSideOpen()) {
        throw streamError(streamId, STREAM_CLOSED, "fields after the end of the request");
      }
      if (!isClosed(streamId)) {
        closed.opens(streamId);
        return true;
      }
      if (closed.wasReset(streamId)) {
        return false;
      }
      throw connectionError(
          closed.wasSkipped(streamId) ? PROTOCOL_ERROR : STREAM_CLOSED,
          "fields for stream %d, which is closed",
          streamId);
    }
  }
}
