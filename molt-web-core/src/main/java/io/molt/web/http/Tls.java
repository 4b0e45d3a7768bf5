package io.molt.web.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the TLS session that a request came in by.
 *
 * @param protocol the protocol, such as {@code TLSv1.3}
 * @param cipherSuite the cipher suite, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for (RFC 6066 section 3), or empty if it named none
 * @param peerCertificates the verified chain of the client, its own certificate first; empty if it showed none
 */
public record Tls(
    String protocol,
    String cipherSuite,
    Optional<String> serverName,
    List<X509Certificate> peerCertificates) {

  /** Copies the chain. */
  public Tls {
    peerCertificates = List.copyOf(peerCertificates);
  }

  /** Returns protocol, cipher suite, server name and the subject of the client, if it showed a certificate. */
  @Override
  public String toString() {
    String name = serverName.map(asked -> ", for " + asked).orElse("");
    String client = peerCertificates.isEmpty()
        ? ""
        : ", client " + peerCertificates.get(0).getSubjectX500Principal();
    return protocol + " " + cipherSuite + name + client;
  }
}
