package io.molt.web.test;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import reactor.core.Disposable;

/**
 * Connections that are given to another protocol: by an upgrade (RFC 9110 section 7.8), over HTTP/2 by an extended CONNECT
 * (RFC 8441). Each session has one of its own.
 */
final class LiveTunnels {
  private static final long GRACE_SECONDS = 5;

  private final Transport transport;
  private final int port;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  LiveTunnels(Transport transport, int port) {
    this.transport = transport;
    this.port = port;
  }

  /** Sends a request for one; disposing of what is returned is the client going away. */
  Disposable open(Outgoing request, Reply reply) {
    ChannelFuture connecting = new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(new Setup(request, reply))
        .connect("127.0.0.1", port);
    Channel channel = connecting.channel();
    open.add(channel);
    connecting.addListener(connected -> {
      if (!connected.isSuccess()) {
        reply.onError(connected.cause());
      }
    });
    return channel::close;
  }

  void close() {
    open.close().awaitUninterruptibly(GRACE_SECONDS, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, GRACE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static SslContext tls() throws SSLException {
    return SslContextBuilder.forClient()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .applicationProtocolConfig(new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2))
        .build();
  }

  /** Has a connection speak the protocol. */
  private final class Setup extends ChannelInitializer<SocketChannel> {
    private final Outgoing request;
    private final Reply reply;

    Setup(Outgoing request, Reply reply) {
      this.request = request;
      this.reply = reply;
    }

    @Override
    protected void initChannel(SocketChannel channel) throws SSLException {
      ChannelPipeline pipeline = channel.pipeline();
      if (transport == Transport.HTTP_1_1) {
        pipeline.addLast(new HttpClientCodec(), new LiveUpgrade(request, reply));
        return;
      }
      if (transport == Transport.HTTP_2) {
        pipeline.addLast(tls().newHandler(channel.alloc()));
      }
      pipeline.addLast(
          Http2FrameCodecBuilder.forClient().build(),
          new Http2MultiplexHandler(new Unexpected()),
          new LiveConnect(request, reply));
    }
  }

  /** A server opens no streams. */
  @ChannelHandler.Sharable
  private static final class Unexpected extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream.close();
    }
  }
}
