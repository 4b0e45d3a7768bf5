package io.molt.web.brotli;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.molt.web.coding.Coder;
import io.molt.web.coding.ContentCoding;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The content coding {@code br} (RFC 7932), by Brotli4j. It is found on the class path. Immutable. */
public final class BrotliCoding implements ContentCoding {
  private static final int QUALITY = 4;
  private static final int HIGHEST = 11;
  // 512 KB: what a response gains from more is little, and each one that streams pays for it.
  private static final int WINDOW_LOG = 19;

  private final int quality;
  // Asking for it loads the native library, without which nothing below works.
  private final boolean available = Brotli4jLoader.isAvailable();

  /** Creates one of quality 4: on text faster than gzip at its default level, and about as small. */
  public BrotliCoding() {
    this(QUALITY);
  }

  private BrotliCoding(int quality) {
    this.quality = quality;
  }

  /**
   * Returns one of another quality.
   *
   * @param quality 0, the fastest, to 11, the smallest; from 10 on it is for files that are compressed beforehand
   * @throws IllegalArgumentException if it is another one
   */
  public static BrotliCoding ofQuality(int quality) {
    if (quality < 0 || quality > HIGHEST) {
      throw new IllegalArgumentException(
          "brotli quality: " + quality + " (expected: 0 to " + HIGHEST + ")");
    }
    return new BrotliCoding(quality);
  }

  @Override
  public String token() {
    return "br";
  }

  @Override
  public boolean isAvailable() {
    return available;
  }

  @Override
  public Coder compressor() {
    return Coder.compressing(out -> new BrotliOutputStream(out, parameters()));
  }

  @Override
  public Coder decompressor() {
    return new BrotliDecompressor();
  }

  @Override
  public byte[] compress(byte[] content) {
    try {
      return Encoder.compress(content, parameters());
    } catch (IOException failure) {
      throw new UncheckedIOException("br: compression failed", failure);
    }
  }

  private Encoder.Parameters parameters() {
    return new Encoder.Parameters().setQuality(quality).setWindow(WINDOW_LOG);
  }
}
