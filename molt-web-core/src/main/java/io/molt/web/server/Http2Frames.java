package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the frames of an HTTP/2 connection, found to be in order, to the requests that they belong to. */
final class Http2Frames extends Http2EventAdapter implements Http2RemoteFlowController.Listener {
  private final ServerContext server;
  private final Http2Handler connection;
  private final PropertyKey key;
  private final FieldSection fields;
  // Begun in the present read, and still without all of their content.
  private final List<RequestStream> unfinished = new ArrayList<>();

  private boolean settled;
  private int requests;

  Http2Frames(ServerContext server, Http2Handler connection) {
    this.server = server;
    this.connection = connection;
    this.key = connection.connection().newKey();
    this.fields = new FieldSection(server);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean last) {
    onHeadersRead(ctx, streamId, headers, padding, last);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean last) {
    Http2Stream stream = connection.connection().stream(streamId);
    RequestStream begun = requestOf(stream);
    if (begun == null) {
      begin(stream, headers, last);
    } else {
      begun.trailers(headers);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf content, int padding, boolean last) {
    RequestStream request = requestOf(connection.connection().stream(streamId));
    if (request != null) {
      request.data(content, last);
    }
    return padding;
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    settled = true;
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment) {
    RequestStream request = requestOf(connection.connection().stream(streamId));
    if (request != null) {
      request.roomMade(increment);
    }
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) {
    connection.farewell().pong(data);
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    RequestStream request = requestOf(stream);
    if (request != null) {
      request.closed();
    }
  }

  @Override
  public void onStreamRemoved(Http2Stream stream) {
    connection.farewell().streamRemoved();
  }

  @Override
  public void writabilityChanged(Http2Stream stream) {
    RequestStream request = requestOf(stream);
    if (request != null && connection.isOpen(stream)) {
      request.writable();
    }
  }

  /** Returns whether the client has said how it is to be spoken to. */
  boolean isSettled() {
    return settled;
  }

  /** Returns the number of requests that have begun. */
  int requests() {
    return requests;
  }

  /** Takes note that the present read brings nothing more. */
  void readComplete() {
    if (!unfinished.isEmpty()) {
      unfinished.forEach(RequestStream::readComplete);
      unfinished.clear();
    }
  }

  /** Ends all exchanges. */
  void endAll(Outcome outcome) {
    try {
      connection.connection().forEachActiveStream(stream -> {
        RequestStream request = requestOf(stream);
        if (request != null) {
          request.end(outcome);
        }
        return true;
      });
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Answers a request whose head the codec could make nothing of; returns false if the error is about anything else.
   *
   * @throws Http2Exception if the stream could not have been opened to begin with
   */
  boolean refuse(StreamException error) throws Http2Exception {
    Http2Connection streams = connection.connection();
    int streamId = error.streamId();
    Http2Stream stream = streams.stream(streamId);
    boolean fresh = stream == null
        ? streams.remote().isValidStreamId(streamId) && !streams.streamMayHaveExisted(streamId)
        : requestOf(stream) == null;
    if (!fresh || error.error() != Http2Error.PROTOCOL_ERROR) {
      return false;
    }
    HttpException failure = error instanceof HeaderListSizeException
        ? Refusal.fieldsTooLarge("The header section is too large (expected: at most "
            + server.options.heads().maxHeaderSize() + " bytes).")
        : Refusal.malformed("The request is malformed (expected: as RFC 9113 section 8 says).");
    Http2Stream known = stream == null ? streams.remote().createStream(streamId, false) : stream;
    requestOn(known).reject(failure, false);
    return true;
  }

  private void begin(Http2Stream stream, Http2Headers headers, boolean last) {
    RequestStream request = requestOn(stream);
    requests++;
    if (requests >= server.options.connections().maxRequests()) {
      connection.leave();
    }
    StreamHead head;
    try {
      head = StreamHead.of(headers, server.options.heads());
    } catch (HttpException unsound) {
      request.reject(unsound, last);
      return;
    }
    request.begin(head, last);
    if (!last) {
      unfinished.add(request);
    }
  }

  private RequestStream requestOn(Http2Stream stream) {
    RequestStream request = new RequestStream(
        server, connection.described(), fields, new Http2Transport(connection, stream));
    stream.setProperty(key, request);
    return request;
  }

  private @Nullable RequestStream requestOf(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }
}
