package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.LoopWatch;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of HTTP/2 or HTTP/3 as it is written: the response, and how the stream ends with it or without it.
 *
 * <p>To be called on the event loop.
 */
final class StreamOutput implements Wire, ChannelFutureListener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamOutput.class);
  private static final AsciiString CONTINUE = HttpResponseStatus.CONTINUE.codeAsText();
  private static final AsciiString OK = HttpResponseStatus.OK.codeAsText();
  private static final AsciiString EARLY_HINTS = HttpResponseStatus.EARLY_HINTS.codeAsText();
  private static final AsciiString[] NO_FIELDS = {};

  private final RequestStream request;
  private final FieldSection fields;
  private final StreamTransport transport;
  private final LoopWatch.@Nullable Loop watched;
  private StreamError afterResponse = StreamError.NONE;

  StreamOutput(
      RequestStream request,
      FieldSection fields,
      StreamTransport transport,
      LoopWatch.@Nullable Loop watched) {
    this.request = request;
    this.fields = fields;
    this.transport = transport;
    this.watched = watched;
  }

  /** Has the stream be reset once the response is out, for the client must not take its request for a sound one. */
  void resetAfterwards(StreamError error) {
    afterResponse = error;
  }

  @Override
  public boolean inLoop() {
    return transport.loop().inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    LoopTasks.execute(transport.loop(), () -> run(task));
  }

  @Override
  public void executeAfterReads(Runnable task) {
    LoopTasks.executeAfterReads(transport.loop(), () -> run(task));
  }

  @Override
  public LoopWatch.@Nullable Loop watched() {
    return watched;
  }

  @Override
  public boolean isWritable() {
    return transport.isWritable();
  }

  @Override
  public void flush() {
    transport.flush();
  }

  @Override
  public void demand(InboundBody body) {
    if (request.isFrom(body) && request.takeContinueDue()) {
      writeContinue();
    }
  }

  @Override
  public void room(InboundBody body) {
    request.room(body);
  }

  @Override
  public void writeHint(Headers hints) {
    transport.writeHead(EARLY_HINTS, fields.of(hints), false, null);
    transport.flush();
  }

  @Override
  public void writeWhole(Response response, byte[] content, ServerExchange from) {
    writeWhole(response, content);
  }

  /** Writes a whole response, and ends the exchange, if there is one. */
  void writeWhole(Response response, byte[] content) {
    boolean empty = content.length == 0;
    writeHead(response, content.length, empty);
    if (!empty) {
      ByteBuf out = transport.alloc().directBuffer(content.length).writeBytes(content);
      transport.writeData(out, true, this);
    }
    request.finish();
  }

  @Override
  public void writeHeadOnly(Response response, long length, ServerExchange from) {
    long stated = length < 0 ? HeadEncoder.AS_STATED : length;
    if (response.status().equals(Status.NO_CONTENT)) {
      stated = HeadEncoder.NONE;
    }
    writeHead(response, stated, true);
    request.finish();
  }

  @Override
  public void writeHead(Response response, long length, ServerExchange from) {
    if (request.takeContinueDue()) {
      // The handler may yet read the content while it answers, and after the head it is too late to
      // ask for it.
      writeContinue();
    }
    writeHead(response, length, false);
  }

  @Override
  public @Nullable InboundBody writeUpgrade(Response response, ServerExchange from) {
    InboundBody heard = request.upgrade();
    if (heard != null) {
      // There is no 101 on a stream (RFC 8441 section 4).
      transport.writeHead(OK, fields.of(response, HeadEncoder.NONE), false, null);
    }
    return heard;
  }

  @Override
  public ByteBuf chunk(int capacity) {
    return transport.alloc().directBuffer(capacity);
  }

  @Override
  public void writeChunk(ByteBuf chunk) {
    transport.writeData(chunk, false, null);
  }

  @Override
  public void writeLast(@Nullable ByteBuf chunk, Headers trailers, ServerExchange from) {
    if (trailers.size() == 0) {
      transport.writeData(chunk == null ? Unpooled.EMPTY_BUFFER : chunk, true, this);
    } else {
      writeTrailers(chunk, trailers);
    }
    request.finish();
  }

  @Override
  public void abort(ServerExchange from) {
    request.breakOff();
    reset(StreamError.INTERNAL);
  }

  /** Takes note that the last of the response has been sent, or could not be. */
  @Override
  public void operationComplete(ChannelFuture sent) {
    if (isClosed(sent.cause())) {
      // By the client, or for something that it did wrong.
      request.end(Outcome.CLIENT_GONE);
    } else {
      request.sent(sent);
    }
    if (!sent.isSuccess()) {
      return;
    }
    if (afterResponse != StreamError.NONE) {
      reset(afterResponse);
    } else {
      request.linger();
    }
  }

  /** Ends the stream before its time. */
  void reset(StreamError error) {
    transport.reset(error);
    transport.flush();
  }

  private void writeHead(Response response, long framing, boolean last) {
    AsciiString status = HttpResponseStatus.valueOf(response.status().code()).codeAsText();
    transport.writeHead(status, fields.of(response, framing), last, last ? this : null);
  }

  private void writeContinue() {
    transport.writeHead(CONTINUE, NO_FIELDS, false, null);
    transport.flush();
  }

  private void writeTrailers(@Nullable ByteBuf chunk, Headers trailers) {
    if (chunk != null) {
      transport.writeData(chunk, false, null);
    }
    transport.writeTrailers(fields.of(trailers), this);
  }

  private static boolean isClosed(@Nullable Throwable error) {
    return error instanceof Http2Exception known && known.error() == Http2Error.STREAM_CLOSED;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failed) {
      // An event loop would log it and leave the client waiting.
      LOG.error("a stream is reset after an error of the server's own", failed);
      request.end(Outcome.FAILED);
      reset(StreamError.INTERNAL);
    }
  }
}
