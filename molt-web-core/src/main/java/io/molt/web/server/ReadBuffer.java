package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory that the connections of one event loop read into, one after the other: what is read is nearly always used up
 * before the next one reads. Called on the event loop.
 *
 * <p>Somebody who keeps what was read keeps the memory from the others until it is released; they read into buffers of
 * their own meanwhile, whose leaks are watched for as ever.
 */
final class ReadBuffer {
  /** The most that is read at once. */
  static final int SIZE = 64 * 1024;

  // Wrapped, it needs no end: the collector frees it after the last connection.
  private final ByteBuf memory = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(SIZE));

  /** Returns it empty, to be released by whoever reads it; null while somebody still has what was read last. */
  @Nullable ByteBuf take() {
    return memory.refCnt() == 1 ? memory.clear().retain() : null;
  }
}
