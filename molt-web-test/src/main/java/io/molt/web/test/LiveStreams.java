package io.molt.web.test;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

/**
 * What the HTTP client does not do by itself with streams: over HTTP/2, to send the room that it makes; over HTTP/3, to
 * tell the server, and to be told, that one is given up.
 */
final class LiveStreams {
  // RFC 9114 section 8.1.
  private static final int REQUEST_CANCELLED = 0x10c;

  private LiveStreams() {}

  /** Has the client send each window update of the stream, and notice when the server resets it. */
  static void prepare(Connection stream) {
    if (stream.channel() instanceof Http2StreamChannel channel) {
      channel.pipeline().addFirst(new WindowUpdates());
    } else if (stream.channel() instanceof QuicStreamChannel channel) {
      channel.pipeline().addFirst(new Resets());
    }
  }

  /** Tells the server that the client has given the request up (RFC 9114 section 4.1.1). */
  static void giveUp(@Nullable Channel channel) {
    if (channel instanceof QuicStreamChannel stream && stream.isActive()) {
      stream.shutdown(REQUEST_CANCELLED);
    }
  }

  /**
   * Sends what a read has written: the codec writes window updates, but does not flush them if the read is asked for
   * while one is outstanding, and a server that waits for the room would wait for ever.
   */
  private static final class WindowUpdates extends ChannelOutboundHandlerAdapter {
    @Override
    public void read(ChannelHandlerContext context) {
      context.read();
      context.flush();
    }
  }

  private static final class Resets extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
      if (error instanceof QuicException) {
        context.close();
      } else {
        context.fireExceptionCaught(error);
      }
    }
  }
}
