package io.molt.benchmarks;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts an upload as it comes, before anything gathers it; lets all else pass. */
final class NettyUpload extends ChannelInboundHandlerAdapter {
  private @Nullable HttpRequest upload;
  private int bytes;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      begin(ctx, request);
    }
    if (upload == null) {
      ctx.fireChannelRead(message);
    } else {
      count(ctx, message, upload);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    upload = request.uri().equals("/upload") ? request : null;
    bytes = 0;
    if (upload != null && HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void count(ChannelHandlerContext ctx, Object message, HttpRequest request) {
    if (message instanceof HttpContent content) {
      bytes += content.content().readableBytes();
    }
    if (message instanceof LastHttpContent) {
      NettyAnswers.json(ctx, request, Map.of("bytes", bytes));
    }
    ReferenceCountUtil.release(message);
  }
}
