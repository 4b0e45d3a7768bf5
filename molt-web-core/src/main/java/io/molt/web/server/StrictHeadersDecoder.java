package io.molt.web.server;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Decodes field sections (RFC 7541), and finds those malformed that RFC 9113 section 8.2.1 has malformed. One that is
 * larger than allowed can be answered; only one that is far larger ends the connection, since it is not even decoded.
 */
final class StrictHeadersDecoder extends DefaultHttp2HeadersDecoder {
  private static final int FAR_LARGER = 4;

  StrictHeadersDecoder(int maxSize) throws Http2Exception {
    super(true, maxSize);
    configuration().maxHeaderListSize(maxSize, mostToDecode(maxSize));
  }

  /** Returns how large a field section may be for its size to be told, given how large one may be to be served. */
  static long mostToDecode(long maxSize) {
    return maxSize * FAR_LARGER;
  }

  @Override
  protected Http2Headers newHeaders() {
    return new StrictHeaders(numberOfHeadersGuess());
  }

  private static final class StrictHeaders extends DefaultHttp2Headers {
    StrictHeaders(int sizeGuess) {
      super(true, true, sizeGuess);
    }

    @Override
    protected void validateValue(
        ValueValidator<CharSequence> validator, CharSequence name, CharSequence value) {
      super.validateValue(validator, name, value);
      int last = value.length() - 1;
      if (last >= 0 && (value.charAt(last) == ' ' || value.charAt(last) == '\t')) {
        throw new IllegalArgumentException("a value that ends with a space");
      }
    }
  }
}
