package io.molt.web.server;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Parts of requests that came before their turn (RFC 9112 section 9.3.2), in their order. */
final class EarlyParts {
  // Up to the first number, reading goes on. No single read of 64 KB brings as many as the second,
  // be it nothing but the smallest chunks: beyond it, the transport reads unasked.
  private static final int ENOUGH = 16;
  private static final int TOO_MANY = 16 * 1024;
  // Roughly, with all its objects.
  private static final int HEAD_SIZE = 2048;

  private final ReadAhead ahead;
  private final Queue<RequestPart> parts = new ArrayDeque<>(2);

  private int requests;

  EarlyParts(ReadAhead ahead) {
    this.ahead = ahead;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns whether a request waits: what there is may be content of the one that is being answered. */
  boolean haveRequest() {
    return requests > 0;
  }

  /** Returns whether there is room for what another read brings. */
  boolean haveRoom() {
    return parts.isEmpty() || parts.size() <= ENOUGH && !ahead.isSpent();
  }

  /** Adds a part; returns whether it is within bounds. */
  boolean add(RequestPart part) {
    parts.add(part);
    count(part, 1);
    return parts.size() <= TOO_MANY;
  }

  /** Returns the first part and leaves it where it is; null if there is none. */
  @Nullable RequestPart peek() {
    return parts.peek();
  }

  /** Removes the first part. */
  void remove() {
    count(parts.remove(), -1);
  }

  /** Drops all parts. */
  void drop() {
    for (RequestPart part = parts.poll(); part != null; part = parts.poll()) {
      count(part, -1);
    }
  }

  private void count(RequestPart part, int more) {
    ahead.add((long) more * sizeOf(part));
    requests += part.startsRequest() ? more : 0;
  }

  private static int sizeOf(RequestPart part) {
    return part instanceof RequestPart.Content content
        ? content.bytes().length + ReadAhead.PIECE_OVERHEAD
        : HEAD_SIZE;
  }
}
