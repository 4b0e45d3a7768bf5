package io.molt.web.tls;

import static io.molt.web.tls.TestCertificates.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake is one line that names the file and what was expected of it. */
class MistakesTest {
  private static final String CONVERT =
      " (expected: PKCS#8, as written by: openssl pkcs8 -topk8 -v2 aes256)";

  @TempDir
  Path directory;

  @Test
  void a_file_that_is_not_there() {
    opening(TlsOptions.pem(directory.resolve("none.pem"), resource("ec-pkcs8.pem")))
        .hasMessage("tls certificate: " + directory + "/none.pem does not exist (expected: a file)")
        .hasRootCauseInstanceOf(java.nio.file.NoSuchFileException.class);
    opening(TlsOptions.pem(resource("ec-chain.pem"), directory.resolve("none.pem")))
        .hasMessage("tls key: " + directory + "/none.pem does not exist (expected: a file)");
    opening(TlsOptions.pkcs12(directory.resolve("none.p12"), "secret"))
        .hasMessage("tls keystore: " + directory + "/none.p12 does not exist (expected: a file)");
  }

  @Test
  void a_relative_file_is_named_from_the_root() {
    Path here = Path.of("").toAbsolutePath();

    opening(TlsOptions.pem(Path.of("certs/../none.pem"), Path.of("key.pem")))
        .hasMessage("tls certificate: " + here + "/none.pem does not exist (expected: a file)");
  }

  @Test
  void a_directory() {
    opening(TlsOptions.pem(directory, resource("ec-pkcs8.pem")))
        .hasMessage("tls certificate: " + directory + " is a directory (expected: a file)");
  }

  @Test
  void a_file_that_is_far_too_large() throws Exception {
    Path large = Files.write(directory.resolve("large.pem"), new byte[1024 * 1024 + 1]);

    opening(TlsOptions.pem(large, resource("ec-pkcs8.pem")))
        .hasMessage("tls certificate: " + large
            + " is larger than 1 MB (expected: a file with certificates or keys)");
  }

  @Test
  void a_chain_file_without_a_certificate() {
    opening(TlsOptions.pem(resource("ec-pkcs8.pem"), resource("ec-pkcs8.pem")))
        .hasMessage("tls certificate: " + at("ec-pkcs8.pem")
            + " holds no certificate (expected: PEM, with a block -----BEGIN CERTIFICATE-----)");
  }

  @Test
  void a_certificate_that_is_cut_off() throws Exception {
    String chain = Files.readString(resource("rsa-chain.pem"));
    Path cut = directory.resolve("cut.pem");
    Files.writeString(
        cut, chain + chain.replaceFirst("(?s)(-----\\n(?:.{64}\\n){3}).*?-----END", "$1-----END"));

    opening(TlsOptions.pem(cut, resource("rsa-pkcs8.pem")))
        .hasMessage("tls certificate: " + cut
            + " holds a malformed certificate, number 2 (expected: X.509)")
        .hasCauseInstanceOf(java.security.cert.CertificateException.class);
  }

  @Test
  void a_key_file_without_a_key() {
    opening(TlsOptions.pem(resource("ec-chain.pem"), resource("ec-chain.pem")))
        .hasMessage("tls key: " + at("ec-chain.pem")
            + " holds no private key (expected: PEM, with a block -----BEGIN PRIVATE KEY-----, or the same with"
            + " ENCRYPTED, RSA or EC)");
  }

  @Test
  void a_key_that_is_cut_off_or_of_a_kind_that_tls_does_not_use() throws Exception {
    String expected =
        " holds a malformed private key (expected: RSA, Ed25519, Ed448, or EC with a named curve)";
    Path cut = Files.writeString(
        directory.resolve("cut.pem"),
        Files.readString(resource("ec-pkcs8.pem")).replaceFirst("\n.{8}", "\n"));

    opening(TlsOptions.pem(resource("ec-chain.pem"), cut)).hasMessage("tls key: " + cut + expected);
    opening(TlsOptions.pem(resource("ec-chain.pem"), resource("x25519-pkcs8.pem")))
        .hasMessage("tls key: " + at("x25519-pkcs8.pem") + expected);
  }

  @Test
  void a_wrong_password() {
    opening(TlsOptions.pem(resource("ec-chain.pem"), resource("ec-encrypted.pem"), "Secret"))
        .hasMessage(
            "tls key: " + at("ec-encrypted.pem")
                + " cannot be decrypted with the password given (expected: the password that it was encrypted with)")
        .hasRootCauseInstanceOf(javax.crypto.BadPaddingException.class);
    opening(TlsOptions.pkcs12(resource("ec.p12"), "Secret"))
        .hasMessage("tls keystore: " + at("ec.p12")
            + " cannot be opened with the password given (expected: the password of the file)");
  }

