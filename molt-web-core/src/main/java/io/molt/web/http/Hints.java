package io.molt.web.http;

import java.util.List;

/** The fields of an interim response: it has no content, and says nothing of the connection. */
final class Hints {
  private static final List<String> MEANINGLESS = List.of(
      "connection",
      "content-length",
      "keep-alive",
      "proxy-connection",
      "transfer-encoding",
      "trailer",
      "upgrade");

  private Hints() {}

  /** Returns the fields that may be sent ahead of a response. */
  static Headers of(Headers fields) {
    Headers hints = fields;
    for (String name : MEANINGLESS) {
      hints = hints.without(name);
    }
    return hints;
  }
}
