package io.molt.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** Responses in Netty by hand; nothing is flushed. */
final class NettyAnswers {
  static final JsonMapper MAPPER = JsonMapper.builder().build();
  static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
  static final AsciiString EVENTS = AsciiString.cached("text/event-stream");

  private NettyAnswers() {}

  static void text(
      ChannelHandlerContext ctx, HttpRequest request, HttpResponseStatus status, String text) {
    send(ctx, request, status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static void json(ChannelHandlerContext ctx, HttpRequest request, Object value) {
    send(
        ctx,
        request,
        HttpResponseStatus.OK,
        HttpHeaderValues.APPLICATION_JSON,
        MAPPER.writeValueAsBytes(value));
  }

  /** Writes the head of a response whose content follows in chunks. */
  static void begin(ChannelHandlerContext ctx, AsciiString type) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    ctx.write(response);
  }

  private static void send(
      ChannelHandlerContext ctx,
      HttpRequest request,
      HttpResponseStatus status,
      AsciiString type,
      byte[] content) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, content.length);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ChannelFuture written = ctx.write(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }
}
