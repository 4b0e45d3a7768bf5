package io.molt.web.http;

/** How a request came in. */
public enum Protocol {
  /** By a function call, without a wire. */
  IN_MEMORY("in memory"),
  /** HTTP/1.0 (RFC 1945, as RFC 9112 section 2.5 bears with it). */
  HTTP_1_0("HTTP/1.0"),
  /** HTTP/1.1 (RFC 9112). */
  HTTP_1_1("HTTP/1.1"),
  /** HTTP/2 (RFC 9113). */
  HTTP_2("HTTP/2"),
  /** HTTP/3 (RFC 9114). */
  HTTP_3("HTTP/3");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** Returns the name as it is written, such as {@code HTTP/1.1}. */
  @Override
  public String toString() {
    return text;
  }
}
