package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.test.TestClient;
import io.molt.web.tls.CertificateSource;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TlsSnippetsTest {
  private final App app = App.create();

  @Test
  void a_server_speaks_tls_with_one_call() {
    // snippet: tls-self-signed
    ServerOptions options =
        ServerOptions.defaults().withPort(8443).withTls(TlsOptions.selfSigned());
    // end
    Server server = app.listen(options.withHost("127.0.0.1").withPort(0));

    assertThat(server.reloadTls()).as("nothing to read again").isFalse();
    server.stop(Duration.ofSeconds(5));
  }

  @Test
  void files_that_are_not_there_stop_the_start() {
    assertThatThrownBy(() -> {
          // snippet: tls-pem
          TlsOptions tls = TlsOptions.pem(
              Path.of("/etc/certs/fullchain.pem"), Path.of("/etc/certs/privkey.pem"));
          Server server = app.listen(ServerOptions.defaults().withPort(8443).withTls(tls));
          // end
          server.close();
        })
        .hasMessage("tls certificate: /etc/certs/fullchain.pem does not exist (expected: a file)");
  }

  @Test
  void options_are_values() {
    // snippet: tls-names
    TlsOptions tls = TlsOptions.pem(Path.of("www-chain.pem"), Path.of("www-key.pem"))
        .withCertificate(CertificateSource.pem(Path.of("api-chain.pem"), Path.of("api-key.pem")))
        .withCertificate(CertificateSource.pkcs12(Path.of("tenants.p12"), "secret")
            .forNames("*.tenants.example.com"));
    // end
    assertThat(tls.certificates()).hasSize(3);
    assertThat(tls.toString()).doesNotContain("secret");
  }

  @Test
  void clients_are_asked() {
    // snippet: tls-clients
    TlsOptions tls = TlsOptions.selfSigned()
        .withClientAuth(ClientAuth.NEEDED, Path.of("/etc/certs/clients-ca.pem"));
    // end
    assertThat(tls.clientAuth()).isEqualTo(ClientAuth.NEEDED);
    assertThatThrownBy(() -> app.listen(ServerOptions.defaults().withPort(0).withTls(tls)))
        .hasMessage("tls trusted: /etc/certs/clients-ca.pem does not exist (expected: a file)");
  }

  @Test
  void a_handler_sees_who_the_client_is() {
    // snippet: tls-who
    app.get(
        "/whoami",
        request -> Response.text(request
            .context()
            .connection()
            .tls()
            .flatMap(session -> session.peerCertificates().stream().findFirst())
            .map(certificate -> certificate.getSubjectX500Principal().getName())
            .orElse("nobody")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/whoami").send().expectBody("nobody");
    }
  }

  @Test
  void clear_text_is_sent_on() {
    // snippet: tls-redirect
    ServerOptions options = ServerOptions.defaults()
        .withPort(8443)
        .withTls(TlsOptions.selfSigned())
        .withRedirectFrom(8080);
    // end
    Server server = app.listen(options.withHost("127.0.0.1").withPort(0).withRedirectFrom(0));

    assertThat(server.redirectPort()).isPresent();
    server.stop(Duration.ofSeconds(5));
  }
}
