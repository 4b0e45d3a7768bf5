package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RequestStream} needs of the protocol that carries it: a stream of HTTP/2 (RFC 9113 section 5) or of
 * HTTP/3 (RFC 9114 section 4.1). To be called on the event loop.
 */
interface StreamTransport {

  /** Returns the event loop. */
  EventExecutor loop();

  ByteBufAllocator alloc();

  /** Returns whether output is still taken without piling up. */
  boolean isWritable();

  /** Sends what was written, now or together with what the present read still brings about. */
  void flush();

  /**
   * Writes a field section: an interim or a final one.
   *
   * @param fields names in lower case, and values, in turn
   * @param last whether nothing follows on this stream
   * @param whenSent told once it is sent, or cannot be
   */
  void writeHead(
      AsciiString status,
      AsciiString[] fields,
      boolean last,
      @Nullable ChannelFutureListener whenSent);

  /**
   * Writes the field section after the content, and nothing follows on this stream.
   *
   * @param fields names in lower case, and values, in turn
   */
  void writeTrailers(AsciiString[] fields, ChannelFutureListener whenSent);

  /** Writes content; takes the buffer over. */
  void writeData(ByteBuf content, boolean last, @Nullable ChannelFutureListener whenSent);

  /** Returns whether output of this stream, and not only of its connection, waits for the client to make room. */
  boolean isHeldBack();

  /** Returns a number that grows with the bytes of this stream that the client makes room for. */
  long taken();

  /** Takes note that the client has room for that many bytes more. */
  void roomMade(int bytes);

  /** Ends the stream both ways; what is not sent yet is dropped. */
  void reset(StreamError error);

  /** Lets the client send that many bytes more: as many have been taken by the handler. */
  void consumed(int count);
}
