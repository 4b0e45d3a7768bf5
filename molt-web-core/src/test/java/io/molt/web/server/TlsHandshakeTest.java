package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Connection;
import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Refused;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.Tls;
import io.molt.web.tls.CertificateSource;
import io.molt.web.tls.ClientAuth;
import io.molt.web.tls.TestCertificates;
import io.molt.web.tls.TestCertificates.Issued;
import io.molt.web.tls.TlsOptions;
import io.molt.web.tls.TlsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/** What client and server agree on, and when they do not. */
class TlsHandshakeTest extends TlsTesting {
  private static final int MANY = 500;
  private static final Handler TLS_OF_THE_CONNECTION =
      req -> Response.text(described(req.context().connection()));

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void both_versions_are_spoken_and_the_request_knows_which(String version) throws Exception {
    BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
    Server server = secure(req -> {
      connections.add(req.context().connection());
      return Response.text("hello");
    });

    RawClient client = shaken(server, parameters -> {
      parameters.setProtocols(new String[] {version});
      asking("localhost").accept(parameters);
    });

    assertThat(client.get("/").read().content()).isEqualTo("hello");
    Connection connection = next(connections);
    assertThat(connection.isSecure()).isTrue();
    Tls tls = connection.tls().orElseThrow();
    assertThat(tls.protocol()).isEqualTo(version);
    assertThat(tls.cipherSuite()).contains("AES_256_GCM");
    assertThat(tls.serverName()).contains("localhost");
    assertThat(tls.peerCertificates()).isEmpty();
    assertThat(tls).hasToString(version + " " + tls.cipherSuite() + ", for localhost");
    assertThat(client.get("/").read().content()).isEqualTo("hello");
    assertThat(next(connections)).isSameAs(connection);
  }

  @Test
  void tls_1_1_is_refused() throws Exception {
    RawClient client = client(secure(req -> Response.ok()));
    client.send(hello("0302" + "00".repeat(32) + "00" + "0004c013002f" + "0100"));

    assertThat(HexFormat.of().formatHex(client.input().readAllBytes()))
        .as("a fatal alert: protocol_version (RFC 8446 section 6.2)")
        .matches("15030[1-3]00020246");
  }

  @Test
  void tls_1_2_is_refused_where_1_3_is_the_least() {
    Server server =
        secure(req -> Response.ok(), forThisMachine().withMinVersion(TlsVersion.TLS_1_3));

    assertThatThrownBy(
            () -> shaken(server, parameters -> parameters.setProtocols(new String[] {"TLSv1.2"})))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("protocol_version");
  }

  @ParameterizedTest
  @CsvSource({
    "ec, c02b, 16, ECDHE with AES-GCM",
    "ec, c009, 15, AES-CBC",
    "rsa, c02f, 16, ECDHE with AES-GCM",
    "rsa, c013, 15, AES-CBC",
    "rsa, 009c, 15, RSA key exchange",
    "rsa, 009e, 15, DHE"
  })
  void only_suites_with_forward_secrecy_and_authenticated_encryption_are_agreed_on(
      String key, String suite, String answer, String name) throws Exception {
    Server server = secure(
        req -> Response.ok(),
        TlsOptions.pem(
            TestCertificates.resource(key + "-chain.pem"),
            TestCertificates.resource(key + "-pkcs8.pem")));
    // Groups, point formats and signature algorithms, as most clients send them.
    String extensions = "000a00060004001d0017" + "000b00020100" + "000d00080006040308040401";

    RawClient client = client(server)
        .send(hello("0303" + "00".repeat(32) + "00" + "0002" + suite + "0100"
            + "%04x".formatted(extensions.length() / 2) + extensions));

    assertThat(HexFormat.of().formatHex(client.input().readNBytes(1)))
        .as(name + ": 16 is a handshake, 15 an alert")
        .isEqualTo(answer);
  }

  @Test
  void the_certificate_is_that_of_the_name_that_the_client_asks_for() throws Exception {
    TlsOptions tls =
        forThisMachine().withCertificate(source("api.test")).withCertificate(source("*.star.test"));
    Server server = secure(req -> Response.ok(), tls);

    assertThat(shown(server, asking("api.test"))).isEqualTo("CN=api.test");
    assertThat(shown(server, asking("one.star.test"))).isEqualTo("CN=*.star.test");
    assertThat(shown(server, asking("unknown.test"))).isEqualTo("CN=localhost");
    assertThat(shown(server, parameters -> {})).isEqualTo("CN=localhost");
  }

