package io.molt.web.test;

import io.molt.web.http.Headers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.LastHttpContent;

/** Sends fields after the content of a request, which the HTTP client has no word for. */
final class LiveTrailers extends ChannelOutboundHandlerAdapter {
  private final Headers trailers;

  LiveTrailers(Headers trailers) {
    this.trailers = trailers;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof LastHttpContent last) || message instanceof FullHttpMessage) {
      context.write(message, promise);
      return;
    }
    DefaultLastHttpContent end = new DefaultLastHttpContent(last.content());
    trailers.forEach(end.trailingHeaders()::add);
    context.pipeline().remove(this);
    context.write(end, promise);
  }
}
