package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.TimeUnit;

/**
 * How the server ends an HTTP/2 connection: without losing a request if the connection is sound (RFC 9113 section 6.8),
 * with a word why if it is not (section 5.4.1).
 */
final class Http2Farewell {
  private static final long LAST_ROUND_TRIP = 0x676f2061776179L;
  private static final int ROUND_TRIP_SECONDS = 1;
  private static final int LINGER_SECONDS = 1;

  private final Http2Handler connection;
  private boolean leaving;
  private boolean left;
  private boolean closing;
  private boolean lingering;

  Http2Farewell(Http2Handler connection) {
    this.connection = connection;
  }

  /** Returns whether what comes in is read only to be thrown away. */
  boolean isClosing() {
    return closing;
  }

  /**
   * Has the client open no more streams, and closes once the present ones are done. The last stream that is served is
   * told a round trip later, so that none that is on its way by then is lost.
   */
  void leave() {
    if (leaving || closing) {
      return;
    }
    leaving = true;
    goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR, Unpooled.EMPTY_BUFFER);
    ChannelHandlerContext ctx = connection.context();
    connection.encoder().writePing(ctx, false, LAST_ROUND_TRIP, ctx.newPromise());
    connection.flush(ctx);
    ctx.executor().schedule(this::leaveNow, ROUND_TRIP_SECONDS, TimeUnit.SECONDS);
  }

  /** Takes note that the client has answered a ping. */
  void pong(long data) {
    if (data == LAST_ROUND_TRIP && leaving) {
      leaveNow();
    }
  }

  /** Takes note that a stream is gone. */
  void streamRemoved() {
    if (left && connection.connection().numActiveStreams() == 0) {
      closeWhenSent();
    }
  }

  /** Tells the client what is wrong, and closes. */
  void fail(Http2Exception error) {
    if (closing) {
      return;
    }
    ByteBuf reason = ByteBufUtil.writeUtf8(connection.context().alloc(), error.getMessage());
    goAway(connection.connection().remote().lastStreamCreated(), error.error(), reason);
    closeWhenSent();
    // The client may not even take this.
    ChannelHandlerContext ctx = connection.context();
    ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private void leaveNow() {
    if (left || closing || !channel().isActive()) {
      return;
    }
    left = true;
    int last = connection.connection().remote().lastStreamCreated();
    goAway(last, Http2Error.NO_ERROR, Unpooled.EMPTY_BUFFER);
    connection.flush(connection.context());
    streamRemoved();
  }

  private void goAway(int lastStream, Http2Error error, ByteBuf reason) {
    ChannelHandlerContext ctx = connection.context();
    if (error == Http2Error.NO_ERROR) {
      connection.goAway(ctx, lastStream, error.code(), reason, ctx.newPromise());
    } else {
      // The codec would close at once, and the client might never see why.
      connection
          .encoder()
          .frameWriter()
          .writeGoAway(ctx, lastStream, error.code(), reason, ctx.newPromise());
    }
  }

  private void closeWhenSent() {
    if (!closing) {
      closing = true;
      connection.context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> linger());
    }
  }

  /**
   * Closes the way out only, and reads on for a moment: a client that still sends would take a full close for a reset,
   * and might never see what came before.
   */
  private void linger() {
    if (!lingering && channel().isActive()) {
      lingering = true;
      TlsConnection.endOutput(channel());
    }
  }

  private Channel channel() {
    return connection.context().channel();
  }
}
