package io.molt.web.server;

import java.nio.charset.StandardCharsets;

/**
 * What a client sends on a new connection, and what it gets for it.
 *
 * @param sent what is sent, one character per octet
 * @param status the status of the answer
 * @param told a part of the answer's content: why it was refused, or what the handler has seen
 */
record Row(String sent, int status, String told) {
  private static final String HEAD = "POST / HTTP/1.1\r\nHost: t\r\n";

  static Row of(String sent, int status, String told) {
    return new Row(sent, status, told);
  }

  /** A GET of another target, as HTTP/1.1 from a host. */
  static Row target(String target, int status, String told) {
    return of("GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n", status, told);
  }

  /** A POST with these lines in its header section, and nothing after it. */
  static Row fields(String lines, int status, String told) {
    return of(HEAD + lines + "\r\n\r\n", status, told);
  }

  /** A POST in chunks, these. */
  static Row chunks(String chunks, int status, String told) {
    return of(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks, status, told);
  }

  boolean isServed() {
    return status < 300;
  }

  byte[] octets() {
    return sent.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns status and what was sent, readable and not too long. */
  @Override
  public String toString() {
    String shown = sent.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    return status + " " + (shown.length() > 150 ? shown.substring(0, 150) + "..." : shown);
  }
}
