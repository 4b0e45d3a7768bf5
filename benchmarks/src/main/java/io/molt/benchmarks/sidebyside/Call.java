package io.molt.benchmarks.sidebyside;

import java.nio.charset.StandardCharsets;

/**
 * A request that is part of the work.
 *
 * @param target the path
 * @param content what is sent with it, in JSON or else in ASCII; may be empty
 */
record Call(String method, String target, String content) {
  private static final String EVENTS = "/events";

  static Call get(String target) {
    return new Call("GET", target, "");
  }

  /** Returns the request for the stream of events. */
  static Call events() {
    return get(EVENTS);
  }

  /** Returns the media type that is asked for: there are servers that send events only to those who ask for them. */
  String accept() {
    return target.equals(EVENTS) ? "text/event-stream" : "*/*";
  }

  /** Returns the media type of the content. */
  String type() {
    return content.startsWith("{") ? "application/json" : "application/octet-stream";
  }

  /** Returns whether its length is said, be it 0: of what the method gives content a meaning for. */
  boolean hasContent() {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  /** Returns the request as HTTP/1.1 has it on the wire (RFC 9112). */
  String text() {
    StringBuilder text = new StringBuilder(method)
        .append(' ')
        .append(target)
        .append(" HTTP/1.1\r\nHost: localhost\r\n");
    if (target.equals(EVENTS)) {
      text.append("Accept: ").append(accept()).append("\r\n");
    }
    if (!content.isEmpty()) {
      text.append("Content-Type: ").append(type()).append("\r\n");
    }
    if (hasContent()) {
      text.append("Content-Length: ").append(content.length()).append("\r\n");
    }
    return text.append("\r\n").append(content).toString();
  }

  /** Returns its bytes. */
  byte[] bytes() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }
}