  @Test
  void a_password_that_is_missing() {
    opening(TlsOptions.pem(resource("ec-chain.pem"), resource("ec-encrypted.pem")))
        .hasMessage("tls key: " + at("ec-encrypted.pem")
            + " is encrypted (expected: the password that goes with it)");
  }

  @Test
  void an_encryption_that_java_does_not_know_or_that_is_no_longer_safe() {
    opening(TlsOptions.pem(resource("ec-chain.pem"), resource("ec-scrypt.pem"), "secret"))
        .hasMessage("tls key: " + at("ec-scrypt.pem")
            + " is encrypted in a way that this JVM does not know" + CONVERT);
    opening(TlsOptions.pem(
            resource("rsa-chain.pem"), resource("rsa-legacy-encrypted.pem"), "secret"))
        .hasMessage("tls key: " + at("rsa-legacy-encrypted.pem")
            + " is encrypted in a form that is no longer safe" + CONVERT);
  }

  @Test
  void a_key_of_another_certificate() {
    opening(TlsOptions.pem(resource("rsa-chain.pem"), resource("ec-pkcs8.pem")))
        .hasMessage("tls key: " + at("ec-pkcs8.pem")
            + " does not belong to the first certificate of " + at("rsa-chain.pem")
            + ", CN=rsa.test (expected: the key that the certificate was made for)");
  }

  @Test
  void a_key_of_the_same_kind_and_another_certificate() {
    TestCertificates authority = TestCertificates.authority("Root");
    Path chain = authority.issue("a.test").chain(directory, "a.pem");
    Path key = authority.issue("b.test").key(directory, "b.pem");

    opening(TlsOptions.pem(chain, key))
        .hasMessage("tls key: " + key + " does not belong to the first certificate of " + chain
            + ", CN=a.test (expected: the key that the certificate was made for)");
  }

  @Test
  void a_chain_in_the_wrong_order() throws Exception {
    Path reversed = directory.resolve("reversed.pem");
    Files.writeString(
        reversed,
        Files.readString(resource("rsa-chain.pem")) + Files.readString(resource("ec-chain.pem")));

    opening(TlsOptions.pem(reversed, resource("ec-pkcs8.pem")))
        .hasMessage(
            "tls key: " + at("ec-pkcs8.pem") + " does not belong to the first certificate of "
                + reversed
                + ", CN=rsa.test, but to a later one (expected: the server's own certificate first)");
  }

  @Test
  void a_file_that_is_not_pkcs12_or_holds_no_key() {
    opening(TlsOptions.pkcs12(resource("ec-chain.pem"), "secret"))
        .hasMessage(
            "tls keystore: " + at("ec-chain.pem") + " cannot be read (expected: a PKCS#12 file)");
    opening(TlsOptions.pkcs12(resource("no-key.p12"), "secret"))
        .hasMessage("tls keystore: " + at("no-key.p12")
            + " holds no private key (expected: one private key with its chain)");
  }

  @Test
  void trusted_authorities_without_a_certificate() {
    opening(TlsOptions.selfSigned().withClientAuth(ClientAuth.NEEDED, resource("ec-pkcs8.pem")))
        .hasMessage("tls trusted: " + at("ec-pkcs8.pem")
            + " holds no certificate (expected: PEM, with a block -----BEGIN CERTIFICATE-----)");
  }

  @Test
  void options_that_do_not_go_together() {
    TlsOptions options = TlsOptions.selfSigned();
    assertThatThrownBy(() -> options.withClientAuth(ClientAuth.NEEDED))
        .hasMessage("tls client auth: NEEDED without trusted files (expected: PEM files with the"
            + " authorities that issue the certificates of clients)");
    assertThatThrownBy(() -> options.withReloadInterval(Duration.ofSeconds(-1)))
        .hasMessage("tls reload interval: PT-1S (expected: >= 0)");
    assertThatThrownBy(() -> CertificateSource.selfSigned().forNames("a.test", "a b"))
        .hasMessage(
            "tls name: 'a b' (expected: a host name such as api.example.com or *.example.com)");
    assertThatThrownBy(() -> new TlsOptions(
            List.of(), ClientAuth.NONE, List.of(), TlsVersion.TLS_1_3, Duration.ZERO))
        .hasMessage("tls certificates: none (expected: one or more)");
  }

  @Test
  void nothing_shows_a_password() {
    TlsOptions options = TlsOptions.pem(
            resource("ec-chain.pem"), resource("ec-encrypted.pem"), "secret")
        .withCertificate(CertificateSource.pkcs12(resource("ec.p12"), "secret"));

    assertThat(options.toString()).doesNotContain("secret").contains("ec-encrypted.pem", "***");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> opening(TlsOptions options) {
    return assertThatThrownBy(() -> TlsStore.open(options, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String at(String name) {
    return resource(name).toAbsolutePath().toString();
  }
}
