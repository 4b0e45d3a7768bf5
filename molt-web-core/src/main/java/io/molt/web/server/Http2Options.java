package io.molt.web.server;

import java.time.Duration;

/**
 * HTTP/2 (RFC 9113). Sizes are in bytes.
 *
 * @param enabled whether it is spoken: by prior knowledge in clear text, by ALPN over TLS
 * @param maxConcurrentStreams the most requests of one connection at a time; more are refused with REFUSED_STREAM
 * @param initialWindow how much content of one stream the client may send before the handler has read any
 * @param maxResets the most streams that a client may reset within {@code resetWindow}; then the connection ends with ENHANCE_YOUR_CALM (rapid reset)
 * @param resetWindow the time in which resets, settings and pings are counted
 * @param maxControlFrames the most SETTINGS, PING, PRIORITY and empty frames within {@code resetWindow}; then the connection ends with ENHANCE_YOUR_CALM
 */
public record Http2Options(
    boolean enabled,
    int maxConcurrentStreams,
    int initialWindow,
    int maxResets,
    Duration resetWindow,
    int maxControlFrames) {
  private static final Http2Options DEFAULTS =
      new Http2Options(true, 100, 64 * 1024, 200, Duration.ofSeconds(30), 1000);

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Http2Options {
    Check.atLeast("maxConcurrentStreams", maxConcurrentStreams, 1);
    Check.atLeast("initialWindow", initialWindow, 1);
    Check.atLeast("maxResets", maxResets, 1);
    Check.positive("resetWindow", resetWindow);
    Check.atLeast("maxControlFrames", maxControlFrames, 1);
  }

  /** Returns the defaults. */
  public static Http2Options defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another answer to whether it is spoken. */
  public Http2Options withEnabled(boolean other) {
    return new Http2Options(
        other, maxConcurrentStreams, initialWindow, maxResets, resetWindow, maxControlFrames);
  }

  /** Returns a copy with another limit on the requests of a connection at a time. */
  public Http2Options withMaxConcurrentStreams(int other) {
    return new Http2Options(
        enabled, other, initialWindow, maxResets, resetWindow, maxControlFrames);
  }

  /** Returns a copy with another flow-control window of a stream. */
  public Http2Options withInitialWindow(int other) {
    return new Http2Options(
        enabled, maxConcurrentStreams, other, maxResets, resetWindow, maxControlFrames);
  }

  /** Returns a copy with another limit on resets. */
  public Http2Options withMaxResets(int other) {
    return new Http2Options(
        enabled, maxConcurrentStreams, initialWindow, other, resetWindow, maxControlFrames);
  }

  /** Returns a copy with another time in which resets, settings and pings are counted. */
  public Http2Options withResetWindow(Duration other) {
    return new Http2Options(
        enabled, maxConcurrentStreams, initialWindow, maxResets, other, maxControlFrames);
  }

  /** Returns a copy with another limit on control frames. */
  public Http2Options withMaxControlFrames(int other) {
    return new Http2Options(
        enabled, maxConcurrentStreams, initialWindow, maxResets, resetWindow, other);
  }
}
