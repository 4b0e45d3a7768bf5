package io.molt.web.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** An authority, and the certificates that it issues. */
public final class TestCertificates {
  private static final Duration DAY = Duration.ofDays(1);

  private final CertificateMaker.Made authority;

  private TestCertificates(CertificateMaker.Made authority) {
    this.authority = authority;
  }

  /** A certificate, its key and the authority that issued it. */
  public record Issued(PrivateKey key, X509Certificate certificate, X509Certificate issuer) {
    /** Returns a file with the chain. */
    public Path chain(Path directory, String name) {
      return write(directory.resolve(name), pem(certificate) + pem(issuer));
    }

    /** Returns a file with the key. */
    public Path key(Path directory, String name) {
      return write(directory.resolve(name), block("PRIVATE KEY", key.getEncoded()));
    }

    /** Returns PEM options with files in the directory. */
    public TlsOptions options(Path directory, String name) {
      return TlsOptions.of(source(directory, name));
    }

    /** Returns a source with files in the directory. */
    public CertificateSource source(Path directory, String name) {
      return CertificateSource.pem(
          chain(directory, name + "-chain.pem"), key(directory, name + "-key.pem"));
    }

    /** Returns a key store with the key and its chain, for clients. */
    public KeyStore keyStore() {
      try {
        KeyStore store = emptyStore();
        store.setKeyEntry("one", key, new char[0], new Certificate[] {certificate, issuer});
        return store;
      } catch (GeneralSecurityException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  /** Returns a new authority of that name. */
  public static TestCertificates authority(String name) {
    Instant now = Instant.now();
    return new TestCertificates(CertificateMaker.authority(name, now.minus(DAY), now.plus(DAY)));
  }

  /** Returns a certificate that is valid today. */
  public Issued issue(String... names) {
    return issue(Instant.now().minus(DAY), Instant.now().plus(DAY), names);
  }

  /** Returns a certificate. */
  public Issued issue(Instant from, Instant to, String... names) {
    CertificateMaker.Made made = CertificateMaker.issued(authority, List.of(names), from, to);
    return new Issued(made.key(), made.certificate(), authority.certificate());
  }

  /** Returns a file with the authority's certificate. */
  public Path file(Path directory, String name) {
    return write(directory.resolve(name), pem(authority.certificate()));
  }

  /** Returns a key store that trusts the authority. */
  public KeyStore trustStore() {
    return trusting(authority.certificate());
  }

  /** Returns a key store that trusts a certificate. */
  public static KeyStore trusting(X509Certificate certificate) {
    try {
      KeyStore store = emptyStore();
      store.setCertificateEntry("trusted", certificate);
      return store;
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Returns a file of the tests' resources; its keys and files are what OpenSSL wrote, their password is "secret". */
  public static Path resource(String name) {
    return Path.of("src/test/resources/io/molt/web/tls", name);
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String pem(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static String block(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN " + label + "-----\n" + encoder.encodeToString(der) + "\n-----END " + label
        + "-----\n";
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
