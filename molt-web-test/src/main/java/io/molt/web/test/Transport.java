package io.molt.web.test;

/** How requests travel from a {@link TestClient} to the app. */
public enum Transport {
  /** By a function call: no socket, no wire format, no Netty. */
  IN_MEMORY("in memory", false),

  /** Over a socket of this machine, HTTP/1.1 (RFC 9112). */
  HTTP_1_1("over HTTP/1.1", true),

  /** Over a socket of this machine, HTTP/2 (RFC 9113) in clear text, with prior knowledge. */
  HTTP_2_CLEARTEXT("over HTTP/2 in clear text", true),

  /** Over a socket of this machine, HTTP/2 in TLS. */
  HTTP_2("over HTTP/2", true),

  /** Over a socket of this machine, HTTP/3 (RFC 9114): QUIC on UDP. */
  HTTP_3("over HTTP/3", true);

  private final String text;
  private final boolean live;

  Transport(String text, boolean live) {
    this.text = text;
    this.live = live;
  }

  /** Returns whether requests go over a socket. */
  public boolean isLive() {
    return live;
  }

  /** Returns the transport in words, such as {@code in memory}. */
  @Override
  public String toString() {
    return text;
  }
}
