package io.molt.web.http;

import java.util.Optional;

/**
 * The connection that a request came in by, as the server sees it.
 *
 * @param peer the other end of the socket
 * @param source whose connection it is: the other end, unless that is a proxy which passes connections on, and tells from
 *     whom by the PROXY protocol
 * @param protocol the protocol that is spoken
 * @param tls what is known of TLS, or empty in clear text
 */
public record Connection(Peer peer, Peer source, Protocol protocol, Optional<Tls> tls) {
  /** A call without a wire. */
  public static final Connection IN_MEMORY = of(Peer.IN_MEMORY, Protocol.IN_MEMORY);

  /** Creates a connection that is of the other end of the socket. */
  public Connection(Peer peer, Protocol protocol, Optional<Tls> tls) {
    this(peer, peer, protocol, tls);
  }

  /** Returns a connection in clear text. */
  public static Connection of(Peer peer, Protocol protocol) {
    return new Connection(peer, protocol, Optional.empty());
  }

  /** Returns a copy that is passed on by the other end of the socket, for another. */
  public Connection withSource(Peer other) {
    return new Connection(peer, other, protocol, tls);
  }

  /** Returns whether nobody on the way can have read or changed what was sent. */
  public boolean isSecure() {
    return tls.isPresent();
  }
}
