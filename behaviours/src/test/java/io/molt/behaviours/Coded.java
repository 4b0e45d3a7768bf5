package io.molt.behaviours;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
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
    try (InputStream in = stream(coding, new ByteArrayInputStream(content))) {
      return in.readAllBytes();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static InputStream stream(String coding, InputStream in) throws IOException {
    return switch (coding) {
      case "gzip" -> new GZIPInputStream(in);
      case "zstd" -> new ZstdInputStream(in);
      case "br" -> new BrotliInputStream(in);
      default -> throw new IllegalArgumentException("coding: " + coding);
    };
  }
}
