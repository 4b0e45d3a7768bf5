package io.molt.web.brotli;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import io.molt.web.coding.Coder;
import io.molt.web.coding.CodingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decompresses {@code br}; what the library has ready at a time is handed on in pieces. */
final class BrotliDecompressor implements Coder {
  private static final int INPUT = 8192;
  private static final int PIECE = 8192;

  private final DecoderJNI.Wrapper decoder = decoder();
  private ByteBuffer input = ByteBuffer.allocate(0);
  // The library's own memory, good until it is called again.
  private ByteBuffer output = ByteBuffer.allocate(0);
  // Whether the library may have more to say of what it has taken, without more input.
  private boolean unfinished;
  private boolean closed;

  @Override
  public void write(ByteBuffer bytes) {
    input = bytes.duplicate();
  }

  @Override
  public void flush() {
    // All that can be decompressed is returned anyway.
  }

  @Override
  public void end() {
    if (decoder.getStatus() != DecoderJNI.Status.DONE) {
      throw new CodingException("br: the content is cut off");
    }
  }

  @Override
  public @Nullable ByteBuffer read() {
    boolean more = true;
    while (more && !output.hasRemaining()) {
      more = work();
    }
    return output.hasRemaining() ? piece() : null;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      output = ByteBuffer.allocate(0);
      decoder.destroy();
    }
  }

  /** Does the next bit of the work; returns whether there may be more to do. */
  private boolean work() {
    return switch (decoder.getStatus()) {
      case NEEDS_MORE_OUTPUT -> pull();
      case OK -> push(0);
      case NEEDS_MORE_INPUT -> decoder.hasOutput() ? pull() : goOn();
      case DONE -> decoder.hasOutput() ? pull() : ended();
      case ERROR -> throw new CodingException("br: the content is malformed");
    };
  }

  private boolean pull() {
    output = decoder.pull();
    unfinished = true;
    return true;
  }

  private boolean push(int count) {
    unfinished = false;
    decoder.push(count);
    return true;
  }

  private boolean goOn() {
    // When it has been relieved of its output, the library asks for input even where it holds the
    // last bits of it already.
    return (input.hasRemaining() || unfinished) && push(filled());
  }

  private boolean ended() {
    if (input.hasRemaining()) {
      throw new CodingException("br: there is more behind its end");
    }
    return false;
  }

  /** Puts input to where the library reads it; returns the number of bytes. */
  private int filled() {
    int count = Math.min(input.remaining(), INPUT);
    ByteBuffer room = decoder.getInputBuffer();
    room.clear();
    room.put(input.slice().limit(count));
    input.position(input.position() + count);
    return count;
  }

  private ByteBuffer piece() {
    byte[] bytes = new byte[Math.min(output.remaining(), PIECE)];
    output.get(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static DecoderJNI.Wrapper decoder() {
    try {
      return new DecoderJNI.Wrapper(INPUT);
    } catch (IOException failure) {
      throw new UncheckedIOException("br: no decoder", failure);
    }
  }
}
