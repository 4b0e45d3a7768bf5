package io.molt.web.test;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/** Takes interim responses of status 103 out of what comes in, which the HTTP client would take for the response. */
final class LiveHints extends ChannelInboundHandlerAdapter {
  private final Reply reply;
  private boolean endsHint;

  LiveHints(Reply reply) {
    this.reply = reply;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!isOfHint(message)) {
      context.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    context.read();
  }

  private boolean isOfHint(Object message) {
    if (message instanceof HttpResponse head) {
      endsHint = head.status().equals(HttpResponseStatus.EARLY_HINTS);
      if (endsHint) {
        reply.onHint(LiveWire.fieldsOf(head.headers()));
      }
      return endsHint;
    }
    // Over HTTP/1.1 each head has an end, without content between.
    boolean end = endsHint && message instanceof LastHttpContent;
    endsHint = false;
    return end;
  }
}
