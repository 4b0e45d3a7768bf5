package io.molt.web.coding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Decompresses {@code gzip} (RFC 1952): one member after the other, whose checksums and lengths have to be right. */
final class GzipDecompressor implements Coder {
  private static final int TAIL_LENGTH = 8;
  private static final long LOW_HALF = 0xffffffffL;

  private enum Part {
    HEAD,
    CONTENT,
    TAIL
  }

  private final Inflating inflating = new Inflating("gzip", true);
  private final CRC32 checksum = new CRC32();
  private GzipHead head = new GzipHead();
  private ByteBuffer input = ByteBuffer.allocate(0);
  private Part part = Part.HEAD;
  private boolean anyMember;
  private long tail;
  private int tailAt;

  @Override
  public void write(ByteBuffer bytes) {
    input = bytes.duplicate();
    if (part == Part.CONTENT) {
      inflating.input(input);
    }
  }

  @Override
  public void flush() {
    // All that can be decompressed is returned anyway.
  }

  @Override
  public void end() {
    if (part != Part.HEAD || head.isStarted() || !anyMember) {
      throw new CodingException("gzip: the content is cut off");
    }
  }

  @Override
  public @Nullable ByteBuffer read() {
    while (part == Part.CONTENT || input.hasRemaining()) {
      if (part == Part.HEAD) {
        readHead();
      } else if (part == Part.TAIL) {
        readTail();
      } else {
        ByteBuffer piece = inflating.next();
        if (piece != null) {
          checksum.update(piece.duplicate());
          return piece;
        }
        if (!inflating.isFinished()) {
          return null;
        }
        part = Part.TAIL;
      }
    }
    return null;
  }

  @Override
  public void close() {
    inflating.close();
  }

  private void readHead() {
    while (input.hasRemaining()) {
      if (head.take(input.get() & 0xff)) {
        part = Part.CONTENT;
        inflating.input(input);
        return;
      }
    }
  }

  private void readTail() {
    while (input.hasRemaining() && tailAt < TAIL_LENGTH) {
      tail |= (input.get() & 0xffL) << (8 * tailAt);
      tailAt++;
    }
    if (tailAt == TAIL_LENGTH) {
      endMember();
    }
  }

  private void endMember() {
    if ((tail & LOW_HALF) != checksum.getValue()) {
      throw new CodingException("gzip: the checksum is wrong");
    }
    if (tail >>> 32 != (inflating.bytesWritten() & LOW_HALF)) {
      throw new CodingException("gzip: the length is wrong");
    }
    anyMember = true;
    part = Part.HEAD;
    head = new GzipHead();
    tail = 0;
    tailAt = 0;
    checksum.reset();
    inflating.restart();
  }
}
