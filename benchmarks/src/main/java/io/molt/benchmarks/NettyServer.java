package io.molt.benchmarks;

import io.molt.benchmarks.workload.Person;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The work in Netty by hand, the way its own examples go about it. Argument: the port. */
public final class NettyServer {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_CONTENT = 1024 * 1024;

  private NettyServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) throws InterruptedException {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), io);
    new ServerBootstrap()
        .group(loops)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .childHandler(new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_CONTENT), new Work());
          }
        })
        .bind(Integer.parseInt(args[0]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static final class Work extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      String path = request.uri();
      if (path.equals("/plaintext")) {
        byte[] text = "Hello, World!".getBytes(StandardCharsets.UTF_8);
        send(ctx, HttpResponseStatus.OK, "text/plain; charset=utf-8", text);
      } else if (path.equals("/json")) {
        json(ctx, Map.of("message", "Hello, World!"));
      } else if (path.startsWith("/users/")) {
        json(ctx, Map.of("id", path.substring("/users/".length())));
      } else if (path.equals("/echo")) {
        byte[] content = new byte[request.content().readableBytes()];
        request.content().readBytes(content);
        json(ctx, MAPPER.readValue(content, Person.class));
      } else {
        send(ctx, HttpResponseStatus.NOT_FOUND, "text/plain", new byte[0]);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    private static void json(ChannelHandlerContext ctx, Object value) {
      send(ctx, HttpResponseStatus.OK, "application/json", MAPPER.writeValueAsBytes(value));
    }

    private static void send(
        ChannelHandlerContext ctx, HttpResponseStatus status, String type, byte[] content) {
      DefaultFullHttpResponse response = new DefaultFullHttpResponse(
          HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
      response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, content.length);
      ctx.write(response);
    }
  }
}
