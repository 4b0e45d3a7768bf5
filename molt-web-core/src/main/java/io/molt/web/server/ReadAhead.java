package io.molt.web.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Content that has been read and that nobody has asked for yet, of all requests of a server. Each connection reads a
 * little ahead; many of them, with handlers that do not read, could fill the heap with it.
 */
final class ReadAhead {
  /** What a piece of content takes besides its bytes, more or less. */
  static final int PIECE_OVERHEAD = 100;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  ReadAhead(long limit) {
    this.limit = limit;
  }

  /** Takes note that so much more is held; less if it is negative. */
  void add(long bytes) {
    if (bytes != 0) {
      held.addAndGet(bytes);
    }
  }

  /** Returns whether nothing more should be read that is not asked for. */
  boolean isSpent() {
    return held.get() >= limit;
  }
}
