package io.molt.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stream of an attacked connection, and what came back on it. */
final class Http3AttackStream extends ChannelInboundHandlerAdapter {
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final CountDownLatch ended = new CountDownLatch(1);
  // Set when the handler is added, before the stream is handed out.
  @SuppressWarnings("NullAway.Init")
  private volatile QuicStreamChannel channel;

  QuicStreamChannel channel() {
    return channel;
  }

  /** Returns what has come in so far. */
  byte[] received() {
    synchronized (received) {
      return received.toByteArray();
    }
  }

  /** Waits for the server's end of the stream; returns whether it came. */
  boolean awaitEnd(int seconds) throws InterruptedException {
    return ended.await(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = (QuicStreamChannel) ctx.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    bytes.release();
    synchronized (received) {
      received.writeBytes(copy);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownReadComplete.INSTANCE) {
      ended.countDown();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended.countDown();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    ended.countDown();
    ctx.close();
  }
}
