package io.molt.web.coding;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a coding over one content, in constant memory: what is {@linkplain #write written} is worked on as the outcome
 * is {@linkplain #read read}. Not safe for use by several threads at once; never blocks.
 *
 * <p>Whoever has one calls {@code write} and {@code end} only when {@code read} has returned null, {@code flush} then or right
 * behind a {@code write}, and {@code close} at the end, whatever happened.
 */
public interface Coder extends AutoCloseable {

  /** A stream that compresses what is written to it. */
  @FunctionalInterface
  interface Compressing {
    /**
     * Returns a stream that writes to another one; its {@code flush} lets out all that was written, and its {@code close}
     * frees what it holds.
     *
     * @throws IOException if there can be none
     */
    OutputStream to(OutputStream out) throws IOException;
  }

  /**
   * Returns a coder that compresses by a stream: for codings of your own.
   *
   * @throws CodingException if the stream cannot be made
   */
  static Coder compressing(Compressing stream) {
    return new StreamCompressor(stream);
  }

  /** Takes the bytes of a buffer, whose position stays; they must not change before {@link #read} has returned null. */
  void write(ByteBuffer input);

  /** Has {@link #read} return all that was written, so that it can be decoded at once. */
  void flush();

  /**
   * Says that no more is written.
   *
   * @throws CodingException if something is missing
   */
  void end();

  /**
   * Returns some kilobytes of the outcome at most, in a buffer of their own, or null when more has to be written first.
   *
   * @throws CodingException if what was written is not in this coding
   */
  @Nullable ByteBuffer read();

  /** Frees the memory that the coder has outside of the heap; a second call does nothing. */
  @Override
  void close();
}
