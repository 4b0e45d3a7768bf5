package io.molt.web.http;

import java.util.Optional;

/**
 * The connection that a request came in by, as the server sees it.
 *
 * @param peer the other end
 * @param protocol the protocol that is spoken
 * @param tls what is known of TLS, or empty in clear text
 */
public record Connection(Peer peer, Protocol protocol, Optional<Tls> tls) {
  /** A call without a wire. */
  public static final Connection IN_MEMORY = of(Peer.IN_MEMORY, Protocol.IN_MEMORY);

  /** Returns a connection in clear text. */
  public static Connection of(Peer peer, Protocol protocol) {
    return new Connection(peer, protocol, Optional.empty());
  }

  /** Returns whether nobody on the way can have read or changed what was sent. */
  public boolean isSecure() {
    return tls.isPresent();
  }
}
