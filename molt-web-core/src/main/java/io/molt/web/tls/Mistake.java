package io.molt.web.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says in one line which file is not what it should be. */
final class Mistake {
  private Mistake() {}

  /** Returns the name of a file that does not depend on the directory that the service was started in. */
  static String name(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  static IllegalArgumentException in(String what, Path file, String wrong, String expected) {
    return in(what, file, wrong, expected, null);
  }

  static IllegalArgumentException in(
      String what, Path file, String wrong, String expected, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        what + ": " + name(file) + " " + wrong + " (expected: " + expected + ")", cause);
  }
}
