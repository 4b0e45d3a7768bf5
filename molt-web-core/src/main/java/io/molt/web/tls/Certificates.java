package io.molt.web.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates of PEM files. */
final class Certificates {
  private Certificates() {}

  /**
   * Returns the certificates, one or more, in their order.
   *
   * @throws IllegalArgumentException if there is none, or one that is malformed
   */
  static List<X509Certificate> read(String what, Path file, String text) {
    List<X509Certificate> found = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(text)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        found.add(certificate(what, file, block, found.size() + 1));
      }
    }
    if (found.isEmpty()) {
      throw Mistake.in(
          what, file, "holds no certificate", "PEM, with a block -----BEGIN CERTIFICATE-----");
    }
    return List.copyOf(found);
  }

  private static X509Certificate certificate(String what, Path file, Pem.Block block, int number) {
    try {
      return of(block.bytes());
    } catch (CertificateException | IllegalArgumentException failed) {
      throw Mistake.in(
          what, file, "holds a malformed certificate, number " + number, "X.509", failed);
    }
  }

  static X509Certificate of(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
