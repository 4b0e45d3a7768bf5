package io.molt.web.form;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of files as clients send them. */
final class FileNames {
  private FileNames() {}

  /** Returns the name without directories, of whatever system; empty if none is left. */
  static Optional<String> last(@Nullable String filename) {
    if (filename == null) {
      return Optional.empty();
    }
    int separator = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'));
    String last = filename.substring(separator + 1);
    return last.isEmpty() || last.equals(".") || last.equals("..")
        ? Optional.empty()
        : Optional.of(last);
  }

  static String describe(PartHead head) {
    String name = FormException.visible(head.name());
    String filename = head.filename();
    return filename == null ? name : name + " (" + FormException.visible(filename) + ")";
  }
}
