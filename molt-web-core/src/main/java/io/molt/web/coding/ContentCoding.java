package io.molt.web.coding;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A content coding (RFC 9110 section 8.4.1). Those of other modules, and your own, are found by {@link ServiceLoader}.
 * Implementations are immutable and used by many threads at a time.
 */
public interface ContentCoding {

  /** Returns its name in {@code Content-Encoding}, in lower case. */
  String token();

  /** Returns a coder that compresses one content. */
  Coder compressor();

  /** Returns a coder that decompresses one content. */
  Coder decompressor();

  /** Returns whether it can be used on this machine: false where a native library is missing. */
  default boolean isAvailable() {
    return true;
  }

  /** Returns content that is all there compressed. */
  default byte[] compress(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2 + 32);
    try (Coder coder = compressor()) {
      coder.write(ByteBuffer.wrap(content));
      readAll(coder, out);
      coder.end();
      readAll(coder, out);
    }
    return out.toByteArray();
  }

  /** Returns {@code gzip} (RFC 1952) at the level that zlib uses by default, 6. It takes 256 KB outside of the heap. */
  static ContentCoding gzip() {
    return new Gzip(6);
  }

  /**
   * Returns {@code gzip} (RFC 1952) at another level.
   *
   * @param level 1, the fastest, to 9, the smallest
   * @throws IllegalArgumentException if it is another one
   */
  static ContentCoding gzip(int level) {
    return new Gzip(level);
  }

  /**
   * Returns {@code deflate}: the format of zlib (RFC 1950). Many clients have sent it without its wrapper, which is decoded,
   * too. For requests: there is nothing that it does better than {@code gzip}.
   */
  static ContentCoding deflate() {
    return Zlib.INSTANCE;
  }

  /**
   * Returns the codings that can be used here, in the order in which a service that may choose takes them: {@code zstd},
   * {@code br}, others that are found on the class path, {@code gzip}.
   */
  static List<ContentCoding> available() {
    List<ContentCoding> all = new ArrayList<>();
    ServiceLoader.load(ContentCoding.class).forEach(all::add);
    all.removeIf(coding -> !coding.isAvailable());
    all.sort(Comparator.comparingInt(ContentCoding::rank));
    all.add(gzip());
    return List.copyOf(all);
  }

  private static void readAll(Coder coder, ByteArrayOutputStream out) {
    for (ByteBuffer piece = coder.read(); piece != null; piece = coder.read()) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      out.writeBytes(bytes);
    }
  }

  private static int rank(ContentCoding coding) {
    return switch (coding.token()) {
      case "zstd" -> 0;
      case "br" -> 1;
      default -> 2;
    };
  }
}
