package io.molt.web.coding;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decompresses {@code deflate}, in its wrapper (RFC 1950) or without, which the first byte tells. */
final class ZlibDecompressor implements Coder {
  private static final String CODING = "deflate";
  private static final int METHOD = 8;

  private ByteBuffer input = ByteBuffer.allocate(0);
  private @Nullable Inflating inflating;

  @Override
  public void write(ByteBuffer bytes) {
    input = bytes.duplicate();
    if (input.hasRemaining()) {
      started().input(input);
    }
  }

  @Override
  public void flush() {
    // All that can be decompressed is returned anyway.
  }

  @Override
  public void end() {
    if (inflating == null || !inflating.isFinished()) {
      throw new CodingException(CODING + ": the content is cut off");
    }
  }

  @Override
  public @Nullable ByteBuffer read() {
    ByteBuffer piece = inflating == null ? null : inflating.next();
    if (piece == null && input.hasRemaining()) {
      throw new CodingException(CODING + ": there is more behind its end");
    }
    return piece;
  }

  @Override
  public void close() {
    if (inflating != null) {
      inflating.close();
    }
  }

  private Inflating started() {
    if (inflating == null) {
      int first = input.get(input.position()) & 0xff;
      boolean wrapped = (first & 0x0f) == METHOD && first >> 4 <= 7;
      inflating = new Inflating(CODING, !wrapped);
    }
    return inflating;
  }
}
