package io.molt.benchmarks;

import io.molt.benchmarks.workload.Probe;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;

/** The work in Netty by hand, the way its own examples go about it. Argument: the port. */
public final class NettyServer {
  private static final int MAX_CONTENT = 64 * 1024;

  private NettyServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    Channel server = listen(Integer.parseInt(args[0]));
    Probe.ready();
    server.closeFuture().sync();
  }

  /** Returns what listens; closing it ends the event loops as well. */
  static Channel listen(int port) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), io);
    RestTree rest = new RestTree();
    NettyEvents events = new NettyEvents(loops.next());
    Channel server = new ServerBootstrap()
        .group(loops)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(
                    new HttpServerCodec(),
                    new NettyUpload(),
                    new HttpObjectAggregator(MAX_CONTENT),
                    new NettyHandler(rest, events));
          }
        })
        .bind(port)
        .sync()
        .channel();
    server.closeFuture().addListener(closed -> loops.shutdownGracefully());
    return server;
  }
}
