package io.molt.web.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** What a client of HTTP/3 sends beside its requests: drops and counts it. A codec in front does what has to be done. */
final class Http3Aside extends ChannelInboundHandlerAdapter {
  private final Http3Connection connection;

  Http3Aside(Http3Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
    connection.countIdle();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.read();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    connection.brokenAside(error);
  }
}
