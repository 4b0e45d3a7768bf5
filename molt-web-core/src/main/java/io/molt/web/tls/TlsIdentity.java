package io.molt.web.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server shows to prove who it is. Its text form holds no secret.
 *
 * @param origin where it comes from, such as the name of a file
 * @param names the host names it is shown for, in lower case; may start with {@code *.}
 * @param key the private key of the first certificate
 * @param chain the certificate of the server, followed by those that issued it
 */
public record TlsIdentity(
    String origin, List<String> names, PrivateKey key, List<X509Certificate> chain) {

  /**
   * Copies names and chain.
   *
   * @throws IllegalArgumentException if the chain is empty
   */
  public TlsIdentity {
    names = List.copyOf(names);
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: empty (expected: one certificate or more)");
    }
  }

  static TlsIdentity of(
      String origin, List<String> given, PrivateKey key, List<X509Certificate> chain) {
    List<String> names = given.isEmpty() ? ServerNames.of(chain.get(0)) : given;
    return new TlsIdentity(origin, names, key, chain);
  }

  /** Returns the certificate of the server itself. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Returns origin, names and subject, without the key. */
  @Override
  public String toString() {
    return origin + " (" + certificate().getSubjectX500Principal() + ", for " + names + ")";
  }
}
