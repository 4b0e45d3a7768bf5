package io.molt.web.cbor;

import io.molt.web.codec.DecodingException;
import io.molt.web.json.JsonLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a sequence (RFC 8742), or an array, that arrives in buffers into its items. Holds the current buffer and at most one
 * item that began in an earlier one. Used by one thread at a time.
 */
final class ItemSplitter implements Iterator<ItemSplitter.Item> {
  /**
   * One item.
   *
   * @param index its place in the array, or -1 in a sequence
   * @param offset the number of bytes before it
   */
  record Item(byte[] bytes, long index, long offset) {}

  private static final byte[] NONE = {};
  private static final byte BREAK = (byte) 0xff;
  private static final long UNTIL_BREAK = -1;

  private final int maxElement;
  private final ItemScanner scanner;
  private final boolean array;
  private final Head opening = new Head();

  private byte[] bytes = NONE;
  private int at;
  private byte[] carry = NONE;
  private int carried;
  /** The number of bytes before the current buffer. */
  private long base;

  private long itemAt;
  private boolean begun;
  private boolean ended;
  private long missing;
  private long index = -1;
  private @Nullable Item next;

  private ItemSplitter(JsonLimits limits, boolean array) {
    this.maxElement = limits.element();
    this.scanner = new ItemScanner(limits.depth());
    this.array = array;
    this.begun = !array;
  }

  static ItemSplitter ofSequence(JsonLimits limits) {
    return new ItemSplitter(limits, false);
  }

  static ItemSplitter ofArray(JsonLimits limits) {
    return new ItemSplitter(limits, true);
  }

  /** Returns the items that end in the next buffer, found as they are asked for; the buffer before must be used up. */
  Iterable<Item> feed(ByteBuffer buffer) {
    base += bytes.length;
    // A copy: the buffer is the sender's, and a read-only one hides its array.
    bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    at = 0;
    return () -> this;
  }

  /** Says that there is no further buffer. */
  void finish() {
    if (array && !begun && base + at == 0) {
      throw failure("the content is empty (expected: a CBOR array)", 0);
    }
    if (carried > 0 || (array && !ended)) {
      throw failure("the CBOR ends too early", base + at);
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = seek();
    }
    return next != null;
  }

  @Override
  public Item next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Item found = next;
    next = null;
    return found;
  }

  private @Nullable Item seek() {
    while (!begun && at < bytes.length) {
      open(opening.take(bytes[at++]));
    }
    if (array && begun && !ended) {
      closeIfOver();
    }
    if (at == bytes.length) {
      return null;
    }
    if (ended) {
      throw failure("content after the end of the CBOR", base + at);
    }
    return item();
  }

  /** Looks at the head of the array, which may have tags before it. */
  private void open(boolean complete) {
    if (!complete || (opening.major() == Head.TAG && opening.isWellFormed())) {
      return;
    }
    if (opening.major() != Head.ARRAY || !opening.isWellFormed()) {
      throw failure("expected an array", 0);
    }
    begun = true;
    missing = opening.isWithoutLength() ? UNTIL_BREAK : opening.argument();
    if (!opening.isWithoutLength() && missing < 0) {
      throw failure("the CBOR is malformed", 0);
    }
  }

  private void closeIfOver() {
    if (missing == 0) {
      ended = true;
    } else if (missing == UNTIL_BREAK && carried == 0 && at < bytes.length && bytes[at] == BREAK) {
      at++;
      ended = true;
    }
  }

  private @Nullable Item item() {
    int start = at;
    if (carried == 0) {
      itemAt = base + start;
    }
    int end = scanned(start);
    at = end < 0 ? bytes.length : end;
    keep(start);
    if (end < 0) {
      return null;
    }
    byte[] item = Arrays.copyOf(carry, carried);
    carried = 0;
    return counted(item);
  }

  private Item counted(byte[] item) {
    if (array) {
      index++;
    }
    if (missing > 0) {
      missing--;
    }
    return new Item(item, index, itemAt);
  }

  private int scanned(int start) {
    try {
      return scanner.scan(bytes, start);
    } catch (DecodingException malformed) {
      throw failure(String.valueOf(malformed.getMessage()), itemAt);
    }
  }

  /** Keeps what there is of an item. */
  private void keep(int start) {
    int more = at - start;
    if (more > maxElement - carried) {
      throw failure("element too long (expected: at most " + maxElement + " bytes)", itemAt);
    }
    if (carried + more > carry.length) {
      carry =
          Arrays.copyOf(carry, Math.max(carried + more, Math.min(2 * carry.length, maxElement)));
    }
    System.arraycopy(bytes, start, carry, carried, more);
    carried += more;
  }

  private static DecodingException failure(String message, long offset) {
    return new DecodingException(message, Map.of("offset", offset), null);
  }
}
