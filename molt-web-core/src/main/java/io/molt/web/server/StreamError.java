package io.molt.web.server;

import io.netty.handler.codec.http2.Http2Error;

/** Why a stream is reset, in the terms of either protocol (RFC 9113 section 7, RFC 9114 section 8.1). */
enum StreamError {
  /** The response is whole, and the rest of the request is not wanted. */
  NONE(Http2Error.NO_ERROR, 0x100),
  /** The request is malformed. */
  MALFORMED(Http2Error.PROTOCOL_ERROR, 0x10e),
  /** The client takes too long. */
  LATE(Http2Error.CANCEL, 0x10c),
  /** The server failed. */
  INTERNAL(Http2Error.INTERNAL_ERROR, 0x102);

  private final Http2Error http2;
  private final int http3;

  StreamError(Http2Error http2, int http3) {
    this.http2 = http2;
    this.http3 = http3;
  }

  long http2() {
    return http2.code();
  }

  int http3() {
    return http3;
  }
}
