package io.molt.benchmarks.trials;

import java.io.IOException;
import java.io.InputStream;

/** Reads answers. */
final class Answers {
  private static final String LENGTH = "\r\ncontent-length: ";

  private Answers() {}

  /** Reads one, with its content, and returns its status. */
  static int read(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed after '" + head + "' (expected: a head)");
      }
      head.append((char) c);
    }
    in.skipNBytes(lengthIn(head.toString()));
    return Integer.parseInt(head.substring(9, 12));
  }

  private static long lengthIn(String head) {
    int at = head.indexOf(LENGTH) + LENGTH.length();
    return at < LENGTH.length() ? 0 : Long.parseLong(head, at, head.indexOf("\r\n", at), 10);
  }
}
