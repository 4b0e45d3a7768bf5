package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/2 connection, as it is written. */
final class Http2Transport implements StreamTransport {
  private final Http2Handler connection;
  private final Http2Stream stream;
  private long room;

  Http2Transport(Http2Handler connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  @Override
  public EventExecutor loop() {
    return connection.context().executor();
  }

  @Override
  public ByteBufAllocator alloc() {
    return connection.context().alloc();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable(stream);
  }

  @Override
  public void flush() {
    connection.flushWritten();
  }

  @Override
  public void writeHead(
      AsciiString status,
      AsciiString[] fields,
      boolean last,
      @Nullable ChannelFutureListener whenSent) {
    connection.writeHead(
        stream, ReadOnlyHttp2Headers.serverHeaders(false, status, fields), last, whenSent);
  }

  @Override
  public void writeTrailers(AsciiString[] fields, ChannelFutureListener whenSent) {
    connection.writeHead(stream, ReadOnlyHttp2Headers.trailers(false, fields), true, whenSent);
  }

  @Override
  public void writeData(ByteBuf content, boolean last, @Nullable ChannelFutureListener whenSent) {
    connection.writeData(stream, content, last, whenSent);
  }

  @Override
  public boolean isHeldBack() {
    return connection.isHeldBack(stream);
  }

  @Override
  public long taken() {
    return room + connection.roomUsed(stream);
  }

  @Override
  public void roomMade(int bytes) {
    room += bytes;
  }

  @Override
  public void reset(StreamError error) {
    connection.reset(stream, error.http2());
  }

  @Override
  public void consumed(int count) {
    connection.consumed(stream, count);
  }
}
