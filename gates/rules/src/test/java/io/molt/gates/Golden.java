package io.molt.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with the file that was reviewed, or rewrites the file; no text needs no file.
 *
 * @param update whether to write instead of to compare
 */
record Golden(boolean update) {
  static final String REWRITE =
      "./mvnw -q test -pl gates/rules -am -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dapi.update=true";

  /** Fails if {@code actual} is not what {@code file} holds, naming the command that rewrites it. */
  void check(Path file, String actual) {
    try {
      if (update && !actual.isEmpty()) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      String expected = Files.exists(file) ? Files.readString(file) : "";
      assertThat(actual)
          .as(
              "%s is not the public API any more; if you mean the change, run\n  %s\n"
                  + "and let the difference be reviewed",
              file, REWRITE)
          .isEqualTo(expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
