package io.molt.web.test;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

/** What the HTTP client does not do by itself with streams of HTTP/3: to tell the server, and to be told, that one is given up. */
final class LiveStreams {
  // RFC 9114 section 8.1.
  private static final int REQUEST_CANCELLED = 0x10c;

  private LiveStreams() {}

  /** Has the client notice when the server resets the stream. */
  static void prepare(Connection stream) {
    if (stream.channel() instanceof QuicStreamChannel channel) {
      channel.pipeline().addFirst(new Resets());
    }
  }

  /** Tells the server that the client has given the request up (RFC 9114 section 4.1.1). */
  static void giveUp(@Nullable Channel channel) {
    if (channel instanceof QuicStreamChannel stream && stream.isActive()) {
      stream.shutdown(REQUEST_CANCELLED);
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
