package io.molt.benchmarks;

import static io.molt.benchmarks.NettyAnswers.json;
import static io.molt.benchmarks.NettyAnswers.text;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Answers what one connection asks. No request may follow a download before that has ended. */
final class NettyHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final byte[] CHUNK = Payload.chunk();

  private static final Work CHAIN = pass(pass(pass(pass(pass(NettyHandler::message)))));

  private final RestTree rest;
  private final NettyEvents events;
  private int chunksLeft;
  private boolean keepAlive;

  NettyHandler(RestTree rest, NettyEvents events) {
    this.rest = rest;
    this.events = events;
  }

  /** What is done for a request. */
  private interface Work {
    void answer(ChannelHandlerContext ctx, FullHttpRequest request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    String path = request.uri();
    if (path.equals("/plaintext")) {
      text(ctx, request, HttpResponseStatus.OK, "Hello, World!");
    } else if (path.equals("/json")) {
      message(ctx, request);
    } else if (path.startsWith("/users/")) {
      json(ctx, request, Map.of("id", path.substring("/users/".length())));
    } else if (path.equals("/echo")) {
      echo(ctx, request);
    } else if (path.startsWith("/api/")) {
      rest(ctx, request, rest.id(request.method().name(), path));
    } else if (path.equals("/chain/json")) {
      CHAIN.answer(ctx, request);
    } else if (path.equals("/download")) {
      download(ctx, request);
    } else if (path.equals("/events")) {
      events.subscribe(ctx);
    } else {
      notFound(ctx, request);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // That there is no room left is said in the middle of a write, where nothing may be flushed.
    if (chunksLeft > 0 && ctx.channel().isWritable()) {
      writeChunks(ctx);
      ctx.flush();
    }
  }

  private static void message(ChannelHandlerContext ctx, FullHttpRequest request) {
    json(ctx, request, Map.of("message", "Hello, World!"));
  }

  private static Work pass(Work next) {
    return (ctx, request) -> next.answer(ctx, request);
  }

  private static void echo(ChannelHandlerContext ctx, FullHttpRequest request) {
    try {
      byte[] content = ByteBufUtil.getBytes(request.content());
      json(ctx, request, NettyAnswers.MAPPER.readValue(content, Person.class));
    } catch (JacksonException e) {
      text(ctx, request, HttpResponseStatus.BAD_REQUEST, "not a person");
    }
  }

  private static void rest(
      ChannelHandlerContext ctx, FullHttpRequest request, @Nullable String id) {
    if (id == null) {
      notFound(ctx, request);
    } else {
      json(ctx, request, Map.of("id", id));
    }
  }

  private static void notFound(ChannelHandlerContext ctx, FullHttpRequest request) {
    text(ctx, request, HttpResponseStatus.NOT_FOUND, "not found");
  }

  private void download(ChannelHandlerContext ctx, FullHttpRequest request) {
    NettyAnswers.begin(ctx, HttpHeaderValues.APPLICATION_OCTET_STREAM);
    keepAlive = HttpUtil.isKeepAlive(request);
    chunksLeft = Payload.CHUNKS;
    writeChunks(ctx);
  }

  /** Writes no more than the connection takes; the rest follows when it has room again. */
  private void writeChunks(ChannelHandlerContext ctx) {
    while (chunksLeft > 0 && ctx.channel().isWritable()) {
      chunksLeft--;
      ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(CHUNK)));
    }
    if (chunksLeft == 0) {
      endDownload(ctx.write(LastHttpContent.EMPTY_LAST_CONTENT));
    }
  }

  private void endDownload(ChannelFuture written) {
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }
}
