package io.molt.web.zstd;

import com.github.luben.zstd.ZstdBufferDecompressingStreamNoFinalizer;
import io.molt.web.coding.Coder;
import io.molt.web.coding.CodingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decompresses {@code zstd}, one frame after the other. */
final class ZstdDecompressor implements Coder {
  private static final int WINDOW_LOG_MAX = 23;
  private static final int PIECE = 8192;

  private Frames frames = new Frames();
  private boolean any;
  // The library takes being asked in vain for a mistake, a few times in a row.
  private boolean dry = true;

  @Override
  public void write(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return;
    }
    if (!frames.hasRemaining()) {
      // What has come to an end takes no other frame.
      frames.close();
      frames = new Frames();
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    frames.input(ByteBuffer.wrap(copy));
    any = true;
    dry = false;
  }

  @Override
  public void flush() {
    // All that can be decompressed is returned anyway.
  }

  @Override
  public void end() {
    if (!any || frames.hasRemaining()) {
      throw new CodingException("zstd: the content is cut off");
    }
  }

  @Override
  public @Nullable ByteBuffer read() {
    if (dry) {
      return null;
    }
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try {
      int count = frames.read(piece);
      while (count == 0 && frames.hasInput()) {
        count = frames.read(piece);
      }
    } catch (IOException malformed) {
      throw new CodingException("zstd: " + malformed.getMessage(), malformed);
    }
    dry = piece.position() == 0;
    return dry ? null : piece.flip();
  }

  @Override
  public void close() {
    frames.close();
  }

  private static final class Frames extends ZstdBufferDecompressingStreamNoFinalizer {
    Frames() {
      super(ByteBuffer.allocate(0));
      try {
        setLongMax(WINDOW_LOG_MAX);
      } catch (IOException failure) {
        close();
        throw new CodingException("zstd: " + failure.getMessage(), failure);
      }
    }

    void input(ByteBuffer bytes) {
      source = bytes;
    }

    boolean hasInput() {
      return source.hasRemaining();
    }
  }
}
