package io.molt.web.form;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the head of a part, up to the empty line that ends it. */
final class PartHeadReader {
  private static final int FIRST_SIZE = 256;
  private static final byte[] END = {'\r', '\n', '\r', '\n'};
  // A line break has gone before, so a part without header fields begins with half of it.
  private static final int BEGUN = 2;

  private final FormOptions options;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int size;
  private int matched = BEGUN;
  private int parts;
  private @Nullable PartHead head;

  PartHeadReader(FormOptions options) {
    this.options = options;
  }

  /** Reads on, and returns whether the head is there. */
  boolean read(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      byte b = piece.get();
      add(b);
      if (b == END[matched]) {
        matched++;
      } else {
        matched = b == '\r' ? 1 : 0;
      }
      if (matched == END.length) {
        finish();
        return true;
      }
    }
    return false;
  }

  /** Returns the head that has been read. */
  PartHead take() {
    return Objects.requireNonNull(head, "a head that has been read");
  }

  private void add(byte b) {
    if (size == options.maxPartHead()) {
      throw FormException.tooLarge(
          "a part with header fields", "maxPartHead", options.maxPartHead(), "bytes");
    }
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = b;
  }

  private void finish() {
    if (++parts > options.maxParts()) {
      throw FormException.tooLarge("parts", "maxParts", options.maxParts(), "parts");
    }
    // Without the empty line; of a part without fields there is nothing left.
    head = PartHead.parse(bytes, size - Boundary.LINE_BREAK, options);
    size = 0;
    matched = BEGUN;
  }
}
