package io.molt.web.coding;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** The coding {@code gzip}, by the JDK's zlib. */
record Gzip(int level) implements ContentCoding {
  private static final int BUFFER = 4096;

  Gzip {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("gzip level: " + level + " (expected: 1 to 9)");
    }
  }

  @Override
  public String token() {
    return "gzip";
  }

  @Override
  public Coder compressor() {
    return Coder.compressing(out -> new Compressed(out, level));
  }

  @Override
  public Coder decompressor() {
    return new GzipDecompressor();
  }

  private static final class Compressed extends GZIPOutputStream {
    Compressed(OutputStream out, int level) throws IOException {
      super(out, BUFFER, true);
      def.setLevel(level);
    }
  }
}
