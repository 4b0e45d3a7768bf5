package io.molt.web.server;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The field lines that responses have again and again, encoded once: those whose name and value are the very same objects as
 * before, as constants are. For the event loop whose responses it is; a few lines, none of them long.
 */
final class KnownLines {
  private static final int LINES = 16;
  private static final int LONGEST_VALUE = 128;

  private final Line[] lines = new Line[LINES];

  KnownLines() {
    for (int i = 0; i < LINES; i++) {
      lines[i] = new Line();
    }
  }

  /** Returns the whole line, not to be changed; null if it is not one that is known. */
  byte @Nullable [] find(String name, String value) {
    // Most values that are constants differ in their length.
    Line line = lines[value.length() % LINES];
    if (line.value == value && line.name == name) {
      return line.octets == null ? line.encode() : line.octets;
    }
    if (value.length() <= LONGEST_VALUE) {
      line.note(name, value);
    }
    return null;
  }

  /** Encoded when it is met for the second time in a row: most values that change are never met again. */
  private static final class Line {
    private @Nullable String name;
    private @Nullable String value;
    private byte @Nullable [] octets;

    void note(String newName, String newValue) {
      name = newName;
      value = newValue;
      octets = null;
    }

    byte[] encode() {
      byte[] encoded = (name + ": " + value + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      octets = encoded;
      return encoded;
    }
  }
}
