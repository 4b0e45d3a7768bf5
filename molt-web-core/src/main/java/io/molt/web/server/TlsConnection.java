package io.molt.web.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with TLS, from its handshake to its end: has it speak what was agreed on, and closes it with the client. */
final class TlsConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TlsConnection.class);

  private final ServerContext server;
  private final TlsEntrance entrance;
  private final SslHandler tls;
  private boolean secured;
  private boolean ended;

  TlsConnection(ServerContext server, TlsEntrance entrance, SslHandler tls) {
    this.server = server;
    this.entrance = entrance;
    this.tls = tls;
  }

  /** Ends the way out of a connection, with TLS or without; the way in stays open. */
  static void endOutput(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      ((DuplexChannel) channel).shutdownOutput();
    } else {
      // A client would take an end without this word for one that somebody on the way has made up.
      tls.closeOutbound().addListener(sent -> ((DuplexChannel) channel).shutdownOutput());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (server.isStopping()) {
      closeLater(ctx);
    }
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      shaken(ctx, handshake);
    } else if (event instanceof SslCloseCompletionEvent close) {
      ended = close.isSuccess();
    } else if (event == Stop.NOW && !secured) {
      ctx.close();
    } else if (event == Stop.WHEN_DONE && !secured) {
      closeLater(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (ended) {
      // The client sends no more, which ends a connection in clear text too. What could be answered
      // at once has been.
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    if (secured) {
      ctx.fireExceptionCaught(error);
    } else {
      LOG.debug("{} ends without a TLS handshake", ctx.channel(), error);
      ctx.close();
    }
  }

  private void shaken(ChannelHandlerContext ctx, SslHandshakeCompletionEvent handshake) {
    if (!handshake.isSuccess()) {
      refused(ctx, handshake.cause());
      return;
    }
    secured = true;
    ctx.pipeline().remove(entrance);
    SSLEngine engine = tls.engine();
    TlsSession.remember(ctx.channel(), engine.getSession());
    Protocols.negotiated(ctx.pipeline(), server, engine.getApplicationProtocol());
    if (server.isStopping()) {
      ctx.fireUserEventTriggered(Stop.WHEN_DONE);
    }
  }

  /** Closes in a moment unless the handshake is done by then: the first request may be on its way. */
  private void closeLater(ChannelHandlerContext ctx) {
    LoopTasks.executeLater(
        ctx.executor(), () -> closeUnlessSecured(ctx), server.options.shutdown().idleWait());
  }

  private void closeUnlessSecured(ChannelHandlerContext ctx) {
    if (!secured) {
      ctx.close();
    }
  }

  /** Takes note of a handshake that failed; the connection is closed by who says so. */
  private void refused(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("{} ends without a TLS handshake: {}", ctx.channel(), cause.toString());
    if (cause instanceof SSLException && !(cause instanceof SslHandshakeTimeoutException)) {
      entrance.refuse();
    }
  }
}
