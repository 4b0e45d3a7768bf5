package io.molt.web.json;

import io.molt.web.codec.DecodingException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a document that arrives in buffers into its elements, without reading what is in them.
 *
 * <p>Holds the current buffer and at most one element that began in an earlier one. Used by one thread at a time.
 */
abstract class Splitter {
  /** What {@link #seek()} came upon. */
  enum Found {
    ELEMENT,
    NEED_BYTES,
    END
  }

  private static final byte[] NONE = {};
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  byte[] bytes = NONE;
  int at;
  int limit;
  boolean finished;

  private final int maxElement;
  /** The place in the document of the first of {@link #bytes}. */
  private long base;

  private int markBytes;
  private int line = 1;
  private long lineStart;

  private int from;
  private int fromLine;
  private int fromColumn;
  private byte[] carry = NONE;
  private int carried;

  Splitter(int maxElement) {
    this.maxElement = maxElement;
  }

  /** Takes the next buffer, once the one before it is used up. */
  final void feed(ByteBuffer buffer) {
    base += limit;
    // A copy: the buffer is the sender's, and a read-only one hides its array.
    bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    at = 0;
    limit = bytes.length;
    from = 0;
  }

  /** Says that there is no further buffer. */
  final void finish() {
    finished = true;
  }

  /** Goes on to the start of the next element. */
  abstract Found seek();

  /** Returns the element that {@link #seek()} found, or null if more of it has yet to come. */
  abstract @Nullable Element take();

  final void begin() {
    requireWholeMark();
    // Jackson would skip one at the start of any text, not only of the document.
    if (bytes[at] == BYTE_ORDER_MARK[0]) {
      throw failure("the JSON is malformed");
    }
    from = at;
    carried = 0;
    fromLine = line;
    fromColumn = column();
  }

  /** Returns the element that ends before the current byte. */
  final Element end(long index) {
    requireRoom(at - from);
    if (carried == 0) {
      return Element.text(bytes, from, at - from, fromLine, fromColumn, index);
    }
    keep();
    return Element.text(carry, 0, carried, fromLine, fromColumn, index);
  }

  /** Keeps what there is of an element, up to the current byte. */
  final void keep() {
    int more = at - from;
    requireRoom(more);
    if (carried + more > carry.length) {
      carry =
          Arrays.copyOf(carry, Math.max(carried + more, Math.min(2 * carry.length, maxElement)));
    }
    System.arraycopy(bytes, from, carry, carried, more);
    carried += more;
    from = at;
  }

  /** Returns whether the byte is white space or the document's byte order mark; counts lines. */
  final boolean isBlank(byte b) {
    switch (b) {
      case '\n' -> newline();
      case ' ', '\t', '\r' -> {}
      default -> {
        return isMark(b);
      }
    }
    return true;
  }

  final void newline() {
    line++;
    lineStart = base + at + 1;
  }

  final void requireWholeMark() {
    if (markBytes != 0 && markBytes != BYTE_ORDER_MARK.length) {
      throw failure("the JSON is malformed");
    }
  }

  final DecodingException failure(String message) {
    return new DecodingException(message, Failures.at(line, column()), null);
  }

  private boolean isMark(byte b) {
    boolean mark = markBytes < BYTE_ORDER_MARK.length
        && base + at == markBytes
        && b == BYTE_ORDER_MARK[markBytes];
    markBytes += mark ? 1 : 0;
    return mark;
  }

  private int column() {
    return (int) Math.min(base + at - lineStart + 1, Integer.MAX_VALUE);
  }

  private void requireRoom(int more) {
    if (more > maxElement - carried) {
      throw new DecodingException(
          "element too long (expected: at most " + maxElement + " bytes)",
          Failures.at(fromLine, fromColumn),
          null);
    }
  }
}
