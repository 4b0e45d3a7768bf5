package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Protocol;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection in clear text that is one too many: tells so, in HTTP/1.1, without having read a request. Then reads on
 * for a moment, since a client that still sends would take a full close for a reset and never see the answer.
 */
final class RefusedConnection extends ChannelInboundHandlerAdapter implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedConnection.class);
  private static final Headers RETRY = Headers.of("retry-after", "1");
  private static final Problem TOO_MANY =
      Problem.of(Status.SERVICE_UNAVAILABLE, "There are too many connections.");
  private static final Problem TOO_MANY_OF_PEER =
      Problem.of(Status.TOO_MANY_REQUESTS, "There are too many connections from this address.");
  private static final int HEAD_SIZE = 256;
  private static final int LINGER_BYTES = 64 * 1024;

  private final ServerContext server;
  private final Problem problem;
  private @Nullable Watch watch;
  // Set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  private boolean told;
  private int lingered;

  RefusedConnection(ServerContext server, ConnectionGate.Verdict verdict) {
    this.server = server;
    this.problem = verdict == ConnectionGate.Verdict.TOO_MANY_OF_PEER ? TOO_MANY_OF_PEER : TOO_MANY;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    watch = server.watches(context.executor()).add(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (watch != null) {
      watch.end();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    LOG.debug("{} is refused: {}", context.channel(), problem.detail());
    server.refused(Described.connection(context.channel(), Protocol.HTTP_1_1), problem.status());
    context.writeAndFlush(answer()).addListener(sent -> endOutput());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    lingered += ((ByteBuf) message).readableBytes();
    ReferenceCountUtil.release(message);
    if (lingered > LINGER_BYTES) {
      context.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Stop) {
      context.close();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    LOG.debug("{} broke", context.channel(), error);
    context.close();
  }

  @Override
  public Wait waitsFor() {
    return told ? Wait.CLOSE : Wait.OUTPUT;
  }

  @Override
  public long progress(Wait wait) {
    return 0;
  }

  @Override
  public void timedOut(Wait wait) {
    ctx.close();
  }

  @Override
  public void retire() {
    ctx.close();
  }

  private ByteBuf answer() {
    Response response = new HttpException(problem, RETRY).response();
    byte[] content = response.body() instanceof Body.Bytes whole ? whole.bytes() : new byte[0];
    ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE + content.length);
    new HeadEncoder(server, server.date).encode(out, response, content.length, true, false);
    return out.writeBytes(content);
  }

  private void endOutput() {
    told = true;
    if (ctx.channel().isActive()) {
      ((DuplexChannel) ctx.channel()).shutdownOutput();
      ctx.read();
    }
  }
}
