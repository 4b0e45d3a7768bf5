package io.molt.web.tls;

import static io.molt.web.tls.TestCertificates.resource;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what OpenSSL writes. */
class KeyFormatsTest {
  @ParameterizedTest
  @CsvSource({
    "rsa-chain.pem, rsa-pkcs8.pem, RSA",
    "rsa-chain.pem, rsa-pkcs1.pem, RSA",
    "ec-chain.pem, ec-pkcs8.pem, EC",
    "ec-chain.pem, ec-sec1.pem, EC",
    "ed25519-chain.pem, ed25519-pkcs8.pem, EdDSA"
  })
  void keys_without_a_password_are_read(String chain, String key, String algorithm) {
    TlsIdentity identity = load(TlsOptions.pem(resource(chain), resource(key)));

    assertThat(identity.key().getAlgorithm()).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @CsvSource({"rsa-chain.pem, rsa-encrypted.pem, RSA", "ec-chain.pem, ec-encrypted.pem, EC"})
  void encrypted_keys_are_read(String chain, String key, String algorithm) {
    TlsIdentity identity = load(TlsOptions.pem(resource(chain), resource(key), "secret"));

    assertThat(identity.key().getAlgorithm()).isEqualTo(algorithm);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec.p12", "rsa-legacy.p12"})
  void pkcs12_files_are_read(String file) {
    TlsIdentity identity = load(TlsOptions.pkcs12(resource(file), "secret"));

    assertThat(identity.chain()).hasSize(1);
    assertThat(identity.names()).containsExactly(file.startsWith("ec") ? "ec.test" : "rsa.test");
  }

  @Test
  void one_file_may_hold_key_and_chain_with_text_and_foreign_line_breaks(@TempDir Path directory)
      throws Exception {
    String both = "\uFEFF"
        + Files.readString(resource("ec-sec1.pem"))
        + "Here comes the certificate: \n"
        + Files.readString(resource("ec-chain.pem"));
    Path file = Files.writeString(directory.resolve("both.pem"), both.replace("\n", " \r\n"));

    assertThat(load(TlsOptions.pem(file, file)).names()).containsExactly("ec.test");
  }

  @Test
  void a_chain_is_read_in_its_order(@TempDir Path directory) {
    TestCertificates.Issued issued = TestCertificates.authority("Root").issue("a.test");

    assertThat(load(issued.options(directory, "a")).chain())
        .isEqualTo(List.of(issued.certificate(), issued.issuer()));
  }

  private static TlsIdentity load(TlsOptions options) {
    return TlsStore.open(options, Clock.systemUTC()).material().identities().get(0);
  }
}
