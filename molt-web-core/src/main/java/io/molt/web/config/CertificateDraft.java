package io.molt.web.config;

import io.molt.web.tls.CertificateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is set of a certificate: chain, key and password make one, whichever comes first. */
final class CertificateDraft {
  private static final int MAX_PASSWORD_BYTES = 64 * 1024;

  private @Nullable Path certificate;
  private @Nullable Path key;
  private @Nullable Path keystore;
  private @Nullable String password;
  private @Nullable Path passwordFile;
  private boolean selfSigned;

  void certificate(Path value) {
    certificate = value;
  }

  void key(Path value) {
    key = value;
  }

  void keystore(Path value) {
    keystore = value;
  }

  void password(String value) {
    password = value;
  }

  void passwordFile(Path value) {
    passwordFile = value;
  }

  void selfSigned(boolean value) {
    selfSigned = value;
  }

  /**
   * Returns the certificate that is set, if one is.
   *
   * @throws IllegalArgumentException if there is more than one, a part of none, or no password in its file
   */
  Optional<CertificateSource> source() {
    if (Stream.of(certificate != null, keystore != null, selfSigned)
            .filter(set -> set)
            .count()
        > 1) {
      throw new IllegalArgumentException(
          "tls: several certificates (expected: one of tls-certificate, tls-keystore and tls-self-signed)");
    }
    if (certificate != null) {
      return Optional.of(pem(certificate, Objects.requireNonNullElse(key, certificate)));
    }
    requireNoPart("tls-key", key, "tls-certificate");
    if (keystore != null) {
      return Optional.of(CertificateSource.pkcs12(keystore, secret().orElse("")));
    }
    requireNoPart("tls-password", password, "tls-certificate or tls-keystore");
    requireNoPart("tls-password-file", passwordFile, "tls-certificate or tls-keystore");
    return selfSigned ? Optional.of(CertificateSource.selfSigned()) : Optional.empty();
  }

  private CertificateSource pem(Path chain, Path keyFile) {
    return secret()
        .map(given -> CertificateSource.pem(chain, keyFile, given))
        .orElseGet(() -> CertificateSource.pem(chain, keyFile));
  }

  private Optional<String> secret() {
    if (password != null && passwordFile != null) {
      throw new IllegalArgumentException(
          "tls: two passwords (expected: tls-password or tls-password-file)");
    }
    return passwordFile == null ? Optional.ofNullable(password) : Optional.of(read(passwordFile));
  }

  private static String read(Path file) {
    try {
      requireSmall(file);
      return Files.readString(file).replaceFirst("\\R\\z", "");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "tls-password-file: " + file
              + " cannot be read (expected: a text file that holds the password)",
          e);
    }
  }

  private static void requireSmall(Path file) throws IOException {
    if (Files.size(file) > MAX_PASSWORD_BYTES) {
      throw new IllegalArgumentException("tls-password-file: " + file + " has " + Files.size(file)
          + " bytes (expected: the password and nothing else)");
    }
  }

  private static void requireNoPart(String name, @Nullable Object value, String whole) {
    if (value != null) {
      throw new IllegalArgumentException(
          name + ": it belongs to nothing (expected: " + whole + " too)");
    }
  }
}
