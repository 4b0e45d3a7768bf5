package io.molt.web.server;

import java.time.Duration;

/**
 * How long a server waits for a client. Zero switches one off. What the service itself may take is the deadline of the
 * request, see {@link io.molt.web.http.RequestLimits}.
 *
 * <p>None ends early, and each up to a second late, or up to a quarter of the shortest one if that is less: connections
 * are looked at in rounds.
 *
 * @param requestHead from the first byte of a request, or from the connection's first moment, until its head is there; then 408, and the connection closes. One that never sent a byte closes without an answer. Content that is left over when the response is out must be there within the same time, all of it
 * @param bodyIdle how long content may stay away that a handler waits for; then the handler's read fails with a 408, and the connection closes. While nobody reads, it is not the client who is late.
 * @param keepAlive how long a connection may be idle between requests; then it is closed
 * @param writeStall how long a client may take none of the output that waits for it; then the connection is reset
 * @param tlsHandshake how long a TLS handshake may take; then the connection is closed
 * @param minRate how many bytes a second a client has to send of content that a handler waits for, on average over {@code bodyIdle}, and to take of output that waits for it, on average over {@code writeStall}; what falls below ends as if nothing had come. Time in which it is not waited for does not count
 */
public record Timeouts(
    Duration requestHead,
    Duration bodyIdle,
    Duration keepAlive,
    Duration writeStall,
    Duration tlsHandshake,
    int minRate) {
  private static final Timeouts DEFAULTS = new Timeouts(
      Duration.ofSeconds(10),
      Duration.ofSeconds(30),
      Duration.ofSeconds(60),
      Duration.ofSeconds(30),
      Duration.ofSeconds(10),
      240);

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Timeouts {
    Check.notNegative("requestHead", requestHead);
    Check.notNegative("bodyIdle", bodyIdle);
    Check.notNegative("keepAlive", keepAlive);
    Check.notNegative("writeStall", writeStall);
    Check.notNegative("tlsHandshake", tlsHandshake);
    Check.atLeast("minRate", minRate, 0);
  }

  /** Returns the defaults. */
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another limit on the time for the head of a request. */
  public Timeouts withRequestHead(Duration other) {
    return new Timeouts(other, bodyIdle, keepAlive, writeStall, tlsHandshake, minRate);
  }

  /** Returns a copy with another limit on the time that content may stay away. */
  public Timeouts withBodyIdle(Duration other) {
    return new Timeouts(requestHead, other, keepAlive, writeStall, tlsHandshake, minRate);
  }

  /** Returns a copy with another limit on the time between requests. */
  public Timeouts withKeepAlive(Duration other) {
    return new Timeouts(requestHead, bodyIdle, other, writeStall, tlsHandshake, minRate);
  }

  /** Returns a copy with another limit on the time in which nothing can be sent. */
  public Timeouts withWriteStall(Duration other) {
    return new Timeouts(requestHead, bodyIdle, keepAlive, other, tlsHandshake, minRate);
  }

  /** Returns a copy with another limit on a TLS handshake. */
  public Timeouts withTlsHandshake(Duration other) {
    return new Timeouts(requestHead, bodyIdle, keepAlive, writeStall, other, minRate);
  }

  /** Returns a copy with another least rate, in bytes a second; zero for none. */
  public Timeouts withMinRate(int other) {
    return new Timeouts(requestHead, bodyIdle, keepAlive, writeStall, tlsHandshake, other);
  }
}
