package io.molt.web.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Takes what goes wrong on a stream beside requests, which nobody else in its pipeline does. */
final class Http3Errors extends ChannelInboundHandlerAdapter {
  private final Http3Connection connection;

  Http3Errors(Http3Connection connection) {
    this.connection = connection;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    connection.brokenAside(error);
  }
}