  @Test
  void the_certificate_is_one_whose_key_the_client_can_deal_with() throws Exception {
    CertificateSource rsa = CertificateSource.pem(
            TestCertificates.resource("rsa-chain.pem"), TestCertificates.resource("rsa-pkcs8.pem"))
        .forNames("localhost", "127.0.0.1");
    Server server = secure(
        req -> Response.ok(),
        TlsOptions.of(source("localhost").forNames("localhost", "127.0.0.1")).withCertificate(rsa));

    assertThat(shown(server, only("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")))
        .isEqualTo("CN=rsa.test");
    assertThat(shown(server, only("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")))
        .isEqualTo("CN=localhost");
  }

  @Test
  void a_certificate_of_its_own_making_serves_development() throws Exception {
    Server server = secure(TLS_OF_THE_CONNECTION, TlsOptions.selfSigned());

    assertThat(shown(server, parameters -> {})).isEqualTo("CN=localhost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec", "rsa", "ed25519"})
  void every_kind_of_key_serves(String kind) throws Exception {
    Server server = secure(
        req -> Response.ok(),
        TlsOptions.pem(
            TestCertificates.resource(kind + "-chain.pem"),
            TestCertificates.resource(kind + "-pkcs8.pem")));

    assertThat(shown(server, parameters -> {})).isEqualTo("CN=" + kind + ".test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void a_client_with_a_certificate_is_known_to_the_request(String version) throws Exception {
    Server server = secure(TLS_OF_THE_CONNECTION, asking(ClientAuth.NEEDED));

    SSLSocket socket = socket(
        server,
        trusting(authority.issue("client.test")),
        parameters -> parameters.setProtocols(new String[] {version}));

    assertThat(closing(RawClient.over(socket)).get("/").read().content())
        .isEqualTo(version + " [CN=client.test, CN=Root]");
  }

  @Test
  void a_client_without_the_certificate_that_is_needed_is_refused() throws Exception {
    Server server = secure(req -> Response.ok(), asking(ClientAuth.NEEDED));

    assertRefused(server, trusting(null), "certificate");
  }

  @Test
  void a_client_without_the_certificate_that_is_wanted_is_served() throws Exception {
    Server server = secure(TLS_OF_THE_CONNECTION, asking(ClientAuth.WANTED));

    assertThat(shaken(server).get("/").read().content()).isEqualTo("TLSv1.3 []");
  }

  @ParameterizedTest
  @ValueSource(strings = {"WANTED", "NEEDED"})
  void a_client_with_a_certificate_of_another_authority_is_refused(ClientAuth auth)
      throws Exception {
    Server server = secure(req -> Response.ok(), asking(auth));
    Issued stranger = TestCertificates.authority("Other").issue("client.test");

    assertRefused(server, trusting(stranger), "certificate_unknown");
  }

  @Test
  void a_client_that_still_sends_reads_why_it_is_refused() throws Exception {
    RawClient client = client(secure(req -> Response.ok()));

    // No handshake begins with that, and there is more on its way.
    client.send(HexFormat.of().parseHex("160303000414000000"));
    for (int i = 0; i < 20; i++) {
      client.send(new byte[64 * 1024]);
    }

    assertThat(HexFormat.of().formatHex(client.input().readAllBytes())).startsWith("15");
  }

  @Test
  void an_expired_client_certificate_is_refused() throws Exception {
    Server server = secure(req -> Response.ok(), asking(ClientAuth.WANTED));
    Instant now = Instant.now();
    Issued expired = authority.issue(
        now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1)), "client.test");

