package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Frame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream of an HTTP/3 connection, as it is written. */
final class Http3Transport implements StreamTransport {
  // As much as a stream is written in at a time, about.
  private static final int WRITE = 16 * 1024;

  private static final int RESET_MILLIS = 50;

  private final Http3Stream stream;
  private final QuicStreamChannel channel;
  private final Http3End end = new Http3End();
  private boolean unflushed;
  // Writes, for it is not told how far one has got.
  private int unsent;
  private long taken;

  Http3Transport(Http3Stream stream, QuicStreamChannel channel) {
    this.stream = stream;
    this.channel = channel;
    channel.pipeline().addFirst(end);
  }

  @Override
  public EventExecutor loop() {
    return channel.eventLoop();
  }

  @Override
  public ByteBufAllocator alloc() {
    return channel.alloc();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void flush() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
  }

  @Override
  public void writeHead(
      AsciiString status,
      AsciiString[] fields,
      boolean last,
      @Nullable ChannelFutureListener whenSent) {
    Http3Headers headers = new DefaultHttp3Headers(false, fields.length / 2 + 1).status(status);
    writeSection(headers, fields, last, whenSent);
  }

  @Override
  public void writeTrailers(AsciiString[] fields, ChannelFutureListener whenSent) {
    writeSection(new DefaultHttp3Headers(false, fields.length / 2), fields, true, whenSent);
  }

  @Override
  public void writeData(ByteBuf content, boolean last, @Nullable ChannelFutureListener whenSent) {
    write(new DefaultHttp3DataFrame(content), last, whenSent);
  }

  @Override
  public boolean isHeldBack() {
    return unsent > 0;
  }

  @Override
  public long taken() {
    return taken;
  }

  @Override
  public void roomMade(int bytes) {
    throw new UnsupportedOperationException("QUIC keeps it to itself");
  }

  @Override
  public void reset(StreamError error) {
    stream.ends(error);
    if (error == StreamError.NONE || error == StreamError.MALFORMED) {
      // The response is whole and stays so: only the rest of the request is refused. A reset might
      // overtake the response, and need not be (RFC 9114 section 4.1.2).
      channel.shutdownInput(error.http3());
    } else {
      // A reset has dropped what was sent before it; that should get there first.
      flush();
      channel
          .eventLoop()
          .schedule(() -> channel.shutdown(error.http3()), RESET_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void consumed(int count) {
    stream.consumed(count);
  }

  private void writeSection(
      Http3Headers section,
      AsciiString[] fields,
      boolean last,
      @Nullable ChannelFutureListener whenSent) {
    for (int i = 0; i < fields.length; i += 2) {
      section.add(fields[i], fields[i + 1]);
    }
    write(new DefaultHttp3HeadersFrame(section), last, whenSent);
  }

  private void write(Http3Frame frame, boolean last, @Nullable ChannelFutureListener whenSent) {
    unflushed = true;
    unsent++;
    ChannelPromise promise = last ? end.last(channel) : channel.newPromise();
    ChannelFuture sent = channel.write(frame, promise).addListener(this::sent);
    sent.addListener(whenSent == null ? stream : whenSent);
  }

  private void sent(Future<?> write) {
    unsent--;
    taken += WRITE;
  }
}
