package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http3.Http3FrameToHttpObjectCodec;
import io.netty.handler.codec.http3.Http3HeadersFrame;

/** Makes an extended CONNECT (RFC 9220) of the head of a request, which the HTTP client has no word for. */
final class LiveHttp3Connect extends ChannelOutboundHandlerAdapter {
  /** Returns the request without what is of HTTP/1.1 alone. */
  static Outgoing without(Outgoing upgrade) {
    Headers fields =
        upgrade.headers().without("connection").without("upgrade").without("sec-websocket-key");
    return new Outgoing(upgrade.method(), upgrade.target(), fields, Body.empty(), Headers.empty());
  }

  void in(ChannelPipeline pipeline) {
    String codec = pipeline.context(Http3FrameToHttpObjectCodec.class).name();
    pipeline.addBefore(codec, null, this);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof Http3HeadersFrame head) {
      head.headers().method("CONNECT").protocol("websocket");
      context.pipeline().remove(this);
    }
    context.write(message, promise);
  }
}
