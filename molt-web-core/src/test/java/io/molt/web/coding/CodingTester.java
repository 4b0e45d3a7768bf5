package io.molt.web.coding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Runs coders over whole contents. */
final class CodingTester {
  private CodingTester() {}

  /** Returns what a decompressor makes of content that comes in pieces of that size. */
  static byte[] decompressed(ContentCoding coding, byte[] content, int piece) {
    try (Coder coder = coding.decompressor()) {
      return run(coder, content, piece);
    }
  }

  /** Returns what a compressor makes of content that comes in pieces of that size. */
  static byte[] compressed(ContentCoding coding, byte[] content, int piece) {
    try (Coder coder = coding.compressor()) {
      return run(coder, content, piece);
    }
  }

  /** Returns what can be read now. */
  static byte[] read(Coder coder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer piece = coder.read(); piece != null; piece = coder.read()) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  /** Returns content as another implementation compresses it. */
  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] run(Coder coder, byte[] content, int piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += piece) {
      int size = Math.min(piece, content.length - at);
      coder.write(ByteBuffer.wrap(content, at, size).slice().asReadOnlyBuffer());
      out.writeBytes(read(coder));
    }
    coder.end();
    out.writeBytes(read(coder));
    return out.toByteArray();
  }
}
