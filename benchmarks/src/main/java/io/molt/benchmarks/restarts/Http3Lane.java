package io.molt.benchmarks.restarts;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A connection of HTTP/3, and what the server has said of its end (RFC 9114 section 5.2). */
final class Http3Lane extends ChannelInboundHandlerAdapter {
  private volatile long firstUnserved = Long.MAX_VALUE;
  private volatile boolean leaving;
  // Set before anything is sent.
  @SuppressWarnings("NullAway.Init")
  private volatile QuicChannel connection;

  private Http3Lane() {}

  /** Returns a connection to the instance, or a {@link ConnectException}. */
  static Mono<Http3Lane> connect(Channel socket, int port, int patienceMillis) {
    return Mono.create(sink -> {
      Http3Lane lane = new Http3Lane();
      QuicChannel.newBootstrap(socket)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, patienceMillis)
          .handler(new Http3ClientConnectionHandler(lane, null, null, null, true))
          .remoteAddress(new InetSocketAddress("127.0.0.1", port))
          .connect()
          .addListener((Future<QuicChannel> connected) -> lane.connected(connected, sink));
    });
  }

  private void connected(Future<QuicChannel> connected, MonoSink<Http3Lane> sink) {
    if (connected.isSuccess()) {
      connection = connected.getNow();
      sink.success(this);
    } else {
      sink.error(new ConnectException(String.valueOf(connected.cause())));
    }
  }

  /** Returns whether requests can be sent. */
  boolean isOpen() {
    return !leaving && connection.isActive();
  }

  /** Returns whether the server has said that it will not serve the stream. */
  boolean isUnserved(long stream) {
    return stream >= firstUnserved;
  }

  Mono<String> send(Call call) {
    return Mono.create(sink -> {
      Http3Answer answer = new Http3Answer(this, sink);
      Http3.newRequestStream(connection, answer).addListener((Future<QuicStreamChannel> opened) -> {
        if (opened.isSuccess()) {
          answer.ask(opened.getNow(), call);
        } else {
          sink.error(new UnprocessedException("there is no stream: " + opened.cause()));
        }
      });
    });
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http3GoAwayFrame frame) {
      leaving = true;
      firstUnserved = frame.id();
    }
    ReferenceCountUtil.release(message);
  }
}
