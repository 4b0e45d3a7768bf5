package io.molt.web.middleware;

import io.molt.web.coding.Coder;
import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Status;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A decompressor that gives up on content which is, or grows, beyond what is allowed. */
final class BoundedCoder implements Coder {
  private static final long HARMLESS = 1024 * 1024;

  private final Coder coder;
  private final long maxSize;
  private final int maxRatio;
  private long taken;
  private long given;

  /** Creates one; the ratio counts from the first megabyte on. */
  BoundedCoder(Coder coder, long maxSize, int maxRatio) {
    this.coder = coder;
    this.maxSize = maxSize;
    this.maxRatio = maxRatio;
  }

  @Override
  public void write(ByteBuffer input) {
    taken += input.remaining();
    // There is content, such as one empty member after the other, that never makes anything.
    requireAtMost(maxSize, taken);
    coder.write(input);
  }

  @Override
  public void flush() {
    coder.flush();
  }

  @Override
  public void end() {
    // No content is none in any coding; that there is none is not always known beforehand.
    if (taken > 0) {
      coder.end();
    }
  }

  @Override
  public @Nullable ByteBuffer read() {
    ByteBuffer piece = coder.read();
    if (piece != null) {
      given += piece.remaining();
      requireBounds();
    }
    return piece;
  }

  @Override
  public void close() {
    coder.close();
  }

  private void requireBounds() {
    requireAtMost(maxSize, given);
    if (given > HARMLESS && given / maxRatio > taken) {
      String detail = "The content is more than " + maxRatio + " times as large as what was sent.";
      throw new HttpException(Problem.of(Status.CONTENT_TOO_LARGE, detail).with("ratio", maxRatio));
    }
  }

  private static void requireAtMost(long limit, long size) {
    if (size > limit) {
      throw HttpException.contentTooLarge(limit);
    }
  }
}
