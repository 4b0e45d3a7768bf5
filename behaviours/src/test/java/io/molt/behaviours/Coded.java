package io.molt.behaviours;

import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Contents in a coding, as libraries see them that know nothing of the framework. */
final class Coded {
  private Coded() {}

  /** Returns what a browser would make of content; without a coding it is as it is. */
  static byte[] decoded(@Nullable String coding, byte[] content) {
    if (coding == null) {
      return content;
    }
    try {
      return switch (coding) {
        case "gzip" -> read(new GZIPInputStream(new ByteArrayInputStream(content)));
        case "zstd" -> read(new ZstdInputStream(new ByteArrayInputStream(content)));
        // Not by its stream, which takes some contents for cut off.
        case "br" -> Decoder.decompress(content).getDecompressedData();
        default -> throw new IllegalArgumentException("coding: " + coding);
      };
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static byte[] read(InputStream stream) throws IOException {
    try (stream) {
      return stream.readAllBytes();
    }
  }
}
