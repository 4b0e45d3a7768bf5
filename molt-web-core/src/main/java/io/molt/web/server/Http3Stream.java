package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.molt.web.http.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3HeadersValidationException;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request stream of an HTTP/3 connection, as it is read (RFC 9114 section 4.1). */
final class Http3Stream extends ChannelInboundHandlerAdapter implements ChannelFutureListener {
  private static final Logger LOG = LoggerFactory.getLogger(Http3Stream.class);

  private final ServerContext server;
  private final Http3Connection connection;
  // Set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  private @Nullable RequestStream request;
  private @Nullable Http3Headers trailers;
  private boolean ended;
  private boolean ending;
  private boolean reading;
  private int unread;
  // Whether the head had not come when that was first looked at, and when that was.
  private boolean late;
  private long lateSince;

  Http3Stream(ServerContext server, Http3Connection connection) {
    this.server = server;
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    // Streams beside requests, of which the codec takes care, go on reading by themselves.
    context.channel().config().setAutoRead(false);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    connection.opened(this);
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    try {
      if (message instanceof Http3HeadersFrame head) {
        head(head);
      } else if (message instanceof Http3DataFrame data && request != null) {
        content(request, data.content());
      } else {
        connection.countIdle();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    // Whether the client has ended its request is told only after this.
    LoopTasks.execute(context.executor(), this::dispatch);
    read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !ended) {
      ended = true;
      if (request != null) {
        end(request);
      }
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (request != null && context.channel().isWritable()) {
      request.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (request != null) {
      request.closed();
    }
    connection.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    LOG.debug("{} broke", context.channel(), error);
    if (request != null) {
      request.closed();
    }
    if (error instanceof QuicException) {
      connection.countReset();
      context.close();
    } else if (error instanceof Http3HeadersValidationException) {
      refused(error);
      // The codec has reset the response by now, or is about to, so that there is no telling why.
      channel().shutdown(Http3ErrorCode.H3_MESSAGE_ERROR.code());
    } else if (request == null && error instanceof Http3Exception) {
      refused(error);
    } else if (request == null && error instanceof IllegalArgumentException) {
      // All else that the codec finds wrong it answers itself.
      begin().reject(Framing.malformedLength(), false);
    } else if (error instanceof DecoderException) {
      // What the codec trips over, it leaves lying, and reads no further.
      refused(error);
      connection.end(Http3ErrorCode.H3_FRAME_ERROR);
    }
  }

  /** Takes note of what became of a write: one that fails tells that the client takes no more. */
  @Override
  public void operationComplete(ChannelFuture written) {
    if (!written.isSuccess()) {
      LOG.debug("{} takes no more", written.channel(), written.cause());
      clientGone();
    }
  }

  /** Finds out whether the client still waits for the response, or ever says what it wants. */
  void look() {
    if (request == null) {
      awaitHead();
    } else if (StreamRoom.isGone(channel())) {
      gone();
    }
  }

  /** Returns the exchange, or null if its head has not come yet. */
  @Nullable RequestStream request() {
    return request;
  }

  QuicStreamChannel channel() {
    return (QuicStreamChannel) ctx.channel();
  }

  /** Takes note that the server ends the stream, and why. */
  void ends(StreamError error) {
    ending = true;
    if (error == StreamError.MALFORMED) {
      connection.countReset();
    }
  }

  /** Takes note that the handler has taken that much content. */
  void consumed(int count) {
    unread -= count;
    read();
  }

  private void refused(Throwable error) {
    server.refused(Refused.Reason.MALFORMED, connection.described(), error.toString());
    ends(StreamError.MALFORMED);
  }

  private void awaitHead() {
    long limit = server.options.timeouts().requestHead().toNanos();
    long now = System.nanoTime();
    if (!late) {
      late = true;
      lateSince = now;
    } else if (limit > 0 && now - lateSince >= limit) {
      lateSince = now;
      server.refused(
          Refused.Reason.TIMED_OUT,
          connection.described(),
          "The head of the request did not come in time.");
      channel().shutdown(Http3ErrorCode.H3_REQUEST_INCOMPLETE.code());
    }
  }

  private void content(RequestStream begun, ByteBuf content) {
    int count = content.readableBytes();
    if (count == 0) {
      connection.countIdle();
    }
    unread += count;
    begun.data(content, false);
  }

  private void gone() {
    if (ending) {
      ctx.close();
    } else {
      LOG.debug("{} is given up", ctx.channel());
      clientGone();
    }
  }

  private void clientGone() {
    connection.countReset();
    if (request != null) {
      request.closed();
    }
    ctx.close();
  }

  private void head(Http3HeadersFrame frame) {
    if (request != null) {
      // The end of the stream follows.
      trailers = frame.headers();
      return;
    }
    RequestStream begun = begin();
    try {
      StrictFields.require(frame.headers());
      begun.begin(StreamHead.of(frame.headers(), server.options.heads()), false);
    } catch (HttpException refused) {
      begun.reject(refused, false);
    }
  }

  private RequestStream begin() {
    RequestStream begun = new RequestStream(
        server, connection.described(), connection.fields(), new Http3Transport(this, channel()));
    request = begun;
    return begun;
  }

  private void end(RequestStream begun) {
    if (trailers == null) {
      begun.end();
    } else {
      begun.trailers(trailers);
    }
  }

  private void dispatch() {
    if (request != null && !ended && !reading) {
      request.readComplete();
    }
  }

  private void read() {
    if (!reading && !ended && unread < server.options.http3().initialWindow()) {
      ctx.read();
    }
  }
}
