package io.molt.web.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What some files held at one moment, each read once; files that could not be read included. */
final class Contents {
  // The largest bundle of certificate authorities in use is a quarter of that.
  private static final int LIMIT = 1024 * 1024;

  private final Map<Path, Object> files = new LinkedHashMap<>();

  private Contents() {}

  static Contents read(Collection<Path> files) {
    Contents contents = new Contents();
    files.forEach(file -> contents.files.computeIfAbsent(file, Contents::bytesOrFailure));
    return contents;
  }

  /** Returns the content as text; certificates and keys are ASCII, and what stands around them does not count. */
  String text(String what, Path file) {
    return new String(bytes(what, file), StandardCharsets.ISO_8859_1);
  }

  /**
   * Returns the content.
   *
   * @throws IllegalArgumentException if the file could not be read
   */
  byte[] bytes(String what, Path file) {
    Object found = files.get(file);
    if (found instanceof byte[] bytes && bytes.length <= LIMIT) {
      return bytes;
    }
    if (found instanceof IOException failed) {
      throw unreadable(what, file, failed);
    }
    throw Mistake.in(what, file, "is larger than 1 MB", "a file with certificates or keys");
  }

  /** Returns a text that is the same for the same contents, and for no others. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.values().forEach(file -> add(digest, file));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  private static void add(MessageDigest digest, Object file) {
    byte[] content = file instanceof byte[] bytes
        ? bytes
        : file.getClass().getName().getBytes(StandardCharsets.ISO_8859_1);
    digest.update((file instanceof byte[] ? "+" : "-").getBytes(StandardCharsets.ISO_8859_1));
    digest.update((content.length + ":").getBytes(StandardCharsets.ISO_8859_1));
    digest.update(content);
  }

  private static Object bytesOrFailure(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LIMIT + 1);
    } catch (IOException failed) {
      return failed;
    }
  }

  private static IllegalArgumentException unreadable(String what, Path file, IOException failed) {
    if (failed instanceof NoSuchFileException) {
      return Mistake.in(what, file, "does not exist", "a file", failed);
    }
    if (failed instanceof AccessDeniedException) {
      String user = "a file that the user of this process may read";
      return Mistake.in(what, file, "may not be read", user, failed);
    }
    String wrong = Files.isDirectory(file) ? "is a directory" : "cannot be read";
    return Mistake.in(what, file, wrong, "a file", failed);
  }
}
