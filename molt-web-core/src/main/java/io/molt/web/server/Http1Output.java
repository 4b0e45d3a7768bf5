package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Connection;
import io.molt.web.http.Headers;
import io.molt.web.http.LoopWatch;
import io.molt.web.http.Peer;
import io.molt.web.http.Protocol;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 connection as it is written: framing (RFC 9112 section 6), and how it is closed (section 9.6). */
final class Http1Output implements Wire {
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final Status EARLY_HINTS = Status.of(103);
  private static final int LINE_BREAK = '\r' << 8 | '\n';
  // Room for eight hexadecimal digits and a line break before, and a line break and the last chunk
  // after.
  private static final int BEFORE_CHUNK = 10;
  private static final int AFTER_CHUNK = 7;
  private static final int HEAD_SIZE = 256;
  private static final int LINGER_BYTES = 16 * 1024 * 1024;

  private final ServerContext server;
  private final Http1Connection connection;
  private final Unsent unsent = new Unsent();
  // Both are set when the handler is added, before anything else happens.
  @SuppressWarnings("NullAway.Init")
  private ChannelHandlerContext ctx;

  @SuppressWarnings("NullAway.Init")
  private HeadEncoder encoder;

  private LoopWatch.@Nullable Loop watched;
  private @Nullable Peer peer;
  private @Nullable Connection described;
  private boolean chunked;
  private boolean untilClose;
  private boolean closesAfterwards;
  private boolean closing;
  private boolean lingering;
  private int lingered;
  private boolean unflushed;
  private boolean encrypted;

  Http1Output(ServerContext server, Http1Connection connection) {
    this.server = server;
    this.connection = connection;
  }

  void open(ChannelHandlerContext context) {
    ctx = context;
    encoder = server.encoder(context.executor());
    watched = server.watches(context.executor()).blocking();
    encrypted = context.pipeline().get(SslHandler.class) != null;
  }

  /** Returns whether it goes through TLS. */
  boolean isEncrypted() {
    return encrypted;
  }

  @Override
  public boolean inLoop() {
    return ctx.executor().inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    LoopTasks.execute(ctx.executor(), () -> run(task));
  }

  @Override
  public void executeAfterReads(Runnable task) {
    LoopTasks.executeAfterReads(ctx.executor(), () -> run(task));
  }

  /** Runs the task on the event loop after that time, once what has come by then has been read. */
  void executeWhenCalm(Runnable task, Duration time) {
    LoopTasks.executeWhenCalm(ctx.executor(), () -> run(task), time);
  }

  @Override
  public LoopWatch.@Nullable Loop watched() {
    return watched;
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public void flush() {
    if (unflushed && (!connection.isBusy() || !isWritable())) {
      unflushed = false;
      ctx.flush();
      if (!unflushed) {
        // Otherwise a response was written while this one was flushed, and is told of with the next
        // flush.
        unsent.flushed(ctx);
      }
    }
  }

  @Override
  public void demand(InboundBody body) {
    connection.demand(body);
  }

  @Override
  public void room(InboundBody body) {
    connection.goOn();
  }

  @Override
  public void writeHint(Headers fields) {
    RequestHead request = connection.head();
    if (request != null && !request.http10()) {
      ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE);
      encoder.encodeInterim(out, EARLY_HINTS, fields);
      write(out);
      flush();
    }
  }

