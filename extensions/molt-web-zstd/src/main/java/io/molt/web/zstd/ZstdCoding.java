package io.molt.web.zstd;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.github.luben.zstd.util.Native;
import io.molt.web.coding.Coder;
import io.molt.web.coding.ContentCoding;

/**
 * The content coding {@code zstd} (RFC 8878), by zstd-jni. It is found on the class path; a window is of 8 MB at most in
 * either direction (RFC 9659). Immutable.
 */
public final class ZstdCoding implements ContentCoding {
  private static final int LEVEL = 3;
  private static final int LEAST = 1;
  // Beyond this level windows may be larger than what clients have to have room for (RFC 9659
  // section 3).
  private static final int MOST = 19;

  private final int level;

  /** Creates one of level 3, which is zstd's own default. */
  public ZstdCoding() {
    this(LEVEL);
  }

  private ZstdCoding(int level) {
    this.level = level;
  }

  /**
   * Returns one of another level.
   *
   * @param level 1, the fastest, to 19, the smallest
   * @throws IllegalArgumentException if it is another one
   */
  public static ZstdCoding ofLevel(int level) {
    if (level < LEAST || level > MOST) {
      throw new IllegalArgumentException(
          "zstd level: " + level + " (expected: " + LEAST + " to " + MOST + ")");
    }
    return new ZstdCoding(level);
  }

  @Override
  public String token() {
    return "zstd";
  }

  @Override
  public boolean isAvailable() {
    try {
      Native.load();
      return Native.isLoaded();
    } catch (LinkageError missing) {
      return false;
    }
  }

  @Override
  public Coder compressor() {
    return Coder.compressing(out -> new ZstdOutputStreamNoFinalizer(out, level));
  }

  @Override
  public Coder decompressor() {
    return new ZstdDecompressor();
  }

  @Override
  public byte[] compress(byte[] content) {
    return Zstd.compress(content, level);
  }
}