    assertRefused(server, trusting(expired), "certificate");
  }

  @Test
  void a_silent_client_is_closed_when_the_time_for_the_handshake_is_over() {
    Server server = server(
        req -> Response.ok(),
        options -> options
            .withTls(forThisMachine())
            .withTimeouts(timeouts -> timeouts.withTlsHandshake(Duration.ofMillis(200))));

    assertThat(client(server).isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_sends_its_hello_drop_by_drop_is_closed_when_the_time_is_over()
      throws Exception {
    Server server = server(
        req -> Response.ok(),
        options -> options
            .withTls(forThisMachine())
            .withTimeouts(timeouts -> timeouts.withTlsHandshake(Duration.ofMillis(300))));
    RawClient client = client(server);
    client.giveUpAfter(20);
    client.send(HexFormat.of().parseHex("1603010200"));

    assertThat(drip(client)).isLessThan(MANY);
  }

  @Test
  void a_client_that_speaks_clear_text_is_told_so() throws Exception {
    RawClient client = client(secure(req -> Response.text("never")));

    RawClient.Answer answer = client.get("/").read();

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.fields())
        .containsEntry("connection", "close")
        .containsEntry("content-type", "application/problem+json");
    assertThat(answer.content()).contains("This port speaks TLS only (expected: https).");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_speaks_nothing_known_is_closed() throws Exception {
    RawClient client = client(secure(req -> Response.text("never")));

    client.send(new byte[] {0, 1, 2, 3, 4, 5, 6, 7});

    client.input().readAllBytes();
  }

  @Test
  void observers_are_told_of_handshakes_that_fail_and_not_of_clients_that_leave() throws Exception {
    BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();
    Service service = Service.of(req -> Response.ok(), Schedulers.parallel(), Clock.systemUTC())
        .withObserver(new Observer() {
          @Override
          public void onRefusal(Refused what) {
            refused.add(what);
          }
        });
    Server server = server(service, options -> options.withTls(forThisMachine()));

    client(server).close();
    client(server).send(HexFormat.of().parseHex("160303000414000000"));

    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.TLS);
    assertThat(told.status()).isZero();
    assertThat(told.connection().peer().address()).isEqualTo("127.0.0.1");
    assertThat(told.detail()).contains("SSL");
    assertThat(refused).isEmpty();
  }

  @Test
  void a_client_that_breaks_its_handshake_off_is_not_told() throws Exception {
    BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();
    Service service = Service.of(req -> Response.ok(), Schedulers.parallel(), Clock.systemUTC())
        .withObserver(new Observer() {
          @Override
          public void onRefusal(Refused what) {
            refused.add(what);
          }
        });
    Server server = server(service, options -> options.withTls(forThisMachine()));

    String extensions = "000a00060004001d0017" + "000b00020100" + "000d00080006040308040401";
    byte[] hello = hello("0303" + "00".repeat(32) + "00" + "0002" + "c02b" + "0100"
        + "%04x".formatted(extensions.length() / 2) + extensions);
    // The server finds out in one of several ways, as it happens.
    for (int i = 0; i < 300; i++) {
      RawClient client = client(server).send(hello);
      LockSupport.parkNanos(i * 20_000L);
      if (i % 2 == 0) {
        client.close();
      } else {
        client.reset();
      }
    }
    client(server).send(HexFormat.of().parseHex("160303000414000000"));

    assertThat(next(refused).detail()).contains("Unexpected handshake message");
    assertThat(refused).isEmpty();
  }

  @Test
  void files_that_are_not_sound_stop_the_start() {
    Path none = directory.resolve("none.pem");

    assertThatThrownBy(() -> secure(req -> Response.ok(), TlsOptions.pem(none, none)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tls certificate: " + none + " does not exist (expected: a file)");
  }

  private TlsOptions asking(ClientAuth auth) {
    return forThisMachine().withClientAuth(auth, authority.file(directory, "authority.pem"));
  }

  private CertificateSource source(String name) {
    return authority.issue(name).source(directory, name.replace('*', '_'));
  }

  /** Returns the subject of what the server shows to a client that trusts anything. */
  private String shown(Server server, Consumer<SSLParameters> change) throws IOException {
    try (SSLSocket socket = socket(server, trustingAnything(), change)) {
      socket.startHandshake();
      Principal principal = socket.getSession().getPeerPrincipal();
      assertThat(closing(RawClient.over(socket)).get("/").read().status()).isEqualTo(200);
      return principal.toString();
    }
  }

  private static Consumer<SSLParameters> only(String suite) {
    return parameters -> {
      parameters.setProtocols(new String[] {"TLSv1.2"});
      parameters.setCipherSuites(new String[] {suite});
    };
  }

  private void assertRefused(Server server, SSLContext context, String alert) throws IOException {
    SSLSocket socket = socket(server, context, parameters -> {});
    RawClient client = closing(RawClient.over(socket));
    // With TLS 1.3 the client is done before the server has looked at its certificate.
    assertThatThrownBy(() -> {
          socket.startHandshake();
          client.input().read();
        })
        .isInstanceOf(SSLException.class)
        .hasMessageContaining(alert);
  }

  /** Returns the record of a ClientHello (RFC 5246 section 7.4.1.2) in hexadecimal digits. */
  private static byte[] hello(String body) {
    String message = "01" + "%06x".formatted(body.length() / 2) + body;
    return HexFormat.of().parseHex("160301" + "%04x".formatted(message.length() / 2) + message);
  }

  /** Returns how many single octets the server takes before it closes. */
  private static int drip(RawClient client) {
    for (int sent = 0; sent < MANY; sent++) {
      try {
        client.send(new byte[1]);
        if (client.input().read() < 0) {
          return sent;
        }
      } catch (SocketTimeoutException goesOn) {
        continue;
      } catch (IOException | UncheckedIOException closed) {
        return sent;
      }
    }
    return MANY;
  }

  private static String described(Connection connection) {
    Tls tls = connection.tls().orElseThrow();
    return tls.protocol()
        + tls.peerCertificates().stream()
            .map(certificate -> certificate.getSubjectX500Principal().toString())
            .collect(Collectors.joining(", ", " [", "]"));
  }
}
