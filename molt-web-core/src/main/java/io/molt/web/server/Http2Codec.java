package io.molt.web.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import org.jspecify.annotations.Nullable;

/** Puts the codec of an HTTP/2 connection together. */
final class Http2Codec {
  // Content is counted against the window of its stream alone: that of the connection is opened
  // again as soon as content has arrived, so that a handler that does not read holds up no other.
  private static final boolean REFILL = true;
  private static final float REFILL_BELOW =
      DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO;
  private static final int SMALLEST_SHARE = 16 * 1024;

  private Http2Codec() {}

  /**
   * Returns the handler of a new connection.
   *
   * @param begun what has kept the client's time so far; null if nothing has
   */
  static Http2Handler handler(ServerContext server, @Nullable Watch begun) {
    Http2Options options = server.options.http2();
    Http2Connection streams = streams(options);
    Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(
        streams, new DefaultHttp2FrameWriter(Http2Codec::isSensitive, true));
    FrameGuard guard = new FrameGuard(reader(server.options.heads()), streams, options);
    return new Http2Handler(
        server, decoder(streams, encoder, guard), encoder, guard, settings(server.options), begun);
  }

  /** What identifies a user is kept out of the table whose hits show in the length of a response (RFC 7541 section 7.1). */
  private static boolean isSensitive(CharSequence name, CharSequence value) {
    return HttpHeaderNames.SET_COOKIE.contentEquals(name);
  }

  private static Http2Connection streams(Http2Options options) {
    DefaultHttp2Connection streams = new DefaultHttp2Connection(true, 0);
    // Not only once the client knows of it, as the codec would have it.
    streams.remote().maxActiveStreams(options.maxConcurrentStreams());
    streams
        .local()
        .flowController(new DefaultHttp2LocalFlowController(streams, REFILL_BELOW, REFILL));
    UniformStreamByteDistributor shares = new UniformStreamByteDistributor(streams);
    shares.minAllocationChunk(SMALLEST_SHARE);
    streams.remote().flowController(new DefaultHttp2RemoteFlowController(streams, shares));
    return streams;
  }

  private static DefaultHttp2FrameReader reader(HeadLimits limits) {
    try {
      return new DefaultHttp2FrameReader(new StrictHeadersDecoder(limits.maxHeaderSize()));
    } catch (Http2Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Http2ConnectionDecoder decoder(
      Http2Connection streams, Http2ConnectionEncoder encoder, FrameGuard guard) {
    return new DefaultHttp2ConnectionDecoder(
        streams,
        encoder,
        guard,
        Http2PromisedRequestVerifier.ALWAYS_VERIFY,
        true,
        true,
        true,
        true) {
      @Override
      protected long calculateMaxHeaderListSizeGoAway(long maxSize) {
        return StrictHeadersDecoder.mostToDecode(maxSize);
      }
    };
  }

  private static Http2Settings settings(ServerOptions options) {
    return new Http2Settings()
        .maxConcurrentStreams(options.http2().maxConcurrentStreams())
        .connectProtocolEnabled(true)
        .initialWindowSize(options.http2().initialWindow())
        .maxHeaderListSize(options.heads().maxHeaderSize());
  }
}
