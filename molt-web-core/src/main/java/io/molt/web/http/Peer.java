package io.molt.web.http;

/**
 * The other end of a connection.
 *
 * @param address its address as text; an IPv6 address without brackets. Of one that only a proxy knows, the identifier
 *     that the proxy has for it: one that begins with an underscore, or {@code unknown} (RFC 7239 section 6)
 * @param port its port; 0 if there is none
 */
public record Peer(String address, int port) {
  /** A client in the same JVM, without a socket. */
  public static final Peer IN_MEMORY = new Peer("in-memory", 0);

  /** A client of this machine that came by a Unix domain socket. */
  public static final Peer UNIX_SOCKET = new Peer("unix", 0);
}
