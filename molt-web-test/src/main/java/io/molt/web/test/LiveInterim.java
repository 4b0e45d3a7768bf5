package io.molt.web.test;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Takes interim responses out of what comes in: the HTTP client would take one of status 103 for the response, and over
 * HTTP/3 reads nothing after one of status 100.
 */
final class LiveInterim extends ChannelInboundHandlerAdapter {
  private final Reply reply;
  private boolean endsInterim;

  LiveInterim(Reply reply) {
    this.reply = reply;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!isInterim(message)) {
      context.fireChannelRead(message);
      return;
    }
    ReferenceCountUtil.release(message);
    context.read();
  }

  private boolean isInterim(Object message) {
    if (message instanceof HttpResponse head) {
      endsInterim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (head.status().equals(HttpResponseStatus.EARLY_HINTS)) {
        reply.onHint(LiveWire.fieldsOf(head.headers()));
      }
      return endsInterim;
    }
    // Over HTTP/1.1 each head has an end, without content between.
    boolean end = endsInterim && message instanceof LastHttpContent;
    endsInterim = false;
    return end;
  }
}
