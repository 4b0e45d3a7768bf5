package io.molt.web.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a certificate chain and its private key come from. A value: nothing is read before a server starts. Its text
 * form holds no password.
 */
public sealed interface CertificateSource permits Source {
  /**
   * Returns a chain and a key in PEM files; one file may hold both.
   *
   * @param chain certificates, that of the server first, each followed by the one that issued it
   * @param key the key of the first certificate: PKCS#8, PKCS#1 (RSA) or SEC1 (EC), not encrypted
   */
  static CertificateSource pem(Path chain, Path key) {
    return new PemSource(chain, key, Password.NONE, List.of());
  }

  /**
   * Returns a chain and an encrypted key in PEM files; one file may hold both.
   *
   * @param chain certificates, that of the server first, each followed by the one that issued it
   * @param key the key of the first certificate: encrypted PKCS#8
   * @param password what the key was encrypted with
   */
  static CertificateSource pem(Path chain, Path key, String password) {
    return new PemSource(chain, key, Password.of(password), List.of());
  }

  /**
   * Returns a chain and a key in a PKCS#12 file, which holds exactly one key.
   *
   * @param password that of the file, and of the key in it
   */
  static CertificateSource pkcs12(Path file, String password) {
    return new Pkcs12Source(file, Password.of(password), List.of());
  }

  /**
   * Returns a certificate for development that nobody has signed, made anew whenever a server starts: for
   * {@code localhost}, the loopback addresses and the name of this machine.
   */
  static CertificateSource selfSigned() {
    return new SelfSignedSource(List.of());
  }

  /**
   * Returns a copy that is shown to clients that ask for one of these names, instead of those that the certificate
   * lists.
   *
   * @param names host names, in any case; {@code *.example.com} stands for any one label in place of the star
   * @throws IllegalArgumentException if one of them is not a host name
   */
  CertificateSource forNames(String... names);
}
