package io.molt.web.server;

import io.molt.web.http.TrustedPeers;

/**
 * The proxies that a server stands behind. Who a client is, and what it asked for, is taken from what they say, as
 * {@link io.molt.web.http.Service#withTrusted} has it; nobody else can say anything of the kind.
 *
 * @param trusted who they are; their connections do not count towards the limit on those of one peer
 * @param proxyProtocol whether they begin each connection with a header of the PROXY protocol, of version 1 or 2, that says
 *     whose connection they pass on. One that does not, or not in the time that the head of a request may take, is closed.
 *     Connections of others, and those of HTTP/3, have no such header
 */
public record Proxies(TrustedPeers trusted, boolean proxyProtocol) {
  private static final Proxies NONE = new Proxies(TrustedPeers.none(), false);

  /**
   * Checks that somebody is trusted to begin with a header.
   *
   * @throws IllegalArgumentException if nobody is
   */
  public Proxies {
    if (proxyProtocol && trusted.isEmpty()) {
      throw new IllegalArgumentException(
          "proxyProtocol: true, of nobody (expected: trusted proxies, whose connections begin with it)");
    }
  }

  /** Returns the default: nobody is trusted. */
  public static Proxies none() {
    return NONE;
  }

  /**
   * Returns a copy that trusts these alone: addresses, blocks such as {@code 10.0.0.0/8}, or {@code unix}.
   *
   * @throws IllegalArgumentException naming the first one that is nothing of the kind
   */
  public Proxies withTrusted(String... peers) {
    return withTrusted(TrustedPeers.of(peers));
  }

  /** Returns a copy that trusts these alone. */
  public Proxies withTrusted(TrustedPeers other) {
    return new Proxies(other, proxyProtocol);
  }

  /** Returns a copy in which the trusted proxies begin each connection with a header, or do not. */
  public Proxies withProxyProtocol(boolean other) {
    return new Proxies(trusted, other);
  }
}
