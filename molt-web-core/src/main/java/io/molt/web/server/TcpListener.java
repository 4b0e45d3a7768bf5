package io.molt.web.server;

import io.molt.web.http.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/** A port that is listened on. */
final class TcpListener {
  private static final ChannelOption<Long> MOST_UNSENT =
      ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

  private final DisposableServer socket;
  private final AcceptQueue queue;

  private TcpListener(DisposableServer socket) {
    this.socket = socket;
    this.queue = AcceptQueue.of(socket.channel());
  }

  /**
   * Returns a listener for connections in clear text; blocks until it is one.
   *
   * @param connections takes its connections
   * @param install has a new connection speak what is spoken on this port
   * @throws IllegalStateException if the port is taken, or the address is not one of this machine
   */
  static TcpListener inClearText(
      int port,
      ServerContext context,
      LoopResources loops,
      ChannelGroup connections,
      Consumer<ChannelPipeline> install) {
    return bind(port, context, loops, connections, inClearText(context, install));
  }

  /**
   * Returns a listener for connections in clear text that come by a Unix domain socket; blocks until it is one.
   *
   * @throws IllegalStateException if it cannot be, in one line
   */
  static TcpListener onPath(
      UnixSocket path,
      ServerContext context,
      LoopResources loops,
      ChannelGroup connections,
      Consumer<ChannelPipeline> install) {
    SocketFile file = new SocketFile(path);
    file.clear();
    TcpServer server = server(context, loops, connections, inClearText(context, install));
    TcpListener listener = new TcpListener(bind(server.bindAddress(file::address), file::notBound));
    file.open();
    return listener;
  }

  /** Returns a listener for connections over TLS, where one too many is closed without a word: a handshake is dear. */
  static TcpListener overTls(
      int port,
      ServerContext context,
      LoopResources loops,
      ChannelGroup connections,
      Consumer<ChannelPipeline> install) {
    return bind(port, context, loops, connections, (channel, verdict) -> {
      if (verdict == ConnectionGate.Verdict.ADMITTED) {
        begin(channel, context, install);
      } else {
        close(channel, context);
      }
    });
  }

  private static TcpListener bind(
      int port,
      ServerContext context,
      LoopResources loops,
      ChannelGroup connections,
      BiConsumer<Channel, ConnectionGate.Verdict> install) {
    String host = context.options.host();
    TcpServer server = server(context, loops, connections, install).host(host).port(port);
    return new TcpListener(bind(server, failed -> notBound(host, port, failed)));
  }

  private static TcpServer server(
      ServerContext context,
      LoopResources loops,
      ChannelGroup connections,
      BiConsumer<Channel, ConnectionGate.Verdict> install) {
    Buffers buffers = context.options.buffers();
    return TcpServer.create()
        .runOn(loops)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(buffers.lowWriteWatermark(), buffers.highWriteWatermark()))
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FrugalReads(context.ahead, null))
        .doOnChannelInit((observer, channel, address) -> {
          connections.add(channel);
          // Left to itself, Linux takes megabytes that a client does not, and a few hundred such
          // clients all the memory that it has for TCP. Other transports do not know the option.
          channel.config().setOption(MOST_UNSENT, (long) buffers.highWriteWatermark());
          // It would take every message that reaches it for its own kind of connection.
          channel.pipeline().remove(NettyPipeline.ReactiveBridge);
          enter(channel, context, install);
        })
        .doOnBound(bound -> bound.channel().pipeline().addFirst(new AcceptFailures()));
  }

  private static BiConsumer<Channel, ConnectionGate.Verdict> inClearText(
      ServerContext context, Consumer<ChannelPipeline> install) {
    return (channel, verdict) -> {
      if (verdict == ConnectionGate.Verdict.ADMITTED) {
        channel.config().setRecvByteBufAllocator(context.reads(channel.eventLoop()));
        begin(channel, context, install);
      } else {
        channel.pipeline().addLast("refused", new RefusedConnection(context, verdict));
      }
    };
  }

  private static void enter(
      Channel channel, ServerContext context, BiConsumer<Channel, ConnectionGate.Verdict> install) {
    ConnectionGate.Verdict verdict = context.gate.enter(channel);
    if (verdict == ConnectionGate.Verdict.IGNORED) {
      close(channel, context);
    } else {
      install.accept(channel, verdict);
    }
  }

  private static void close(Channel channel, ServerContext context) {
    context.refused(Described.connection(channel, Protocol.HTTP_1_1), 0);
    channel.close();
  }

  private static void begin(
      Channel channel, ServerContext context, Consumer<ChannelPipeline> install) {
    if (ProxyProtocol.isDue(channel, context)) {
      ProxyProtocol.install(channel.pipeline(), context, install);
    } else {
      install.accept(channel.pipeline());
    }
  }

  int port() {
    return socket.port();
  }

  String host() {
    return socket.host();
  }

  /** Returns a Mono that takes in what has been accepted, and closes the port. */
  Mono<Void> close() {
    return queue.close();
  }

  private static DisposableServer bind(
      TcpServer server, Function<Throwable, IllegalStateException> notBound) {
    try {
      return server.bindNow();
    } catch (RuntimeException failed) {
      throw notBound.apply(failed);
    }
  }

  private static IllegalStateException notBound(String host, int port, Throwable cause) {
    return new IllegalStateException(
        "port: " + port + " on " + host
            + " cannot be listened on (expected: a free port of this machine; 0 has one chosen)",
        cause);
  }
}
