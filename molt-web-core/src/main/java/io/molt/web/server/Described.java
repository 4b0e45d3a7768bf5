package io.molt.web.server;

import io.molt.web.http.Connection;
import io.molt.web.http.Peer;
import io.molt.web.http.Protocol;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** What requests are told of the connection that they come in by, whichever protocol it speaks. */
final class Described {
  private Described() {}

  static Connection connection(Channel channel, Protocol protocol) {
    return new Connection(peer(channel), protocol, TlsSession.of(channel));
  }

  static Peer peer(Channel channel) {
    // A socket of another family has no address to speak of.
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? new Peer(address.getAddress().getHostAddress(), address.getPort())
        : new Peer("unknown", 0);
  }
}
