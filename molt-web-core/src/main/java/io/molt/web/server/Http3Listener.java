package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Protocol;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TlsMaterial;
import io.molt.web.tls.TlsStore;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.netty.resources.LoopResources;

/** The UDP half of a server: QUIC connections (RFC 9000) that speak HTTP/3 (RFC 9114). */
final class Http3Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Http3Listener.class);
  private static final int CONTROL_STREAMS = 8;
  // RFC 9000 section 20.1.
  private static final int CONNECTION_REFUSED = 0x2;
  private static final int CONTROL_WINDOW = 64 * 1024;
  private static final Duration VANISHED = Duration.ofSeconds(30);
  private static final int RECEIVE_BUFFER = 2 * 1024 * 1024;

  private final ServerContext server;
  private final ChannelGroup connections;
  private final ClientAuth clientAuth;
  private final AtomicReference<QuicSslContext> tls = new AtomicReference<>();
  private volatile boolean closing;
  private volatile @Nullable Channel socket;

  private Http3Listener(ServerContext server, ChannelGroup connections, ClientAuth clientAuth) {
    this.server = server;
    this.connections = connections;
    this.clientAuth = clientAuth;
  }

  /** Returns whether HTTP/3 is asked for and can be spoken on this platform. */
  static boolean isPossible(ServerOptions options) {
    if (!options.http3().enabled()) {
      return false;
    }
    if (!Quic.isAvailable()) {
      LOG.info(
          "HTTP/3 is not spoken: there is no native QUIC library for this platform",
          Quic.unavailabilityCause());
      return false;
    }
    return true;
  }

  /**
   * Returns a listener; blocks until it is one.
   *
   * @throws IllegalStateException if the port is taken
   */
  static Http3Listener bind(
      ServerContext server,
      LoopResources loops,
      ChannelGroup connections,
      TlsStore store,
      InetSocketAddress address) {
    Http3Listener listener =
        new Http3Listener(server, connections, store.options().clientAuth());
    Disposable feeding = store.feed(listener::take);
    try {
      listener.socket = bind(listener.bootstrap(loops), address);
      return listener;
    } catch (IllegalStateException taken) {
      feeding.dispose();
      throw taken;
    }
  }

  /** Returns the port that it listens on. */
  int port() {
    return socket == null ? 0 : ((InetSocketAddress) socket.localAddress()).getPort();
  }

  /** Takes no more connections; those that are there go on by the same socket. */
  void refuse() {
    closing = true;
  }

  /** Closes the socket. */
  void close() {
    if (socket != null) {
      socket.close();
    }
  }

  private Bootstrap bootstrap(LoopResources loops) {
    EventLoopGroup group = loops.onServer(LoopResources.DEFAULT_NATIVE);
    return new Bootstrap()
        .group(group)
        .channelFactory(() -> loops.onChannel(DatagramChannel.class, group))
        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
        .handler(codec());
  }

  private static Channel bind(Bootstrap bootstrap, InetSocketAddress address) {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          "port: " + address.getPort() + " (UDP) on " + address.getHostString()
              + " cannot be listened on (expected: a port that is free for UDP as for TCP, or HTTP/3 switched off)",
          bound.cause());
    }
    return bound.channel();
  }

  private ChannelHandler codec() {
    Http3Options options = server.options.http3();
    Buffers buffers = server.options.buffers();
    return Http3.newQuicServerCodecBuilder()
        .sslEngineProvider(channel -> Objects.requireNonNull(tls.get()).newEngine(channel.alloc()))
        .maxIdleTimeout(idle().toMillis(), TimeUnit.MILLISECONDS)
        .initialMaxData(options.connectionWindow())
        .initialMaxStreamDataBidirectionalRemote(options.initialWindow())
        .initialMaxStreamDataUnidirectional(CONTROL_WINDOW)
        .initialMaxStreamsBidirectional(options.maxConcurrentStreams())
        .initialMaxStreamsUnidirectional(CONTROL_STREAMS)
        .activeMigration(true)
        .streamOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(buffers.lowWriteWatermark(), buffers.highWriteWatermark()))
        .handler(new ChannelInitializer<QuicChannel>() {
          @Override
          protected void initChannel(QuicChannel channel) {
            begin(channel);
          }
        })
        .build();
  }

  /**
   * Returns how long QUIC goes on without a packet: longer than a connection without streams is kept, for that is told to
   * go first.
   */
  private Duration idle() {
    Duration keepAlive = server.options.timeouts().keepAlive();
    return keepAlive.isZero() ? keepAlive : keepAlive.plus(VANISHED);
  }

  private void begin(QuicChannel channel) {
    if (closing || isOneTooMany(channel)) {
      channel.close(false, CONNECTION_REFUSED, Unpooled.EMPTY_BUFFER);
      return;
    }
    connections.add(channel);
    Http3Connection connection = new Http3Connection(server, channel);
    channel.pipeline().addLast("http3", connection);
    channel
        .pipeline()
        .addLast(new Http3ServerConnectionHandler(
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel stream) {
                stream.pipeline().addLast(new Http3Stream(server, connection));
              }
            },
            new Http3Aside(connection),
            type -> new Http3Aside(connection),
            settings(),
            true))
        // After the codec, which takes the stream first.
        .addLast(new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext context, Object stream) {
            if (((QuicStreamChannel) stream).type() == QuicStreamType.UNIDIRECTIONAL) {
              connection.openedAside((QuicStreamChannel) stream);
            }
            context.fireChannelRead(stream);
          }
        });
  }

  private boolean isOneTooMany(QuicChannel channel) {
    boolean refused = server.gate.enter(channel, channel.remoteSocketAddress())
        != ConnectionGate.Verdict.ADMITTED;
    if (refused) {
      // Of a handshake that has not begun there is nothing to be told.
      server.refused(
          Connection.of(Described.peer(channel.remoteSocketAddress()), Protocol.HTTP_3), 0);
    }
    return refused;
  }

  private Http3SettingsFrame settings() {
    // Up to twice the limit a request is answered with 431; beyond it the connection ends.
    return new DefaultHttp3SettingsFrame(Http3Settings.defaultSettings()
        .maxFieldSectionSize(2L * server.options.heads().maxHeaderSize())
        .qpackMaxTableCapacity(0)
        .qpackBlockedStreams(0));
  }

  private void take(TlsMaterial material) {
    // Its engine tells a key manager no server name, and asks for one context per name instead.
    Function<String, QuicSslContext> named =
        material.forEachName(part -> tls(part).build());
    tls.set(tls(material)
        .sni(name -> named.apply(Objects.requireNonNullElse(name, "")))
        .build());
  }

  private QuicSslContextBuilder tls(TlsMaterial material) {
    QuicSslContextBuilder builder = QuicSslContextBuilder.forServer(material.keyManager(), null)
        .applicationProtocols(Http3.supportedApplicationProtocols())
        .earlyData(false);
    material.trustManager().ifPresent(builder::trustManager);
    return builder.clientAuth(nettyAuth(clientAuth));
  }

  private static io.netty.handler.ssl.ClientAuth nettyAuth(ClientAuth clientAuth) {
    return switch (clientAuth) {
      case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
      case WANTED -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
      case NEEDED -> io.netty.handler.ssl.ClientAuth.REQUIRE;
    };
  }
}
