package io.molt.web.tls;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** The certificates, keys and trusted authorities that were in force at one time. Immutable; safe to use from any thread. */
public final class TlsMaterial {
  private final List<TlsIdentity> identities;
  private final List<TlsIdentity> defaults;
  private final Optional<X509TrustManager> trustManager;

  TlsMaterial(List<TlsIdentity> identities, Optional<X509TrustManager> trustManager) {
    this.identities = List.copyOf(identities);
    this.trustManager = trustManager;
    TlsIdentity first = identities.get(0);
    // Two with one and the same names differ in the kind of their keys, and either may be what a
    // client can deal with.
    this.defaults = identities.stream()
        .filter(other -> other == first || other.names().equals(first.names()))
        .toList();
  }

  /** Returns all of them in their order; the first is for names that no other is for. */
  public List<TlsIdentity> identities() {
    return identities;
  }

  /**
   * Returns which of them a client is shown that asks for {@code serverName} (RFC 6066 section 3), the best first:
   * those with exactly that name, else those with a star that stands for it, else the first.
   *
   * @param serverName a host name in any case; empty if the client named none
   * @return one or more; where there are several, the first whose key the client can deal with
   */
  public List<TlsIdentity> identitiesFor(String serverName) {
    String name = ServerNames.normal(serverName);
    List<TlsIdentity> found =
        identities.stream().filter(identity -> identity.isNamed(name)).toList();
    if (found.isEmpty()) {
      found = identities.stream().filter(identity -> identity.isFor(name)).toList();
    }
    return found.isEmpty() ? defaults : found;
  }

  /** Returns a key manager that chooses by server name and by kind of key; its aliases mean nothing to others. */
  public X509ExtendedKeyManager keyManager() {
    return new ServerNameKeyManager(this);
  }

  /** Returns what decides about certificates of clients, or empty if clients are not asked for any. */
  public Optional<X509TrustManager> trustManager() {
    return trustManager;
  }
}
