package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Peer;
import io.molt.web.http.Protocol;
import io.molt.web.http.Tls;
import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.handler.codec.quic.QuicChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What requests are told of the connection that they come in by, whichever protocol it speaks. */
final class Described {
  private Described() {}

  static Connection connection(Channel channel, Protocol protocol) {
    Peer peer = peer(channel);
    return new Connection(
        peer, ProxyProtocol.sourceOf(channel).orElse(peer), protocol, TlsSession.of(channel));
  }

  /**
   * Returns a connection of HTTP/3, which QUIC is part of as TLS is of QUIC.
   *
   * @param serverName the name that the client asked for
   */
  static Connection connection(QuicChannel channel, Optional<String> serverName) {
    Optional<Tls> tls = Optional.ofNullable(channel.sslEngine())
        .map(engine -> TlsSession.describe(engine.getSession(), serverName));
    return new Connection(peer(channel.remoteSocketAddress()), Protocol.HTTP_3, tls);
  }

  static Peer peer(Channel channel) {
    return channel instanceof DomainSocketChannel
        ? Peer.UNIX_SOCKET
        : peer(channel.remoteAddress());
  }

  static Peer peer(@Nullable SocketAddress remote) {
    // A socket of another family has no address to speak of.
    return remote instanceof InetSocketAddress address
        ? new Peer(address.getAddress().getHostAddress(), address.getPort())
        : new Peer("unknown", 0);
  }
}
