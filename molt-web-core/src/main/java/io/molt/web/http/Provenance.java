package io.molt.web.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and to what, before proxies passed it on. Each proxy vouches for the one that it got the request
 * from, so the way is gone back hop by hop, as far as those on it are trusted.
 *
 * @param peer the first one on the way that is not a trusted proxy, or the last one that is known
 * @param scheme {@code https} or {@code http}
 * @param host the host and its port, if there is one; null if nobody says
 */
record Provenance(Peer peer, String scheme, @Nullable String host) {

  static Provenance of(Connection connection, Headers headers, TrustedPeers trusted) {
    Provenance seen = new Provenance(
        connection.source(), connection.isSecure() ? "https" : "http", headers.get("host"));
    if (!trusted.trusts(connection.source())) {
      return seen;
    }
    List<String> forwarded = headers.all("forwarded");
    List<Hop> hops = forwarded.isEmpty() ? XForwarded.hops(headers) : Forwarded.hops(forwarded);
    return seen.behind(hops, trusted);
  }

  private Provenance behind(List<Hop> hops, TrustedPeers trusted) {
    Provenance known = this;
    String port = null;
    for (Hop hop : hops) {
      known = known.behind(hop);
      port = hop.port() == null ? port : hop.port();
      if (hop.node() == null || !trusted.trusts(known.peer)) {
        break;
      }
    }
    return port == null ? known : known.withPort(port);
  }

  private Provenance behind(Hop hop) {
    return new Provenance(
        hop.node() == null ? peer : hop.node(),
        hop.scheme() == null ? scheme : hop.scheme(),
        hop.host() == null ? host : hop.host());
  }

  /** Returns this with the port, unless the host names one, or it goes without saying. */
  private Provenance withPort(String port) {
    boolean usual = port.equals(scheme.equals("https") ? "443" : "80");
    if (usual || host == null || host.matches(".*:\\d*")) {
      return this;
    }
    return new Provenance(peer, scheme, host + ":" + port);
  }
}
