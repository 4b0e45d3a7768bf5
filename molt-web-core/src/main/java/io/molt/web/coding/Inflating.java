package io.molt.web.coding;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** A run of the JDK's inflater, which has memory outside of the heap until it is closed. */
final class Inflating {
  private static final int PIECE = 8192;

  private final String coding;
  private final Inflater inflater;
  private final byte[] out = new byte[PIECE];

  /** Creates one for a coding whose name is put before what it has to say; {@code bare} means without a wrapper (RFC 1951). */
  Inflating(String coding, boolean bare) {
    this.coding = coding;
    this.inflater = new Inflater(bare);
  }

  void input(ByteBuffer input) {
    inflater.setInput(input);
  }

  /** Returns the next bytes, or null if there are none without more input. */
  @Nullable ByteBuffer next() {
    try {
      int count = inflater.inflate(out);
      if (count == 0 && inflater.needsDictionary()) {
        throw new CodingException(coding + ": needs a dictionary");
      }
      return count == 0 ? null : ByteBuffer.wrap(Arrays.copyOf(out, count));
    } catch (DataFormatException malformed) {
      throw new CodingException(coding + ": " + malformed.getMessage(), malformed);
    }
  }

  boolean isFinished() {
    return inflater.finished();
  }

  long bytesWritten() {
    return inflater.getBytesWritten();
  }

  void restart() {
    inflater.reset();
  }

  void close() {
    inflater.end();
  }
}
