package io.molt.web.server;

import java.time.Duration;

/**
 * Limits on connections.
 *
 * @param maxConnections the most connections at a time; one too many is answered with 503 where that can be said in plain text, and closed
 * @param maxPerPeer the most connections of one peer address at a time, trusted proxies excepted; one too many is answered with 429 where that can be said in plain text, and closed
 * @param maxRequests the most requests of one connection; the last one's response says that it closes, so that long-lived clients spread over a fleet again
 * @param maxAge how old a connection gets; after that it closes with the response under way, or as soon as it is idle; zero for no limit
 */
public record ConnectionLimits(
    int maxConnections, int maxPerPeer, int maxRequests, Duration maxAge) {
  private static final ConnectionLimits DEFAULTS =
      new ConnectionLimits(16_384, 12_288, 100_000, Duration.ofHours(1));

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public ConnectionLimits {
    Check.atLeast("maxConnections", maxConnections, 1);
    Check.atLeast("maxPerPeer", maxPerPeer, 1);
    Check.atLeast("maxRequests", maxRequests, 1);
    Check.notNegative("maxAge", maxAge);
  }

  /** Returns the defaults. */
  public static ConnectionLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another limit on connections. */
  public ConnectionLimits withMaxConnections(int other) {
    return new ConnectionLimits(other, maxPerPeer, maxRequests, maxAge);
  }

  /** Returns a copy with another limit on the connections of a peer address. */
  public ConnectionLimits withMaxPerPeer(int other) {
    return new ConnectionLimits(maxConnections, other, maxRequests, maxAge);
  }

  /** Returns a copy with another limit on the requests of a connection. */
  public ConnectionLimits withMaxRequests(int other) {
    return new ConnectionLimits(maxConnections, maxPerPeer, other, maxAge);
  }

  /** Returns a copy with another limit on the age of a connection. */
  public ConnectionLimits withMaxAge(Duration other) {
    return new ConnectionLimits(maxConnections, maxPerPeer, maxRequests, other);
  }
}
