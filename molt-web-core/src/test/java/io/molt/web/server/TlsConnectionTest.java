package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Protocol;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import io.molt.web.tls.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What becomes of a connection once its handshake is done. */
class TlsConnectionTest extends TlsTesting {
  private static final int MB = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"true, HTTP_2, HTTP_2", "false, HTTP_1_1, HTTP_1_1"})
  void http_2_is_spoken_with_whom_it_is_agreed_on(
      boolean enabled, HttpClient.Version version, Protocol protocol) throws Exception {
    Server server = server(
        req -> Response.text(req.context().connection().protocol() + " "
            + req.context().connection().isSecure()),
        options ->
            options.withTls(forThisMachine()).withHttp2(http2 -> http2.withEnabled(enabled)));

    HttpResponse<String> answer = HttpClient.newBuilder()
        .sslContext(trusting(null))
        .build()
        .send(
            HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.body()).isEqualTo(protocol + " true");
  }

  @ParameterizedTest
  @CsvSource({"h2 http/1.1, h2", "http/1.1 h2, h2", "http/1.1, http/1.1", "foo http/1.0, http/1.0"})
  void the_best_of_what_the_client_offers_is_agreed_on(String offered, String agreed)
      throws Exception {
    Server server = secure(req -> Response.ok());

    try (SSLSocket socket = socket(server, trusting(null), offering(offered.split(" ")))) {
      socket.startHandshake();
      assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
    }
  }

  @Test
  void a_client_that_offers_nothing_that_is_spoken_is_refused() throws Exception {
    Server server = secure(req -> Response.ok());

    try (SSLSocket socket = socket(server, trusting(null), offering("acme-tls/1"))) {
      assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void large_content_goes_both_ways(String version) throws Exception {
    Server server =
        secure(req -> Response.chunks(req.chunks().map(chunk -> ByteBuffer.wrap(bytesOf(chunk)))));
    RawClient client =
        shaken(server, parameters -> parameters.setProtocols(new String[] {version}));
    String content = "0123456789abcdef".repeat(4 * MB / 16);

    Thread sender = new Thread(
        () -> client.head("POST /", "Content-Length: " + content.length()).send(content));
    sender.start();
    Answer answer = client.read();
    sender.join();

    assertThat(answer.content()).isEqualTo(content);
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void requests_that_come_together_are_answered_in_order() throws Exception {
    RawClient client = shaken(secure(req -> Response.text(req.target())));

    client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(client.read().content()).isEqualTo("/1");
    assertThat(client.read().content()).isEqualTo("/2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void a_connection_that_the_server_closes_ends_with_a_word(String version) throws Exception {
    RawClient client = shaken(
        secure(req -> Response.text("bye")),
        parameters -> parameters.setProtocols(new String[] {version}));

    client.get("/", "Connection: close");

    assertThat(client.readToEnd()).endsWith("bye");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void a_client_that_still_sends_reads_the_answer_and_a_word_of_its_end(String version)
      throws Exception {
    RawClient client = shaken(
        secure(req -> Response.text("no")),
        parameters -> parameters.setProtocols(new String[] {version}));

    client.head("POST /", "Content-Length: " + 100 * MB).send("x".repeat(MB));

    assertThat(client.readToEnd()).endsWith("no");
  }

  @Test
  void a_client_that_ends_its_side_with_the_request_still_gets_an_answer_that_was_at_hand()
      throws Exception {
    RawClient client = shaken(secure(req -> Response.text(req.target())));

    client.get("/last").endOutput();

    assertThat(client.readToEnd()).endsWith("/last");
  }

  @Test
  void a_client_that_says_its_last_word_cancels_what_is_under_way() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    Server server = secure(req -> {
      events.add("started");
      return Mono.<Response>never().doOnCancel(() -> events.add("cancelled"));
    });
    RawClient client = shaken(server).get("/");
    assertThat(next(events)).isEqualTo("started");

    client.endOutput();

    assertThat(next(events)).isEqualTo("cancelled");
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void a_client_that_begins_a_second_handshake_is_closed() throws Exception {
    Server server = secure(req -> Response.text(req.target()));
    SSLSocket socket = socket(
        server, trusting(null), parameters -> parameters.setProtocols(new String[] {"TLSv1.2"}));
    RawClient client = closing(RawClient.over(socket));
    assertThat(client.get("/1").read().content()).isEqualTo("/1");

    assertThatThrownBy(() -> {
          socket.startHandshake();
          client.get("/2").read();
        })
        .isInstanceOfAny(IOException.class, UncheckedIOException.class);
  }

  @Test
  void a_client_that_changes_its_keys_is_served_on() throws Exception {
    Server server = secure(req -> Response.text(req.target()));
    SSLSocket socket = socket(server, trusting(null), parameters -> {});
    RawClient client = closing(RawClient.over(socket));
    assertThat(client.get("/1").read().content()).isEqualTo("/1");

    // With TLS 1.3 that is a change of keys (RFC 8446 section 4.6.3).
    socket.startHandshake();

    assertThat(client.get("/2").read().content()).isEqualTo("/2");
    assertThat(client.get("/3").read().content()).isEqualTo("/3");
  }

  @Test
  void content_that_ends_with_the_connection_is_not_taken_for_whole_when_it_breaks_off()
      throws Exception {
    Server server = secure(req -> Response.chunks(Flux.just(ByteBuffer.wrap(new byte[] {'x'}))
        .concatWith(Flux.error(new IllegalStateException("broken")))));
    RawClient client = shaken(server).send("GET / HTTP/1.0\r\n\r\n");

    assertThatThrownBy(client::readToEnd).isInstanceOf(IOException.class);
  }

  @Test
  void new_certificates_are_shown_to_new_connections_and_old_ones_live_on() throws Exception {
    TlsOptions tls = authority.issue("localhost", "old.test").options(directory, "a");
    Server server = secure(req -> Response.text(req.target()), tls);
    RawClient before = shaken(server);
    assertThat(before.get("/1").read().content()).isEqualTo("/1");
    assertThat(server.reloadTls()).isFalse();

    authority.issue("localhost", "new.test").options(directory, "a");

    assertThat(server.reloadTls()).isTrue();
    assertThat(names(server)).contains("new.test");
    assertThat(before.get("/2").read().content()).isEqualTo("/2");
  }

  @Test
  void new_files_are_found_without_being_asked_for() throws Exception {
    TlsOptions tls = authority.issue("localhost", "old.test").options(directory, "a");
    Server server = secure(req -> Response.ok(), tls.withReloadInterval(Duration.ofMillis(20)));
    assertThat(names(server)).contains("old.test");

    authority.issue("localhost", "new.test").options(directory, "a");

    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!names(server).contains("new.test") && System.nanoTime() - end < 0) {
      Thread.sleep(20);
    }
    assertThat(names(server)).contains("new.test");
  }

  @Test
  void files_that_are_not_sound_leave_what_was_in_force() throws Exception {
    TlsOptions tls = authority.issue("localhost", "old.test").options(directory, "a");
    Server server = secure(req -> Response.ok(), tls);
    Files.writeString(directory.resolve("a-chain.pem"), "half");

    assertThatThrownBy(server::reloadTls).hasMessageContaining("holds no certificate");

    assertThat(names(server)).contains("old.test");
  }

  @Test
  void a_session_is_not_resumed_across_a_reload() throws Exception {
    TlsOptions tls = authority.issue("localhost", "old.test").options(directory, "a");
    Server server = secure(req -> Response.ok(), tls);
    SSLContext context = trusting(null);
    long first = created(server, context);
    assertThat(created(server, context)).as("resumed").isEqualTo(first);

    authority.issue("localhost", "new.test").options(directory, "a");
    server.reloadTls();

    assertThat(created(server, context)).as("anew").isNotEqualTo(first);
  }

  @Test
  void there_is_nothing_to_reload_without_tls() {
    Server server = server(req -> Response.ok());

    assertThatThrownBy(server::reloadTls)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("reload tls: none (expected: a server with tls)");
  }

  @Test
  void a_stop_waits_for_no_client_that_is_in_its_handshake() throws Exception {
    Server server = secure(req -> Response.ok());
    RawClient silent = client(server);
    shaken(server).get("/").read();

    server.stop(Duration.ofMinutes(1));

    assertThat(silent.isClosedByServer()).isTrue();
  }

  private static String names(Server server) throws Exception {
    try (SSLSocket socket = socket(server, trustingAnything(), parameters -> {})) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSubjectAlternativeNames().toString();
    }
  }

  /** Returns when the session of a new connection was made, which may be earlier. */
  private static long created(Server server, SSLContext context) throws IOException {
    try (SSLSocket socket = socket(server, context, parameters -> {})) {
      RawClient client = RawClient.over(socket).get("/");
      // The ticket by which a session is resumed comes behind the handshake.
      assertThat(client.read().status()).isEqualTo(200);
      return socket.getSession().getCreationTime();
    }
  }

  private static Consumer<SSLParameters> offering(String... protocols) {
    return parameters -> parameters.setApplicationProtocols(protocols);
  }

  private static byte[] bytesOf(ByteBuffer chunk) {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    return bytes;
  }
}
