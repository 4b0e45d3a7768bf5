package io.molt.web.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Parts of requests that came before their turn (RFC 9112 section 9.3.2), in their order. */
final class EarlyParts {
  // Up to the first number, reading goes on. No single read of 64 KB brings as many as the second,
  // two parts for each of the shortest requests: beyond it, the transport reads unasked.
  private static final int ENOUGH = 32;
  private static final int TOO_MANY = 8192;
  // Roughly, with all its objects.
  private static final int HEAD_SIZE = 2048;

  private final ReadAhead ahead;
  private final Queue<HttpObject> parts = new ArrayDeque<>(2);

  EarlyParts(ReadAhead ahead) {
    this.ahead = ahead;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns whether there is room for what another read brings. */
  boolean haveRoom() {
    return parts.isEmpty() || parts.size() <= ENOUGH && !ahead.isSpent();
  }

  /** Adds a part; returns whether it is within bounds. */
  boolean add(HttpObject part) {
    HttpObject kept = part instanceof HttpContent content ? compact(content) : part;
    parts.add(kept);
    ahead.add(sizeOf(kept));
    return parts.size() <= TOO_MANY;
  }

  /** Returns the first part and leaves it where it is; null if there is none. */
  @Nullable HttpObject peek() {
    return parts.peek();
  }

  /** Removes the first part; it is the caller's to release. */
  void remove() {
    ahead.add(-sizeOf(parts.remove()));
  }

  /** Releases all parts. */
  void drop() {
    for (HttpObject part = parts.poll(); part != null; part = parts.poll()) {
      ahead.add(-sizeOf(part));
      ReferenceCountUtil.release(part);
    }
  }

  /** Copies the content, or else a few bytes could hold all that were read with them. */
  private static HttpContent compact(HttpContent content) {
    ByteBuf bytes = content.content();
    if (!bytes.isReadable()) {
      return content;
    }
    HttpContent copy = content.replace(Unpooled.copiedBuffer(bytes));
    bytes.release();
    return copy;
  }

  private static int sizeOf(HttpObject part) {
    return part instanceof HttpContent content
        ? content.content().readableBytes() + ReadAhead.PIECE_OVERHEAD
        : HEAD_SIZE;
  }
}
