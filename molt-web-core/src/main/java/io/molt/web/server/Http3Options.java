package io.molt.web.server;

import java.time.Duration;

/**
 * HTTP/3 (RFC 9114), on UDP beside TCP with the same port number; only with TLS. Sizes are in bytes.
 *
 * @param enabled whether it is spoken, where there is TLS and the platform has a native QUIC library
 * @param maxConcurrentStreams the most requests of one connection at a time
 * @param initialWindow how much content of one stream the client may send before the handler has read any
 * @param connectionWindow how much content of all streams of a connection the client may send before any is read
 * @param altSvcMaxAge how long clients may remember that it is spoken here (RFC 7838, sent with responses over TCP); zero to say nothing
 */
public record Http3Options(
    boolean enabled,
    int maxConcurrentStreams,
    int initialWindow,
    int connectionWindow,
    Duration altSvcMaxAge) {
  private static final Http3Options DEFAULTS =
      new Http3Options(true, 100, 64 * 1024, 8 * 1024 * 1024, Duration.ofHours(24));

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Http3Options {
    Check.atLeast("maxConcurrentStreams", maxConcurrentStreams, 1);
    Check.atLeast("initialWindow", initialWindow, 1);
    Check.atLeast("connectionWindow", connectionWindow, initialWindow);
    Check.notNegative("altSvcMaxAge", altSvcMaxAge);
  }

  /** Returns the defaults. */
  public static Http3Options defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another answer to whether it is spoken. */
  public Http3Options withEnabled(boolean other) {
    return new Http3Options(
        other, maxConcurrentStreams, initialWindow, connectionWindow, altSvcMaxAge);
  }

  /** Returns a copy with another limit on the requests of a connection at a time. */
  public Http3Options withMaxConcurrentStreams(int other) {
    return new Http3Options(enabled, other, initialWindow, connectionWindow, altSvcMaxAge);
  }

  /** Returns a copy with another flow-control window of a stream. */
  public Http3Options withInitialWindow(int other) {
    return new Http3Options(enabled, maxConcurrentStreams, other, connectionWindow, altSvcMaxAge);
  }

  /** Returns a copy with another flow-control window of a connection. */
  public Http3Options withConnectionWindow(int other) {
    return new Http3Options(enabled, maxConcurrentStreams, initialWindow, other, altSvcMaxAge);
  }

  /** Returns a copy with another time for which clients may remember it. */
  public Http3Options withAltSvcMaxAge(Duration other) {
    return new Http3Options(enabled, maxConcurrentStreams, initialWindow, connectionWindow, other);
  }
}
