package io.molt.benchmarks.restarts;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamResetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.MonoSink;

/** One request on a stream of its own, and what comes back. */
final class Http3Answer extends Http3RequestStreamInboundHandler {
  private final Http3Lane lane;
  private final MonoSink<String> sink;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private String status = "";

  Http3Answer(Http3Lane lane, MonoSink<String> sink) {
    this.lane = lane;
    this.sink = sink;
  }

  void ask(QuicStreamChannel stream, Call call) {
    Http3Headers head = new DefaultHttp3Headers(false)
        .method(call.method())
        .scheme("https")
        .authority("localhost")
        .path(call.path());
    ChannelFuture sent = stream.write(new DefaultHttp3HeadersFrame(head));
    sent.addListener(written -> {
      if (!written.isSuccess()) {
        sink.error(new UnprocessedException("the head was not sent: " + written.cause()));
      }
    });
    if (call.content().length > 0) {
      sent = stream.write(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(call.content())));
    }
    sent.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
    stream.flush();
  }

  @Override
  protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
    status = String.valueOf(frame.headers().status());
  }

  @Override
  protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
    byte[] bytes = new byte[frame.content().readableBytes()];
    frame.content().readBytes(bytes);
    frame.release();
    content.writeBytes(bytes);
  }

  @Override
  protected void channelInputClosed(ChannelHandlerContext ctx) {
    String text = content.toString(StandardCharsets.UTF_8);
    sink.success(status.equals("200") ? text : status + " " + text);
  }

  @Override
  protected void handleQuicException(ChannelHandlerContext ctx, QuicException error) {
    boolean rejected = error instanceof QuicStreamResetException reset
        && reset.applicationProtocolCode() == Http3ErrorCode.H3_REQUEST_REJECTED.code();
    sink.error(rejected ? new UnprocessedException("the stream was rejected") : error);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    long stream = ((QuicStreamChannel) ctx.channel()).streamId();
    sink.error(
        lane.isUnserved(stream)
            ? new UnprocessedException("the server has left")
            : new IOException("the connection ended after status '" + status + "' and "
                + content.size() + " bytes"));
    ctx.fireChannelInactive();
  }
}
