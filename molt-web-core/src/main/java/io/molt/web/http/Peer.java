package io.molt.web.http;

/**
 * The other end of the connection.
 *
 * @param address its address as text; an IPv6 address without brackets
 * @param port its port; 0 if there is none
 */
public record Peer(String address, int port) {
  /** A client in the same JVM, without a socket. */
  public static final Peer IN_MEMORY = new Peer("in-memory", 0);
}
