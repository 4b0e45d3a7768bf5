package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Stands before TLS until the handshake is done. A client that speaks clear text is told so in clear text, and one that
 * is refused gets to read why: closing at once, while it sends, would be a reset to it, which says nothing.
 */
final class TlsEntrance extends ChannelDuplexHandler {
  private static final int LINGER_SECONDS = 1;

  private final ServerContext refusing;
  private boolean begun;
  private boolean refused;
  private boolean lingering;

  /**
   * Creates one.
   *
   * @param refusing answers whatever is asked in clear text
   */
  TlsEntrance(ServerContext refusing) {
    this.refusing = refusing;
  }

  /** Takes note that TLS has sent its last word, an alert. */
  void refuse() {
    refused = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    if (!begun && isLetter(bytes.getByte(bytes.readerIndex()))) {
      speakPlainly(ctx.pipeline());
    }
    begun = true;
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (lingering) {
      ctx.read();
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    Channel channel = ctx.channel();
    if (!refused || !channel.isActive()) {
      ctx.close(promise);
      return;
    }
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    if (!lingering) {
      lingering = true;
      ((DuplexChannel) channel).shutdownOutput();
      ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
      ctx.read();
    }
  }

  private void speakPlainly(ChannelPipeline pipeline) {
    pipeline.remove(TlsConnection.class);
    pipeline.remove(SslHandler.class);
    Protocols.http1(pipeline, refusing, null);
    pipeline.remove(this);
  }

  private static boolean isLetter(byte first) {
    return first >= 'A' && first <= 'Z' || first >= 'a' && first <= 'z';
  }
}
