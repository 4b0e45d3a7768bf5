package io.molt.web.server;

import io.molt.web.App;
import io.netty.channel.embedded.EmbeddedChannel;

/** Connections without a socket. */
final class Embedded {
  private Embedded() {}

  static ServerContext context(App app) {
    return new ServerContext(
        app.service(), ServerOptions.defaults().withConnections(Embedded::forEver));
  }

  /** Returns a connection that speaks HTTP/1.1. */
  static EmbeddedChannel connection(App app) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.config().setAutoRead(false);
    Protocols.http1(channel.pipeline(), context(app), null);
    return channel;
  }

  private static ConnectionLimits forEver(ConnectionLimits limits) {
    return limits.withMaxRequests(Integer.MAX_VALUE);
  }
}