  @Override
  public void writeWhole(Response response, byte[] content, ServerExchange exchange) {
    ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE + content.length);
    encode(out, response, content.length, connection.endsWithResponse());
    out.writeBytes(content);
    finish(out, exchange);
  }

  @Override
  public void writeHeadOnly(Response response, long length, ServerExchange exchange) {
    ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE);
    encode(out, response, statedLength(response, length), connection.endsWithResponse());
    finish(out, exchange);
  }

  @Override
  public void writeHead(Response response, long length, ServerExchange exchange) {
    if (connection.content().takeContinueDue()) {
      // The handler may yet read the content while it answers, and after the head it is too late to
      // ask for it.
      writeContinue();
    }
    RequestHead request = connection.head();
    boolean http10 = request != null && request.http10();
    chunked = length < 0 && !http10;
    untilClose = length < 0 && http10;
    ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE);
    long framing = chunked ? HeadEncoder.CHUNKED : length;
    encode(out, response, untilClose ? HeadEncoder.NONE : framing, untilClose);
    write(out);
  }

  @Override
  public @Nullable InboundBody writeUpgrade(Response response, ServerExchange exchange) {
    InboundBody heard = connection.upgrade();
    if (heard != null) {
      chunked = false;
      untilClose = true;
      closesAfterwards = true;
      ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE);
      encoder.encodeUpgrade(out, response);
      write(out);
    }
    return heard;
  }

  @Override
  public ByteBuf chunk(int capacity) {
    if (!chunked) {
      return ctx.alloc().directBuffer(capacity);
    }
    ByteBuf chunk = ctx.alloc().directBuffer(BEFORE_CHUNK + capacity + AFTER_CHUNK);
    return chunk.setIndex(BEFORE_CHUNK, BEFORE_CHUNK);
  }

  @Override
  public void writeChunk(ByteBuf chunk) {
    write(framed(chunk));
  }

  @Override
  public boolean takesFiles() {
    return !encrypted;
  }

  @Override
  public void writeFile(FilePiece piece, ChannelFutureListener listener) {
    unflushed = true;
    ctx.write(piece).addListener(listener);
  }

  @Override
  public void writeLast(@Nullable ByteBuf chunk, Headers trailers, ServerExchange exchange) {
    ByteBuf out = chunk == null ? ctx.alloc().directBuffer(AFTER_CHUNK) : framed(chunk);
    if (chunked) {
      encoder.encodeLastChunk(out, trailers);
    }
    finish(out, exchange);
  }

  @Override
  public void abort(ServerExchange exchange) {
    ctx.flush();
    unsent.flushed(ctx);
    connection.answered(exchange);
    abandon();
    breakOff();
  }

  /** Answers a request that reaches no handler, and closes the connection. */
  void reject(Response response) {
    ByteBuf out = ctx.alloc().directBuffer(HEAD_SIZE);
    byte[] content = response.body() instanceof Body.Bytes whole ? whole.bytes() : new byte[0];
    encoder.encode(out, response, content.length, true, false);
    close(writeFinal(out.writeBytes(content)), true);
    flush();
  }

  void writeContinue() {
    write(ctx.alloc().directBuffer(CONTINUE.length).writeBytes(CONTINUE));
    flush();
  }

  void read() {
    ctx.read();
  }

  /** Returns whether output is taken, after a flush if need be. */
  boolean canWrite() {
    if (!isWritable()) {
      flush();
    }
    return isWritable();
  }

  /** Returns the client. */
  Peer peer() {
    Peer known = peer;
    if (known == null) {
      known = Described.peer(ctx.channel());
      peer = known;
    }
    return known;
  }

  /** Returns the connection as requests see it. */
  Connection connection(boolean http10) {
    Protocol protocol = http10 ? Protocol.HTTP_1_0 : Protocol.HTTP_1_1;
    Connection known = described;
    if (known == null || known.protocol() != protocol) {
      known = Described.connection(ctx.channel(), protocol);
      described = known;
    }
    return known;
  }

  /** Returns whether no further request is served. */
  boolean isClosing() {
    return closing;
  }

  /** Returns whether what comes in is read only to be thrown away. */
  boolean isLingering() {
    return lingering;
  }

  /** Takes note of bytes that came in after the last request that is served. */
  void discard(int count) {
    if (lingering) {
      lingered += count;
      if (lingered > LINGER_BYTES) {
        ctx.close();
      }
    }
  }

  /** Closes the connection after what is written has been sent. */
  void closeWhenSent() {
    close(writeFinal(Unpooled.EMPTY_BUFFER), connection.content().isReceiving());
    unflushed = true;
    flush();
  }

  void closeNow() {
    ctx.close();
  }

  /** Closes amid a response, so that its client can tell. */
  void breakOff() {
    if (untilClose) {
      // Only a reset tells this client that what it got is not all there was to get.
      reset();
    } else {
      ctx.close();
    }
  }

  /** Closes without another word, and drops what the client has not taken. */
  void reset() {
    Channels.reset(ctx.channel());
  }

  /** Takes note that nothing more can be sent. */
  void lost() {
    unsent.lost();
  }

  /** Serves no further request. */
  void abandon() {
    closing = true;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failed) {
      // An event loop would log it and leave the client waiting.
      ctx.pipeline().fireExceptionCaught(failed);
    }
  }

  private void encode(ByteBuf out, Response response, long framing, boolean close) {
    RequestHead request = connection.head();
    boolean keepAlive = request != null && request.keepAlive();
    boolean announce = request != null && request.http10();
    closesAfterwards = encoder.encode(
        out, response, framing, close || !keepAlive || connection.isLast(), announce);
  }

  private static long statedLength(Response response, long length) {
    if (response.status().equals(Status.NO_CONTENT)) {
      return HeadEncoder.NONE;
    }
    return length < 0 ? HeadEncoder.AS_STATED : length;
  }

  private ByteBuf framed(ByteBuf chunk) {
    if (!chunked) {
      return chunk;
    }
    int size = chunk.readableBytes();
    int at = BEFORE_CHUNK - 2;
    chunk.setShort(at, LINE_BREAK);
    do {
      chunk.setByte(--at, Character.forDigit(size & 0xf, 16));
      size >>>= 4;
    } while (size > 0);
    return chunk.readerIndex(at).writeShort(LINE_BREAK);
  }

  private ChannelFuture write(ByteBuf out) {
    unflushed = true;
    return ctx.write(out);
  }

  private void finish(ByteBuf out, ServerExchange exchange) {
    if (closesAfterwards || connection.endsWithResponse()) {
      finishWith(out, exchange);
    } else {
      writeEnd(out, exchange);
      connection.answered(exchange);
      connection.next();
    }
    if (connection.isRetiring() && !closing) {
      // The client has not been told: the head was out before.
      connection.retire();
    }
    flush();
    connection.read();
  }

  /** Ends with this response. */
  private void finishWith(ByteBuf out, ServerExchange exchange) {
    ChannelFuture sent = writeFinal(out).addListener(exchange);
    boolean expectsMore = connection.mayGetRequests();
    boolean unread = connection.answered(exchange);
    connection.dropEarly();
    close(sent, unread || expectsMore);
  }

  /** Writes what the connection is closed after: when it has been sent there is nothing left to look at. */
  private ChannelFuture writeFinal(ByteBuf out) {
    ChannelFuture sent = write(out);
    unsent.before(sent);
    return sent;
  }

  private void writeEnd(ByteBuf out, ServerExchange exchange) {
    if (encrypted) {
      write(out).addListener(exchange);
    } else {
      unflushed = true;
      unsent.add(exchange);
      ctx.write(out, ctx.voidPromise());
    }
  }

  private void close(ChannelFuture sent, boolean unread) {
    closing = true;
    if (unread) {
      sent.addListener(done -> linger());
    } else {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /**
   * Closes the way out only, and reads on for a moment: a client that still sends would take a full close for a reset,
   * and might never see the response.
   */
  private void linger() {
    Channel channel = ctx.channel();
    if (lingering || !channel.isActive()) {
      return;
    }
    lingering = true;
    TlsConnection.endOutput(channel);
    connection.read();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
