package io.molt.web.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server speaks TLS. A value: files are read when a server starts, and again when they change.
 *
 * <pre>{@code
 * TlsOptions.pem(Path.of("chain.pem"), Path.of("key.pem"))
 * }</pre>
 *
 * @param certificates what the server shows; the first is for names that no other is for
 * @param clientAuth whether clients have to show a certificate
 * @param trusted PEM files with the certificates of the authorities that may have issued those of clients
 * @param minVersion the oldest version of TLS that is spoken
 * @param reloadInterval how often the files are looked at for changes; zero for never
 */
public record TlsOptions(
    List<CertificateSource> certificates,
    ClientAuth clientAuth,
    List<Path> trusted,
    TlsVersion minVersion,
    Duration reloadInterval) {
  private static final Duration RELOAD_INTERVAL = Duration.ofSeconds(10);

  /**
   * Copies the lists, and checks that the options go together.
   *
   * @throws IllegalArgumentException naming the first one that does not
   */
  public TlsOptions {
    certificates = List.copyOf(certificates);
    trusted = List.copyOf(trusted);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("tls certificates: none (expected: one or more)");
    }
    if (clientAuth != ClientAuth.NONE && trusted.isEmpty()) {
      throw new IllegalArgumentException(
          "tls client auth: " + clientAuth
              + " without trusted files (expected: PEM files with the authorities that issue the certificates of clients)");
    }
    if (reloadInterval.isNegative()) {
      throw new IllegalArgumentException(
          "tls reload interval: " + reloadInterval + " (expected: >= 0)");
    }
  }

  /** Returns options with one certificate, TLS 1.3 and 1.2, files looked at every ten seconds, clients not asked. */
  public static TlsOptions of(CertificateSource certificate) {
    return new TlsOptions(
        List.of(certificate), ClientAuth.NONE, List.of(), TlsVersion.TLS_1_2, RELOAD_INTERVAL);
  }

  /** Returns options with a chain and a key in PEM files; see {@link CertificateSource#pem(Path, Path)}. */
  public static TlsOptions pem(Path chain, Path key) {
    return of(CertificateSource.pem(chain, key));
  }

  /** Returns options with an encrypted key; see {@link CertificateSource#pem(Path, Path, String)}. */
  public static TlsOptions pem(Path chain, Path key, String password) {
    return of(CertificateSource.pem(chain, key, password));
  }

  /** Returns options with a PKCS#12 file; see {@link CertificateSource#pkcs12(Path, String)}. */
  public static TlsOptions pkcs12(Path file, String password) {
    return of(CertificateSource.pkcs12(file, password));
  }

  /** Returns options for development: a certificate that no client trusts; see {@link CertificateSource#selfSigned()}. */
  public static TlsOptions selfSigned() {
    return of(CertificateSource.selfSigned());
  }

  /** Returns a copy with one more certificate, for the names that it lists. */
  public TlsOptions withCertificate(CertificateSource more) {
    List<CertificateSource> all = new ArrayList<>(certificates);
    all.add(more);
    return new TlsOptions(all, clientAuth, trusted, minVersion, reloadInterval);
  }

  /**
   * Returns a copy that asks clients for certificates.
   *
   * @param authorities PEM files with the authorities that may have issued them; no other is trusted
   * @throws IllegalArgumentException if clients are asked and no authority is trusted
   */
  public TlsOptions withClientAuth(ClientAuth other, Path... authorities) {
    return new TlsOptions(certificates, other, List.of(authorities), minVersion, reloadInterval);
  }

  /** Returns a copy that speaks no version older than that. */
  public TlsOptions withMinVersion(TlsVersion other) {
    return new TlsOptions(certificates, clientAuth, trusted, other, reloadInterval);
  }

  /** Returns a copy that looks at its files for changes that often; zero for never. */
  public TlsOptions withReloadInterval(Duration other) {
    return new TlsOptions(certificates, clientAuth, trusted, minVersion, other);
  }
}
