package io.molt.web.server;

import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with TLS, from its handshake to its end: has it speak what was agreed on, and closes it with the client. */
final class TlsConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TlsConnection.class);

  private final ServerContext server;
  private final TlsEntrance entrance;
  private final Executor tasks;
  private final SslHandler tls;
  // Set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  private boolean secured;
  private boolean ended;

  /**
   * Creates one.
   *
   * @param tasks does the long sums of the handshake
   */
  TlsConnection(ServerContext server, TlsEntrance entrance, SSLEngine engine, Executor tasks) {
    this.server = server;
    this.entrance = entrance;
    this.tasks = tasks;
    this.tls = new Tls(engine, this::execute);
  }

  /** Returns what encrypts and decrypts. */
  SslHandler tls() {
    return tls;
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
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (server.isStopping()) {
      closeLater();
    }
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      shaken(handshake);
    } else if (event instanceof SslCloseCompletionEvent close) {
      ended = close.isSuccess();
    } else if (event == Stop.NOW && !secured) {
      ctx.close();
    } else if (event == Stop.WHEN_DONE && !secured) {
      closeLater();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    ctx.fireChannelReadComplete();
    if (ended) {
      // The client sends no more, which ends a connection in clear text too. What could be answered
      // at once has been.
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    if (secured) {
      ctx.fireExceptionCaught(error);
    } else {
      LOG.debug("{} ends without a TLS handshake", ctx.channel(), error);
      ctx.close();
    }
  }

  /** Has the sums done of the one handshake of this connection. */
  private void execute(Runnable task) {
    if (secured) {
      refuseAnother();
    } else {
      tasks.execute(task);
    }
  }

  /** Ends a connection whose client begins a second handshake, which TLS 1.3 has done away with (RFC 9113 section 9.2.1). */
  private void refuseAnother() {
    LOG.debug("{} is closed: its client begins a second TLS handshake", ctx.channel());
    // Not through the pipeline: TLS waits for the handshake.
    ctx.channel().unsafe().close(ctx.voidPromise());
  }

  private void shaken(SslHandshakeCompletionEvent handshake) {
    if (!handshake.isSuccess()) {
      refused(handshake.cause());
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
  private void closeLater() {
    LoopTasks.executeWhenCalm(
        ctx.executor(), this::closeUnlessSecured, server.options.shutdown().idleWait());
  }

  private void closeUnlessSecured() {
    if (!secured) {
      ctx.close();
    }
  }

  /** Takes note of a handshake that failed; the connection is closed by who says so. A client that leaves is no failure. */
  private void refused(Throwable cause) {
    LOG.debug("{} ends without a TLS handshake: {}", ctx.channel(), cause.toString());
    if (!(cause instanceof SSLException) || isOfTheSocket(cause.getCause())) {
      // The client went away, as one does that only looks whether anybody listens.
      return;
    }
    server.refused(
        Refused.Reason.TLS, Described.connection(ctx.channel(), Protocol.HTTP_1_1), detail(cause));
    if (!(cause instanceof SslHandshakeTimeoutException)) {
      entrance.refuse();
    }
  }

  private static boolean isOfTheSocket(@Nullable Throwable error) {
    return error instanceof IOException && !(error instanceof SSLException);
  }

  private static String detail(Throwable cause) {
    // Its own message is all that the client has sent.
    return cause instanceof NotSslRecordException
        ? "The connection does not begin with TLS (expected: a handshake)."
        : cause.toString();
  }

  /** TLS, but for what its sums find wrong once the connection is gone: there is nobody left in the pipeline to take it. */
  private static final class Tls extends SslHandler {
    Tls(SSLEngine engine, Executor tasks) {
      super(engine, tasks);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) throws Exception {
      if (context.isRemoved()) {
        LOG.debug("{} is gone, and was malformed", context.channel(), error);
      } else {
        super.exceptionCaught(context, error);
      }
    }
  }
}
