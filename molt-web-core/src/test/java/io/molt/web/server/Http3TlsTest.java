package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Protocol;
import io.molt.web.http.Refused;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.Tls;
import io.molt.web.tls.CertificateSource;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TestCertificates;
import io.molt.web.tls.TestCertificates.Issued;
import io.molt.web.tls.TlsOptions;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** What HTTP/3 does with the same certificates, keys and authorities. */
class Http3TlsTest extends TlsTesting {
  private static final Handler TLS_OF_THE_CONNECTION = req -> {
    Tls tls = req.context().connection().tls().orElseThrow();
    return Response.text(tls.protocol() + " " + tls.serverName().orElse("no name") + " "
        + tls.peerCertificates().stream()
            .map(certificate -> certificate.getSubjectX500Principal().toString())
            .toList());
  };

  private final List<Http3Client> quic = new ArrayList<>();

  @AfterEach
  void closeClients() {
    quic.forEach(Http3Client::close);
  }

  @Test
  void the_certificate_is_that_of_the_name_that_the_client_asks_for() throws Exception {
    TlsOptions tls =
        forThisMachine().withCertificate(source("api.test")).withCertificate(source("*.star.test"));
    Server server = secure(TLS_OF_THE_CONNECTION, tls);

    assertThat(shown(connect(server, "api.test"))).isEqualTo("CN=api.test");
    assertThat(shown(connect(server, "one.star.test"))).isEqualTo("CN=*.star.test");
    assertThat(shown(connect(server, "unknown.test"))).isEqualTo("CN=localhost");
    assertThat(shown(connect(server, null))).isEqualTo("CN=localhost");
  }

  @Test
  void the_request_knows_the_session() throws Exception {
    Server server = secure(TLS_OF_THE_CONNECTION);

    assertThat(connect(server, "any.test").get("/").content()).isEqualTo("TLSv1.3 any.test []");
    assertThat(connect(server, null).get("/").content()).isEqualTo("TLSv1.3 no name []");
  }

  @Test
  void a_client_with_a_certificate_is_known_to_the_request() throws Exception {
    Server server = secure(TLS_OF_THE_CONNECTION, needing());
    Issued own = authority.issue("client.test");

    Http3Client client = with(Http3Client.connect(
        server.port(),
        "any.test",
        tls -> tls.keyManager(own.key(), null, own.certificate(), own.issuer())));

    assertThat(client.get("/").content()).isEqualTo("TLSv1.3 any.test [CN=client.test, CN=Root]");
  }

  @Test
  void a_client_without_the_certificate_that_is_needed_is_refused() throws Exception {
    assertRefused(tls -> {});
  }

  @Test
  void a_client_with_a_certificate_of_another_authority_is_refused() throws Exception {
    Issued strange = TestCertificates.authority("Stranger").issue("client.test");

    assertRefused(
        tls -> tls.keyManager(strange.key(), null, strange.certificate(), strange.issuer()));
  }

  @Test
  void new_certificates_are_shown_to_new_connections_and_old_ones_live_on() throws Exception {
    TlsOptions tls = authority.issue("old.test").options(directory, "a");
    Server server = secure(req -> Response.text(req.target()), tls);
    Http3Client before = connect(server, null);
    assertThat(shown(before)).isEqualTo("CN=old.test");

    authority.issue("new.test").options(directory, "a");
    server.reloadTls();

    assertThat(shown(connect(server, null))).isEqualTo("CN=new.test");
    assertThat(before.get("/on").content()).isEqualTo("/on");
  }

  /** Asserts that a client gets no answer, and that an observer is told once. */
  private void assertRefused(Consumer<QuicSslContextBuilder> change) throws Exception {
    BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();
    Service service = Service.of(TLS_OF_THE_CONNECTION, Schedulers.parallel(), Clock.systemUTC())
        .withObserver(new Observer() {
          @Override
          public void onRefusal(Refused what) {
            refused.add(what);
          }
        });
    Server server = server(service, options -> options.withTls(needing()));

    // The client is done before the server has looked at its certificate, or the lack of one.
    assertThatThrownBy(() -> with(Http3Client.connect(server.port(), "any.test", change))
            .get("/")
            .content())
        .isInstanceOf(ExecutionException.class);

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TLS);
    assertThat(told.connection().protocol()).isEqualTo(Protocol.HTTP_3);
    assertThat(told.detail()).contains("CERTIFICATE");
    server.stop(Duration.ofSeconds(5));
    assertThat(refused).isEmpty();
  }

  private TlsOptions needing() {
    return forThisMachine()
        .withClientAuth(ClientAuth.NEEDED, authority.file(directory, "authority.pem"));
  }

  private CertificateSource source(String name) {
    return authority.issue(name).source(directory, name.replace('*', '_'));
  }

  private Http3Client connect(Server server, @Nullable String name) throws Exception {
    return with(Http3Client.connect(server.port(), name, tls -> {}));
  }

  private Http3Client with(Http3Client client) {
    quic.add(client);
    return client;
  }

  private static String shown(Http3Client client) throws Exception {
    X509Certificate certificate =
        (X509Certificate) Objects.requireNonNull(client.connection().sslEngine())
            .getSession()
            .getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().toString();
  }
}
