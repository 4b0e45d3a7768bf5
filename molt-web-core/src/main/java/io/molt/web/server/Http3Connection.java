package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Outcome;
import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP/3 connection (RFC 9114): what its streams share, and how it ends. To be called on the event loop. */
final class Http3Connection extends ChannelInboundHandlerAdapter implements Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Http3Connection.class);
  // The largest that a client could open (RFC 9000 section 2.1).
  private static final long ANY_STREAM = (1L << 62) - 4;
  private static final int STREAM_STEP = 4;
  private static final int LOOK_MILLIS = 200;
  private static final long LEAST_ROUND_TRIP = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long MOST_ROUND_TRIP = TimeUnit.SECONDS.toNanos(1);

  private final ServerContext server;
  private final QuicChannel channel;
  private final FieldSection fields;
  private final Set<Http3Stream> streams = new HashSet<>();
  private @Nullable Connection described;
  private @Nullable String serverName;
  private long nextStream;
  private int requests;
  private @Nullable Watch watch;
  private boolean leaving;
  private boolean left;
  private boolean looking;
  private boolean failed;
  private boolean broken;
  private boolean flooded;
  private final RateLimit resets;
  private final RateLimit idleFrames;

  Http3Connection(ServerContext server, QuicChannel channel) {
    this.server = server;
    this.channel = channel;
    this.fields = new FieldSection(server);
    Http3Options options = server.options.http3();
    long window = options.resetWindow().toNanos();
    this.resets = new RateLimit(options.maxResets(), window);
    this.idleFrames = new RateLimit(options.maxControlFrames(), window);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    watch = server.watches(ctx.executor()).connection(null, this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (watch != null) {
      watch.end();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (server.isStopping()) {
      // Not before its first request, which it was opened for.
      LoopTasks.executeWhenCalm(
          ctx.executor(), this::leave, server.options.shutdown().idleWait());
    }
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Stop.NOW) {
      Set.copyOf(streams).forEach(stream -> end(stream, Outcome.DRAINED));
      close();
    } else if (event == Stop.WHEN_DONE) {
      leave();
    } else if (event instanceof SniCompletionEvent sni) {
      serverName = sni.hostname();
    } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      refused(handshake.cause());
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Has somebody take the errors of a stream that the client opens beside its requests. */
  void openedAside(QuicStreamChannel stream) {
    stream.pipeline().addLast("errors", new Http3Errors(this));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
    // The codec closes the connection with the code that says what the client did wrong.
    LOG.debug("{} broke", channel, error);
    if (error instanceof Http3Exception) {
      server.refused(Refused.Reason.MALFORMED, described(), error.toString());
    }
  }

  /** Returns the connection as requests see it. */
  Connection described() {
    Connection known = described;
    if (known == null) {
      known = Described.connection(channel, Optional.ofNullable(serverName));
      described = known;
    }
    return known;
  }

  /** Returns what makes the field sections of its responses. */
  FieldSection fields() {
    return fields;
  }

  void opened(Http3Stream stream) {
    long id = stream.channel().streamId();
    if (left && id >= nextStream) {
      stream.channel().shutdown(Http3ErrorCode.H3_REQUEST_REJECTED.code());
      return;
    }
    nextStream = Math.max(nextStream, id + STREAM_STEP);
    streams.add(stream);
    if (++requests >= server.options.connections().maxRequests()) {
      leave();
    }
    scheduleLook();
  }

  void closed(Http3Stream stream) {
    streams.remove(stream);
    if (left && streams.isEmpty()) {
      close();
    }
  }

  /** Counts a stream that the client has given up, or that it had the server give up, which comes to the same. */
  void countReset() {
    if (!resets.allows(System.nanoTime())) {
      endFlood("Too many streams are reset.");
    }
  }

  /** Counts a frame, or a stream, that gets nobody anywhere. */
  void countIdle() {
    if (!idleFrames.allows(System.nanoTime())) {
      endFlood("There are too many frames that get nobody anywhere.");
    }
  }

  private void endFlood(String detail) {
    if (flooded) {
      return;
    }
    flooded = true;
    server.refused(Refused.Reason.FLOOD, described(), detail);
    end(Http3ErrorCode.H3_EXCESSIVE_LOAD);
  }

  /** Takes note of what went wrong on a stream beside requests; without such a stream the connection is worth nothing. */
  void brokenAside(Throwable error) {
    LOG.debug("{} broke aside", channel, error);
    if (error instanceof IOException || error instanceof QuicException || broken) {
      // The client has left, or has reset a stream: of those that matter the codec takes care.
      return;
    }
    broken = true;
    server.refused(Refused.Reason.MALFORMED, described(), error.toString());
    // Where the codec knows what the client did wrong it has said so already.
    end(Http3ErrorCode.H3_GENERAL_PROTOCOL_ERROR);
  }

  /** Ends the connection at once, and tells the client why. */
  void end(Http3ErrorCode reason) {
    channel.close(true, reason.code(), Unpooled.EMPTY_BUFFER);
  }

  @Override
  public Wait waitsFor() {
    if (!streams.isEmpty()) {
      return Wait.NOTHING;
    }
    return requests == 0 ? Wait.HEAD : Wait.REQUEST;
  }

  @Override
  public long progress(Wait wait) {
    return requests;
  }

  @Override
  public void timedOut(Wait wait) {
    LOG.debug("{} took too long ({})", channel, wait);
    leave();
  }

  @Override
  public void retire() {
    leave();
  }

  /** Takes note of a handshake that failed, which is told once for each packet that comes after. */
  private void refused(Throwable cause) {
    if (!failed) {
      failed = true;
      server.refused(Refused.Reason.TLS, unsecured(), cause.toString());
    }
  }

  private Connection unsecured() {
    return Connection.of(Described.peer(channel.remoteSocketAddress()), Protocol.HTTP_3);
  }

  private void scheduleLook() {
    if (!looking) {
      looking = true;
      channel.eventLoop().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    looking = false;
    if (streams.isEmpty() || !channel.isActive()) {
      return;
    }
    List.copyOf(streams).forEach(Http3Stream::look);
    scheduleLook();
  }

  private void end(Http3Stream stream, Outcome outcome) {
    RequestStream request = stream.request();
    if (request != null) {
      request.end(outcome);
    }
  }

  /**
   * Has the client open no more streams, and closes once the present ones are done. The last stream that is served is
   * told a round trip later, so that none that is on its way by then is lost (RFC 9114 section 5.2).
   */
  private void leave() {
    if (leaving) {
      return;
    }
    leaving = true;
    goAway(ANY_STREAM);
    channel.collectPathStats(0).addListener(stats -> {
      long pause = stats.isSuccess()
          ? 2 * ((QuicConnectionPathStats) stats.getNow()).rtt()
          : MOST_ROUND_TRIP;
      channel
          .eventLoop()
          .schedule(
              this::leaveNow,
              Math.max(LEAST_ROUND_TRIP, Math.min(MOST_ROUND_TRIP, pause)),
              TimeUnit.NANOSECONDS);
    });
  }

  private void leaveNow() {
    if (left || !channel.isActive()) {
      return;
    }
    left = true;
    goAway(nextStream);
    if (streams.isEmpty()) {
      close();
    }
  }

  private void goAway(long firstUnserved) {
    QuicStreamChannel control = Http3.getLocalControlStream(channel);
    if (control != null) {
      control.writeAndFlush(new DefaultHttp3GoAwayFrame(firstUnserved));
    }
  }

  private void close() {
    end(Http3ErrorCode.H3_NO_ERROR);
  }
}
