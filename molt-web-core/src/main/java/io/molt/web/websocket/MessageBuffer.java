package io.molt.web.websocket;

import java.util.Arrays;

/** The bytes of a message as they come, up to a limit; it grows with them, not with what is announced. */
final class MessageBuffer {
  private static final int FIRST = 256;

  private final int limit;
  private byte[] array = new byte[0];
  private int size;

  MessageBuffer(int limit) {
    this.limit = limit;
  }

  /**
   * Makes room for some more bytes, at most as many as are wanted, and at least one; returns how many.
   *
   * @throws WebSocketException if the message has more than one byte beyond its limit
   */
  int room(int wanted) {
    if (size > limit) {
      throw new WebSocketException(CloseStatus.tooLarge("message too large"));
    }
    // One more than the limit, so that one that is too large shows.
    int most = (int) Math.min((long) size + wanted, (long) limit + 1);
    if (most > array.length) {
      long grown = Math.max(Math.max(FIRST, most), Math.min(array.length * 2L, limit + 1L));
      array = Arrays.copyOf(array, (int) grown);
    }
    return most - size;
  }

  byte[] array() {
    return array;
  }

  int size() {
    return size;
  }

  /** Takes note of so many bytes that were put behind those that are there. */
  void added(int count) {
    size += count;
    if (size > limit) {
      throw new WebSocketException(CloseStatus.tooLarge("message too large"));
    }
  }

  /** Returns the bytes, and begins anew. */
  byte[] take() {
    byte[] taken = size == array.length ? array : Arrays.copyOf(array, size);
    drop();
    return taken;
  }

  void drop() {
    array = new byte[0];
    size = 0;
  }
}
