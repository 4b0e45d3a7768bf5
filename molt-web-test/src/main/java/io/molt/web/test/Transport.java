package io.molt.web.test;

/** How requests travel from a {@link TestClient} to the app. */
public enum Transport {
  /** By a function call: no socket, no wire format, no Netty. */
  IN_MEMORY("in memory", false),

  /** Over a socket of this machine, HTTP/1.1 (RFC 9112). */
  HTTP_1_1("over HTTP/1.1", true);

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
