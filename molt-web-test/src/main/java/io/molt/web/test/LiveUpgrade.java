package io.molt.web.test;

import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Asks for another protocol on a connection of HTTP/1.1, and then carries what is said in it. */
final class LiveUpgrade extends ChannelInboundHandlerAdapter {
  private final Outgoing request;
  private final Reply reply;
  private Disposable sending = Disposables.disposed();

  LiveUpgrade(Outgoing request, Reply reply) {
    this.request = request;
    this.reply = reply;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    DefaultFullHttpRequest head = new DefaultFullHttpRequest(
        HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method().name()), request.target());
    request.headers().forEach(head.headers()::add);
    context.writeAndFlush(head);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpResponse head) {
      answered(context, head);
    } else if (message instanceof ByteBuf bytes) {
      reply.onNext(LiveWire.copyOf(bytes));
    }
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    sending.dispose();
    reply.onComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    reply.onError(error);
    context.close();
  }

  private void answered(ChannelHandlerContext context, HttpResponse head) {
    if (head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      context.pipeline().remove(HttpClientCodec.class);
      sending = request
          .body()
          .chunks()
          .subscribe(chunk -> context.writeAndFlush(Unpooled.wrappedBuffer(chunk)));
    }
    reply.onHead(new Head(Status.of(head.status().code()), LiveWire.fieldsOf(head.headers())));
  }
}
