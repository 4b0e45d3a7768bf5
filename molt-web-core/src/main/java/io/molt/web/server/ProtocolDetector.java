package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first bytes of a connection in clear text: a client that knows beforehand that it can speak HTTP/2 begins
 * with a preface (RFC 9113 section 3.3 and 3.4). Then gets out of the way.
 */
final class ProtocolDetector extends ChannelInboundHandlerAdapter implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(ProtocolDetector.class);
  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

  private final ServerContext server;
  private @Nullable ByteBuf first;
  private @Nullable Watch watch;
  // Set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  ProtocolDetector(ServerContext server) {
    this.server = server;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    watch = server.watches(context.executor()).connection(null, this);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (server.isStopping()) {
      closeLater(ctx);
    }
    ctx.fireChannelActive();
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = joined(ctx, (ByteBuf) message);
    int count = Math.min(bytes.readableBytes(), PREFACE.readableBytes());
    if (!ByteBufUtil.equals(bytes, bytes.readerIndex(), PREFACE, PREFACE.readerIndex(), count)) {
      become(ctx, false, bytes);
    } else if (count == PREFACE.readableBytes()) {
      become(ctx, true, bytes);
    } else {
      first = bytes;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Stop.NOW) {
      ctx.close();
    } else if (event == Stop.WHEN_DONE) {
      closeLater(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    if (error instanceof IOException) {
      LOG.debug("{} broke before it said anything", context.channel(), error);
    } else {
      LOG.error("{} is closed after an error of the server's own", context.channel(), error);
    }
    context.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ReferenceCountUtil.release(first);
    first = null;
    if (watch != null) {
      watch.end();
    }
  }

  @Override
  public Wait waitsFor() {
    return Wait.HEAD;
  }

  @Override
  public long progress(Wait wait) {
    return 0;
  }

  @Override
  public void timedOut(Wait wait) {
    if (first != null) {
      Connection connection = Described.connection(ctx.channel(), Protocol.HTTP_2);
      server.refused(
          Refused.Reason.TIMED_OUT, connection, "The connection preface did not come in time.");
    }
    ctx.close();
  }

  @Override
  public void retire() {
    ctx.close();
  }

  /** Closes in a moment unless a protocol is spoken by then: the first request may be on its way. */
  private void closeLater(ChannelHandlerContext ctx) {
    LoopTasks.executeWhenCalm(
        ctx.executor(), () -> closeUnlessRemoved(ctx), server.options.shutdown().idleWait());
  }

  private static void closeUnlessRemoved(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.close();
    }
  }

  private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf more) {
    ByteBuf begun = first;
    if (begun == null) {
      return more;
    }
    first = null;
    ByteBuf all = ctx.alloc().buffer(begun.readableBytes() + more.readableBytes());
    all.writeBytes(begun).writeBytes(more);
    begun.release();
    more.release();
    return all;
  }

  private void become(ChannelHandlerContext ctx, boolean http2, ByteBuf bytes) {
    ChannelPipeline pipeline = ctx.pipeline();
    if (http2) {
      Protocols.http2(pipeline, server, watch);
    } else {
      Protocols.http1(pipeline, server, watch);
    }
    watch = null;
    pipeline.remove(this);
    ctx.fireChannelRead(bytes);
  }
}
