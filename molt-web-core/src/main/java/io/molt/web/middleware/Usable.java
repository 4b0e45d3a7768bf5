package io.molt.web.middleware;

import io.molt.web.coding.ContentCoding;
import java.util.List;

/** Codings that somebody chose. */
final class Usable {
  private Usable() {}

  static List<ContentCoding> of(ContentCoding... codings) {
    if (codings.length == 0) {
      throw new IllegalArgumentException("content codings: none (expected: one at least)");
    }
    for (ContentCoding coding : codings) {
      if (!coding.isAvailable()) {
        throw new IllegalArgumentException(
            "content coding '" + coding.token()
                + "': its native library cannot be loaded (expected: one for this machine on the class path)");
      }
    }
    return List.of(codings);
  }
}
