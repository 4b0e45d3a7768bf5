package io.molt.web.coding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compresses by a stream, a slice at a time, so that what has not been read yet stays small. */
final class StreamCompressor implements Coder {
  private static final int SLICE = 8192;
  private static final int PIECE = 8192;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Sink sink = new Sink();
  private final byte[] slice = new byte[SLICE];
  private final OutputStream stream;
  private ByteBuffer input = NOTHING;
  private boolean flushing;
  private boolean ending;
  private boolean due;
  private boolean closed;

  StreamCompressor(Compressing compressing) {
    try {
      this.stream = compressing.to(sink);
    } catch (IOException failure) {
      throw failed(failure);
    }
  }

  @Override
  public void write(ByteBuffer bytes) {
    input = bytes.duplicate();
    due = false;
  }

  @Override
  public void flush() {
    flushing = true;
  }

  @Override
  public void end() {
    ending = true;
  }

  @Override
  public @Nullable ByteBuffer read() {
    try {
      boolean more = true;
      while (more && sink.left() < PIECE) {
        more = work();
      }
    } catch (IOException failure) {
      throw failed(failure);
    }
    // A few bytes, such as the head of a format, wait for more.
    return due || sink.left() >= PIECE ? sink.take(PIECE) : null;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stream.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("compressor cannot be closed", failure);
    }
  }

  /** Does the next bit of the work; returns whether there may be more to do. */
  private boolean work() throws IOException {
    if (input.hasRemaining()) {
      int count = Math.min(input.remaining(), SLICE);
      input.get(slice, 0, count);
      stream.write(slice, 0, count);
      return true;
    }
    if (flushing) {
      flushing = false;
      due = true;
      stream.flush();
    } else if (ending && !closed) {
      closed = true;
      due = true;
      // Some formats begin with the first write; without one there would be nothing at all.
      stream.write(slice, 0, 0);
      stream.close();
    }
    return false;
  }

  private static CodingException failed(IOException failure) {
    return new CodingException("compression failed: " + failure.getMessage(), failure);
  }

  /** What has come out and was not read yet; what little is left is moved to the front before more comes. */
  private static final class Sink extends ByteArrayOutputStream {
    private int taken;

    int left() {
      return count - taken;
    }

    @Nullable ByteBuffer take(int most) {
      int size = Math.min(left(), most);
      if (size == 0) {
        return null;
      }
      byte[] piece = Arrays.copyOfRange(buf, taken, taken + size);
      taken += size;
      if (left() < most) {
        moveToFront();
      }
      return ByteBuffer.wrap(piece);
    }

    private void moveToFront() {
      System.arraycopy(buf, taken, buf, 0, left());
      count = left();
      taken = 0;
    }
  }
}
