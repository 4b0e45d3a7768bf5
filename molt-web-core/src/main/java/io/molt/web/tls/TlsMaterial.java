package io.molt.web.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** The certificates, keys and trusted authorities that were in force at one time. Immutable; safe to use from any thread. */
public final class TlsMaterial {
  private final List<TlsIdentity> identities;
  private final Map<String, List<TlsIdentity>> named;
  private final List<TlsIdentity> unnamed;
  private final Optional<X509TrustManager> trustManager;

  private TlsMaterial(
      List<TlsIdentity> identities,
      Map<String, List<TlsIdentity>> named,
      List<TlsIdentity> unnamed,
      Optional<X509TrustManager> trustManager) {
    this.identities = List.copyOf(identities);
    this.named = named;
    this.unnamed = unnamed;
    this.trustManager = trustManager;
  }

  static TlsMaterial of(List<TlsIdentity> identities, Optional<X509TrustManager> trustManager) {
    TlsIdentity first = identities.get(0);
    // Two with one and the same names differ in the kind of their keys, and either may be what a
    // client can deal with.
    List<TlsIdentity> unnamed = identities.stream()
        .filter(other -> other == first || other.names().equals(first.names()))
        .toList();
    return new TlsMaterial(identities, byName(identities), unnamed, trustManager);
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
    return find(named, serverName, unnamed);
  }

  /**
   * Returns a function from the server name that a client asks for to what {@code make} makes of the part of this
   * material that is for that name; for engines that do not tell a key manager the name. All parts are made now.
   */
  public <T> Function<String, T> forEachName(Function<TlsMaterial, T> make) {
    Map<List<TlsIdentity>, T> parts = new HashMap<>();
    T otherwise = parts.computeIfAbsent(unnamed, part -> make.apply(only(part)));
    Map<String, T> made = new HashMap<>();
    named.forEach((name, part) ->
        made.put(name, parts.computeIfAbsent(part, some -> make.apply(only(some)))));
    return serverName -> find(made, serverName, otherwise);
  }

  /** Returns a key manager that chooses by server name and by kind of key; its aliases mean nothing to others. */
  public X509ExtendedKeyManager keyManager() {
    return new ServerNameKeyManager(this);
  }

  /** Returns what decides about certificates of clients, or empty if clients are not asked for any. */
  public Optional<X509TrustManager> trustManager() {
    return trustManager;
  }

  private TlsMaterial only(List<TlsIdentity> part) {
    return new TlsMaterial(part, Map.of(), part, trustManager);
  }

  private static Map<String, List<TlsIdentity>> byName(List<TlsIdentity> identities) {
    return identities.stream()
        .flatMap(identity -> identity.names().stream())
        .distinct()
        .collect(Collectors.toUnmodifiableMap(name -> name, name -> named(identities, name)));
  }

  private static List<TlsIdentity> named(List<TlsIdentity> identities, String name) {
    return identities.stream()
        .filter(identity -> identity.names().contains(name))
        .toList();
  }

  private static <T> T find(Map<String, T> byName, String serverName, T otherwise) {
    String name = ServerNames.normal(serverName);
    T exact = byName.get(name);
    return exact == null ? byName.getOrDefault(ServerNames.starred(name), otherwise) : exact;
  }
}
