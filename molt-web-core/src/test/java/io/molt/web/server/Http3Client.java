package io.molt.web.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.http3.Http3UnknownFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/3 made of Netty's codec: one connection, any number of streams. */
final class Http3Client implements AutoCloseable {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<Long> goAways = new LinkedBlockingQueue<>();
  private final Channel socket;
  private final QuicChannel connection;

  /** Returns a client that is connected. */
  static Http3Client connect(int port) throws Exception {
    return connect(port, null, tls -> {});
  }

  /**
   * Returns a client that is connected.
   *
   * @param name the name that it asks for; null for none
   */
  static Http3Client connect(
      int port, @Nullable String name, Consumer<QuicSslContextBuilder> change) throws Exception {
    QuicSslContextBuilder tls = QuicSslContextBuilder.forClient()
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .applicationProtocols("h3");
    change.accept(tls);
    return new Http3Client(port, name, tls.build());
  }

  private Http3Client(int port, @Nullable String name, QuicSslContext tls) throws Exception {
    socket = new Bootstrap()
        .group(loop)
        .channel(NioDatagramChannel.class)
        .handler(Http3.newQuicClientCodecBuilder()
            .sslEngineProvider(channel -> name == null
                ? tls.newEngine(channel.alloc())
                : tls.newEngine(channel.alloc(), name, port))
            .maxIdleTimeout(10, TimeUnit.SECONDS)
            .initialMaxData(1024 * 1024)
            .initialMaxStreamDataBidirectionalLocal(128 * 1024)
            .build())
        .bind(0)
        .sync()
        .channel();
    connection = QuicChannel.newBootstrap(socket)
        .handler(new Http3ClientConnectionHandler(new GoAways(), null, null, null, true))
        .remoteAddress(new InetSocketAddress("127.0.0.1", port))
        .connect()
        .get(10, TimeUnit.SECONDS);
  }

  /** Begins a stream and sends the head of a request; {@code last} if nothing follows. */
  Exchange open(boolean last, String method, String path, String... fields) throws Exception {
    return open(new Exchange(), last, method, path, fields);
  }

  /** Does the same without reading anything until auto-read is set. */
  Exchange openUnread(boolean last, String method, String path, String... fields) throws Exception {
    Exchange exchange = new Exchange() {
      @Override
      public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
      }
    };
    return open(exchange, last, method, path, fields);
  }

  /** Asks for a path, and tells how much came in one piece with the end of the stream. */
  void get(String path, BlockingQueue<Integer> withEnd) throws Exception {
    Exchange exchange = new Exchange() {
      @Override
      public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setOption(QuicChannelOption.READ_FRAMES, true);
        ctx.pipeline().addFirst(new Ends(withEnd));
      }
    };
    open(exchange, true, "GET", path);
  }

  private Exchange open(
      Exchange exchange, boolean last, String method, String path, String... fields)
      throws Exception {
    awaitRoomForAnother();
    QuicStreamChannel stream =
        Http3.newRequestStream(connection, exchange).get(10, TimeUnit.SECONDS);
    exchange.stream = stream;
    Http3Headers headers = new DefaultHttp3Headers(false)
        .method(method)
        .scheme("https")
        .authority("localhost")
        .path(path);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    exchange.write(new DefaultHttp3HeadersFrame(headers), last);
    return exchange;
  }

  Exchange get(String path, String... fields) throws Exception {
    return open(true, "GET", path, fields);
  }

  /** Waits until the server has said that it takes another stream: it does so a moment after one has ended. */
  private void awaitRoomForAnother() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (connection.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) == 0
        && System.nanoTime() < end) {
      Thread.sleep(1);
    }
  }

  /** Returns the stream that the server says it will not serve any more, as soon as it does. */
  long goAway() throws InterruptedException {
    return SocketTest.next(goAways);
  }

  QuicChannel connection() {
    return connection;
  }

  @Override
  public void close() {
    connection.close().awaitUninterruptibly();
    socket.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static final class Ends extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<Integer> withEnd;

    Ends(BlockingQueue<Integer> withEnd) {
      this.withEnd = withEnd;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      QuicStreamFrame frame = (QuicStreamFrame) message;
      if (frame.hasFin()) {
        withEnd.add(frame.content().readableBytes());
      }
      ctx.fireChannelRead(frame.content());
    }
  }

  private final class GoAways extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http3GoAwayFrame frame) {
        goAways.add(frame.id());
      }
      ReferenceCountUtil.release(message);
    }
  }

  /** One request and what came back. */
  static class Exchange extends Http3RequestStreamInboundHandler {
    final BlockingQueue<Http3Headers> heads = new LinkedBlockingQueue<>();
    final BlockingQueue<String> chunks = new LinkedBlockingQueue<>();
    /** How many frames of a type that is not known have come. */
    volatile int meaningless;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final CompletableFuture<String> whole = new CompletableFuture<>();
    QuicStreamChannel stream;

    Exchange send(String content, boolean last) throws InterruptedException {
      ByteBuf bytes = Unpooled.copiedBuffer(content, StandardCharsets.UTF_8);
      write(new DefaultHttp3DataFrame(bytes), last);
      return this;
    }

    /** Sends the fields after the content, and ends the stream. */
    Exchange sendTrailers(String name, String value) throws InterruptedException {
      Http3Headers trailers = new DefaultHttp3Headers(false).add(name, value);
      write(new DefaultHttp3HeadersFrame(trailers), true);
      return this;
    }

    /** Returns the next head, an interim one perhaps. */
    Http3Headers head() throws InterruptedException {
      return SocketTest.next(heads);
    }

    /** Returns the whole content; an ExecutionException if the stream broke off. */
    String content() throws Exception {
      return whole.get(10, TimeUnit.SECONDS);
    }

    private void write(Object frame, boolean last) throws InterruptedException {
      var sent = stream.writeAndFlush(frame);
      if (last) {
        sent.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
      }
      sent.sync();
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3HeadersFrame frame) {
      heads.add(frame.headers());
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3DataFrame frame) {
      byte[] bytes = new byte[frame.content().readableBytes()];
      frame.content().readBytes(bytes);
      frame.release();
      content.writeBytes(bytes);
      chunks.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    protected void channelRead(ChannelHandlerContext ctx, Http3UnknownFrame frame) {
      frame.release();
      meaningless++;
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext ctx) {
      whole.complete(content.toString(StandardCharsets.UTF_8));
    }

    @Override
    protected void handleQuicException(ChannelHandlerContext ctx, QuicException error) {
      whole.completeExceptionally(error);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      whole.completeExceptionally(new IllegalStateException("the stream was closed"));
      ctx.fireChannelInactive();
    }
  }
}
