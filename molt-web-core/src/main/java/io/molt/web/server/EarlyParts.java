package io.molt.web.server;

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

  private final Queue<HttpObject> parts = new ArrayDeque<>(2);

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns whether there is room for what another read brings. */
  boolean haveRoom() {
    return parts.size() <= ENOUGH;
  }

  /** Adds a part; returns whether it is within bounds. */
  boolean add(HttpObject part) {
    parts.add(part);
    return parts.size() <= TOO_MANY;
  }

  /** Returns the first part and leaves it where it is; null if there is none. */
  @Nullable HttpObject peek() {
    return parts.peek();
  }

  /** Removes the first part; it is the caller's to release. */
  void remove() {
    parts.remove();
  }

  /** Releases all parts. */
  void drop() {
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
  }
}
