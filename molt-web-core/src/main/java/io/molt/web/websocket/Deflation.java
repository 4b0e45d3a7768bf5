package io.molt.web.websocket;

import java.util.Arrays;
import java.util.zip.Deflater;

/** Deflates messages (RFC 7692 section 7.2.1). */
final class Deflation implements AutoCloseable {
  // It does not pay for less.
  static final int LEAST = 64;
  private static final int TAIL = 4;

  private final boolean takeover;
  private final int window;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  // Since what can still be referred to.
  private int since;
  private byte[] out = new byte[0];
  private int size;

  Deflation(DeflateTerms terms) {
    this.takeover = terms.serverTakeover();
    this.window = terms.serverWindow();
  }

  /** Returns a message as it is sent. */
  byte[] deflate(byte[] content) {
    out = new byte[Math.max(LEAST, content.length / 2)];
    size = 0;
    int from = 0;
    while (from < content.length) {
      int count = Math.min(window - since, content.length - from);
      deflater.setInput(content, from, count);
      from += count;
      since += count;
      flush(from == content.length);
    }
    byte[] sent = Arrays.copyOf(out, size - TAIL);
    out = new byte[0];
    if (!takeover) {
      deflater.reset();
      since = 0;
    }
    return sent;
  }

  @Override
  public void close() {
    deflater.end();
  }

  /**
   * Flushes what there is. The JDK's deflater always has the largest window: in a smaller one nothing may be referred to
   * that is further away, so the history is dropped before it gets longer.
   */
  private void flush(boolean last) {
    boolean small = window < 1 << DeflateTerms.MAX_WINDOW_BITS;
    boolean full = since >= window;
    if (full) {
      since = 0;
    }
    if (full && small) {
      drain(Deflater.FULL_FLUSH);
    } else {
      drain(last ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
    }
  }

  private void drain(int flush) {
    int added;
    do {
      if (out.length - size < LEAST) {
        out = Arrays.copyOf(out, out.length * 2 + LEAST);
      }
      added = deflater.deflate(out, size, out.length - size, flush);
      size += added;
    } while (size == out.length || added > 0 && flush == Deflater.NO_FLUSH);
  }
}
