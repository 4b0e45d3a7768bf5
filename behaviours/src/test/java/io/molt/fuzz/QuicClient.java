package io.molt.fuzz;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Makes connections of QUIC that promise to speak HTTP/3 on them. */
final class QuicClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int WINDOW = 1 << 20;

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel socket;

  QuicClient() {
    QuicSslContext tls = QuicSslContextBuilder.forClient()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .applicationProtocols("h3")
        .build();
    socket = new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .handler(new QuicClientCodecBuilder()
            .sslContext(tls)
            .maxIdleTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            .initialMaxData(WINDOW)
            .initialMaxStreamDataBidirectionalLocal(WINDOW)
            .initialMaxStreamDataUnidirectional(WINDOW)
            .initialMaxStreamsUnidirectional(8)
            .build())
        .bind(new InetSocketAddress("127.0.0.1", 0))
        .syncUninterruptibly()
        .channel();
  }

  /** Begins a connection; {@code handler} is told what becomes of it. */
  Future<QuicChannel> connect(int port, ChannelHandler handler) {
    return connect(port, handler, PATIENCE_MILLIS);
  }

  /** Begins a connection that is given up after that time. */
  Future<QuicChannel> connect(int port, ChannelHandler handler, int patienceMillis) {
    return QuicChannel.newBootstrap(socket)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, patienceMillis)
        .handler(handler)
        .streamHandler(new Ignore())
        .remoteAddress(new InetSocketAddress("127.0.0.1", port))
        .connect();
  }

  @Override
  public void close() {
    socket.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Reads what the server sends by streams of its own. */
  @ChannelHandler.Sharable
  private static final class Ignore extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
      ctx.close();
    }
  }
}
