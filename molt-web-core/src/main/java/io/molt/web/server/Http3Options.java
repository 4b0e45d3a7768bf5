package io.molt.web.server;

import java.time.Duration;

/**
 * HTTP/3 (RFC 9114), on UDP beside TCP with the same port number; only with TLS. Sizes are in bytes.
 *
 * @param enabled whether it is spoken, where there is TLS and the platform has a native QUIC library
 * @param maxConcurrentStreams the most requests of one connection at a time
 * @param initialWindow how much content of one stream the client may send before the handler has read any
 * @param connectionWindow how much content of all streams of a connection the client may send before any is read
 * @param maxResets the most streams that a client may give up, or have given up for what is malformed, within {@code resetWindow}; then the connection ends with H3_EXCESSIVE_LOAD
 * @param resetWindow the time in which resets and frames without content are counted
 * @param maxControlFrames the most frames without content or meaning, and streams without meaning, within {@code resetWindow}; then the connection ends with H3_EXCESSIVE_LOAD
 * @param altSvcMaxAge how long clients may remember that it is spoken here (RFC 7838, sent with responses over TCP); zero to say nothing
 */
public record Http3Options(
    boolean enabled,
    int maxConcurrentStreams,
    int initialWindow,
    int connectionWindow,
    int maxResets,
    Duration resetWindow,
    int maxControlFrames,
    Duration altSvcMaxAge) {
  private static final Http3Options DEFAULTS = new Http3Options(
      true,
      100,
      64 * 1024,
      8 * 1024 * 1024,
      200,
      Duration.ofSeconds(30),
      1000,
      Duration.ofHours(24));

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Http3Options {
    Check.atLeast("maxConcurrentStreams", maxConcurrentStreams, 1);
    Check.atLeast("initialWindow", initialWindow, 1);
    Check.atLeast("connectionWindow", connectionWindow, initialWindow);
    Check.atLeast("maxResets", maxResets, 1);
    Check.positive("resetWindow", resetWindow);
    Check.atLeast("maxControlFrames", maxControlFrames, 1);
    Check.notNegative("altSvcMaxAge", altSvcMaxAge);
  }

  /** Returns the defaults. */
  public static Http3Options defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another answer to whether it is spoken. */
  public Http3Options withEnabled(boolean other) {
    return new Http3Options(
        other,
        maxConcurrentStreams,
        initialWindow,
        connectionWindow,
        maxResets,
        resetWindow,
        maxControlFrames,
        altSvcMaxAge);
  }

  /** Returns a copy with another limit on the requests of a connection at a time. */
  public Http3Options withMaxConcurrentStreams(int other) {
    return new Http3Options(
        enabled,
        other,
        initialWindow,
        connectionWindow,
        maxResets,
        resetWindow,
        maxControlFrames,
        altSvcMaxAge);
  }

  /** Returns a copy with another flow-control window of a stream. */
  public Http3Options withInitialWindow(int other) {
    return new Http3Options(
        enabled,
        maxConcurrentStreams,
        other,
        connectionWindow,
        maxResets,
        resetWindow,
        maxControlFrames,
        altSvcMaxAge);
  }

  /** Returns a copy with another flow-control window of a connection. */
  public Http3Options withConnectionWindow(int other) {
    return new Http3Options(
        enabled,
        maxConcurrentStreams,
        initialWindow,
        other,
        maxResets,
        resetWindow,
        maxControlFrames,
        altSvcMaxAge);
  }

  /** Returns a copy with another limit on streams that are given up. */
  public Http3Options withMaxResets(int other) {
    return new Http3Options(
        enabled,
        maxConcurrentStreams,
        initialWindow,
        connectionWindow,
        other,
        resetWindow,
        maxControlFrames,
        altSvcMaxAge);
  }

  /** Returns a copy with another time in which resets and frames without content are counted. */
  public Http3Options withResetWindow(Duration other) {
    return new Http3Options(
        enabled,
        maxConcurrentStreams,
        initialWindow,
        connectionWindow,
        maxResets,
        other,
        maxControlFrames,
        altSvcMaxAge);
  }

  /** Returns a copy with another limit on frames without content or meaning. */
  public Http3Options withMaxControlFrames(int other) {
    return new Http3Options(
        enabled,
        maxConcurrentStreams,
        initialWindow,
        connectionWindow,
        maxResets,
        resetWindow,
        other,
        altSvcMaxAge);
  }

  /** Returns a copy with another time for which clients may remember it. */
  public Http3Options withAltSvcMaxAge(Duration other) {
    return new Http3Options(
        enabled,
        maxConcurrentStreams,
        initialWindow,
        connectionWindow,
        maxResets,
        resetWindow,
        maxControlFrames,
        other);
  }
}
