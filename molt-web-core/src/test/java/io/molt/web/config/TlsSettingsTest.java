package io.molt.web.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.molt.web.server.HttpsRedirect;
import io.molt.web.server.ServerOptions;
import io.molt.web.tls.CertificateSource;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TlsOptions;
import io.molt.web.tls.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsSettingsTest {
  private static final ServerOptions CODE = ServerOptions.defaults();
  private static final Path CHAIN = Path.of("chain.pem");
  private static final Path KEY = Path.of("key.pem");

  @Test
  void one_argument_is_enough_for_development() {
    assertThat(tls("--tls-self-signed")).isEqualTo(TlsOptions.selfSigned());
    assertThat(read(CODE, "--tls-self-signed=false").tls()).isEmpty();
  }

  @Test
  void certificate_and_key_are_pem_files_or_one_of_both() {
    assertThat(tls("--tls-certificate", "chain.pem", "--tls-key", "key.pem"))
        .isEqualTo(TlsOptions.pem(CHAIN, KEY));
    assertThat(
            tls("--tls-key", "key.pem", "--tls-certificate", "chain.pem", "--tls-password", " t "))
        .isEqualTo(TlsOptions.pem(CHAIN, KEY, " t "));
    assertThat(tls("--tls-certificate", "chain.pem")).isEqualTo(TlsOptions.pem(CHAIN, CHAIN));
  }

  @Test
  void a_keystore_is_a_pkcs12_file() {
    assertThat(tls("--tls-keystore=server.p12", "--tls-password=tiger"))
        .isEqualTo(TlsOptions.pkcs12(Path.of("server.p12"), "tiger"));
    assertThat(tls("--tls-keystore=server.p12"))
        .isEqualTo(TlsOptions.pkcs12(Path.of("server.p12"), ""));
  }

  @Test
  void a_password_may_be_in_a_file(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), " tiger \n");
    assertThat(tls("--tls-keystore=server.p12", "--tls-password-file=" + file))
        .isEqualTo(TlsOptions.pkcs12(Path.of("server.p12"), " tiger "));
    Files.write(file, new byte[64 * 1024 + 1]);
    assertThat(problem("--tls-keystore=server.p12", "--tls-password-file=" + file))
        .isEqualTo("tls-password-file: " + file
            + " has 65537 bytes (expected: the password and nothing else)");
    assertThat(problem("--tls-keystore=server.p12", "--tls-password-file=" + directory + "/none"))
        .isEqualTo("tls-password-file: " + directory
            + "/none cannot be read (expected: a text file that holds the password)");
  }

  @Test
  void a_password_is_shown_nowhere() {
    Settings settings = Settings.read(
        new Sources(
            List.of("--tls-keystore", "server.p12"),
            Map.of(),
            Map.of("MOLT_TLS_PASSWORD", "tiger")),
        CODE);
    assertThat(settings.toString()).doesNotContain("tiger");
    assertThat(settings.values())
        .extracting(Settings.Value::toString)
        .contains("tls-password = *** (MOLT_TLS_PASSWORD)");
  }

  @Test
  void clients_are_asked_for_certificates_of_some_authorities() {
    assertThat(tls("--tls-self-signed", "--tls-client-auth=needed", "--tls-trust", "a.pem,b.pem"))
        .isEqualTo(TlsOptions.selfSigned()
            .withClientAuth(ClientAuth.NEEDED, Path.of("a.pem"), Path.of("b.pem")));
  }

  @Test
  void what_the_code_gives_stays_but_for_what_is_set() {
    TlsOptions given = TlsOptions.pem(CHAIN, KEY)
        .withClientAuth(ClientAuth.WANTED, Path.of("ca.pem"))
        .withReloadInterval(Duration.ZERO);
    ServerOptions code = CODE.withTls(given);
    assertThat(read(code).tls()).contains(given);
    assertThat(read(code, "--tls-min-version", "TLSv1.3").tls())
        .contains(given.withMinVersion(TlsVersion.TLS_1_3));
    assertThat(read(code, "--tls-certificate", "other.pem").tls().orElseThrow())
        .isEqualTo(new TlsOptions(
            List.of(CertificateSource.pem(Path.of("other.pem"), Path.of("other.pem"))),
            ClientAuth.WANTED,
            List.of(Path.of("ca.pem")),
            TlsVersion.TLS_1_2,
            Duration.ZERO));
    assertThat(Settings.read(sources(), code).values())
        .extracting(Settings.Value::toString)
        .containsExactly(
            "tls-client-auth = wanted (code)",
            "tls-trust = ca.pem (code)",
            "tls-reload-interval = 0 (code)");
  }

  @Test
  void clear_text_is_sent_on_from_a_port_of_its_own() {
    assertThat(read(CODE, "--redirect-to", "443", "--redirect-from", "8081").redirect())
        .contains(new HttpsRedirect(8081, 443));
    assertThat(problem("--redirect-to", "443"))
        .isEqualTo(
            "--redirect-to: '443' is refused: nothing is redirected (expected: redirect-from too)");
  }

  @ParameterizedTest
  @CsvSource(delimiterString = "=>", textBlock = """
      --tls-key=k => tls-key: it belongs to nothing (expected: tls-certificate too)
      --tls-key=k --tls-self-signed => tls-key: it belongs to nothing (expected: tls-certificate too)
      --tls-password=p => tls-password: it belongs to nothing (expected: tls-certificate or tls-keystore too)
      --tls-password-file=p => tls-password-file: it belongs to nothing (expected: tls-certificate or tls-keystore too)
      --tls-certificate=c --tls-keystore=k => tls: several certificates (expected: one of tls-certificate, tls-keystore and tls-self-signed)
      --tls-keystore=k --tls-password=p --tls-password-file=f => tls: two passwords (expected: tls-password or tls-password-file)
      --tls-min-version=TLSv1.3 => tls: no certificate (expected: tls-certificate, tls-keystore or tls-self-signed too)
      --tls-self-signed --tls-trust=ca => tls-trust: clients are not asked for certificates (expected: tls-client-auth too)
      --tls-min-version=TLSv1.1 => --tls-min-version: 'TLSv1.1' (expected: TLSv1.2 | TLSv1.3)
      """)
  void what_does_not_go_together_is_refused(String arguments, String problem) {
    assertThat(problem(arguments.split(" "))).isEqualTo(problem);
  }

  private static TlsOptions tls(String... arguments) {
    return read(CODE, arguments).tls().orElseThrow();
  }

  private static ServerOptions read(ServerOptions code, String... arguments) {
    return Settings.read(sources(arguments), code).options();
  }

  private static Sources sources(String... arguments) {
    return new Sources(List.of(arguments), Map.of(), Map.of());
  }

  private static String problem(String... arguments) {
    return catchThrowableOfType(SettingsException.class, () -> read(CODE, arguments))
        .getMessage();
  }
}
