package io.molt.web.server;

import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/** Has a connection speak a protocol, from the first byte that has not been read yet. */
final class Protocols {
  private static final String HTTP_2 = "h2";
  private static final String HTTP_1_1 = "http/1.1";
  private static final String HTTP_1_0 = "http/1.0";

  private Protocols() {}

  /** Has it speak whichever protocol its first bytes are in; for connections in clear text. */
  static void detect(ChannelPipeline pipeline, ServerContext server) {
    if (server.options.http2().enabled()) {
      pipeline.addLast("detector", new ProtocolDetector(server));
    } else {
      http1(pipeline, server, null);
    }
  }

  /** Returns the names that clients are offered over TLS, the best first (RFC 7301). */
  static String[] names(ServerOptions options) {
    return options.http2().enabled()
        ? new String[] {HTTP_2, HTTP_1_1, HTTP_1_0}
        : new String[] {HTTP_1_1, HTTP_1_0};
  }

  /**
   * Has it speak what was agreed on during the handshake.
   *
   * @param name one of those offered, or another text if the client did not say what it speaks
   */
  static void negotiated(ChannelPipeline pipeline, ServerContext server, String name) {
    if (name.equals(HTTP_2)) {
      http2(pipeline, server, null);
    } else {
      http1(pipeline, server, null);
    }
  }

  /**
   * Has it speak HTTP/1.1 (RFC 9112).
   *
   * @param begun what has kept the client's time so far; null if nothing has
   */
  static void http1(ChannelPipeline pipeline, ServerContext server, @Nullable Watch begun) {
    pipeline.addLast("http1", new Http1Connection(server, begun));
  }

  /**
   * Has it speak HTTP/2 (RFC 9113).
   *
   * @param begun what has kept the client's time so far; null if nothing has
   */
  static void http2(ChannelPipeline pipeline, ServerContext server, @Nullable Watch begun) {
    pipeline.addLast("http2", Http2Codec.handler(server, begun));
  }
}
