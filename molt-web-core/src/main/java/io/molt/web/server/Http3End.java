package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import org.jspecify.annotations.Nullable;

/**
 * Ends a stream of HTTP/3 in one piece with the last that is written to it, where Netty's codec would send the end by
 * itself. That is a packet less; and an end that is sent again together with content which has been read already is lost on
 * clients that are made of quiche, as Netty's are, which then wait for it for good.
 */
final class Http3End extends ChannelOutboundHandlerAdapter {
  private @Nullable ChannelPromise last;

  /** Returns what the last is to be written with. */
  ChannelPromise last(Channel stream) {
    ChannelPromise promise = stream.newPromise();
    last = promise;
    return promise;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean ends = promise == last && message instanceof ByteBuf;
    context.write(ends ? new DefaultQuicStreamFrame((ByteBuf) message, true) : message, promise);
  }
}
