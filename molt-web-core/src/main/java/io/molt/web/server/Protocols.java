package io.molt.web.server;

import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/** Has a connection speak a protocol, from the first byte that has not been read yet. */
final class Protocols {
  private Protocols() {}

  /** Has it speak whichever protocol its first bytes are in; for connections in clear text. */
  static void detect(ChannelPipeline pipeline, ServerContext server) {
    if (server.options.http2().enabled()) {
      pipeline.addLast("detector", new ProtocolDetector(server));
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
    ServerOptions options = server.options;
    pipeline.addLast(
        "http1Decoder", new Http1Decoder(options.heads(), options.buffers().maxChunkSize()));
    pipeline.addLast("http1", new Http1Connection(server, begun));
  }

  /** Has it speak HTTP/2 (RFC 9113). */
  static void http2(ChannelPipeline pipeline, ServerContext server) {
    pipeline.addLast("http2", Http2Codec.handler(server));
  }
}
