package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import io.molt.web.tls.TlsOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is told that comes to the listener in clear text. */
class HttpsRedirectTest extends SocketTest {
  @Test
  void a_client_is_sent_on_to_the_port_with_tls() {
    Server server = redirecting(options -> options);
    RawClient client = clear(server);

    Answer answer = client.get("/a%2Fb?c=d").read();

    assertThat(answer.status()).isEqualTo(308);
    assertThat(answer.fields())
        .containsEntry("location", "https://test:" + server.port() + "/a%2Fb?c=d");
    assertThat(client.get("/again").read().status()).isEqualTo(308);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, 443, https://example.com/x",
    "example.com:8080, 443, https://example.com/x",
    "example.com:, 8443, https://example.com:8443/x",
    "[::1]:8080, 8443, https://[::1]:8443/x",
    "10.0.0.1:80, 443, https://10.0.0.1/x"
  })
  void the_port_in_the_host_is_replaced(String host, int to, String location) {
    Server server = redirecting(options -> options.withRedirect(new HttpsRedirect(0, to)));

    Answer answer =
        clear(server).send("GET /x HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();

    assertThat(answer.fields()).containsEntry("location", location);
  }

  @Test
  void a_client_that_names_no_host_cannot_be_sent_on() {
    Server server = redirecting(options -> options);

    assertThat(clear(server).send("GET / HTTP/1.1\r\n\r\n").read().status()).isEqualTo(400);
    Answer answer = clear(server).send("GET / HTTP/1.0\r\n\r\n").read();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.content()).contains("There is no Host to be sent on to");
    assertThat(clear(server).send("GET / HTTP/1.1\r\nHost:\r\n\r\n").read().status())
        .isEqualTo(400);
  }

  @Test
  void a_target_that_is_no_path_cannot_be_sent_on() {
    Server server = redirecting(options -> options);

    assertThat(clear(server).head("OPTIONS *").read().status()).isEqualTo(400);
  }

  @Test
  void content_is_not_waited_for() {
    Server server = redirecting(options -> options);

    Answer answer =
        clear(server).head("POST /upload", "Content-Length: 1000000000").read();

    assertThat(answer.status()).isEqualTo(308);
  }

  @Test
  void the_limits_are_those_of_the_server() {
    Server server =
        redirecting(options -> options.withHeads(heads -> heads.withMaxInitialLine(64)));

    assertThat(clear(server).get("/" + "x".repeat(100)).read().status()).isEqualTo(414);
  }

  @Test
  void it_stops_with_the_server() {
    Server server = redirecting(options -> options);
    RawClient client = clear(server);
    assertThat(client.get("/").read().status()).isEqualTo(308);

    server.stop(Duration.ofSeconds(10));

    assertThat(client.isClosedByServer()).isTrue();
    assertThatThrownBy(() -> clear(server)).hasMessageContaining("refused");
  }

  @Test
  void a_server_without_tls_has_nowhere_to_send_them() {
    assertThatThrownBy(
            () -> server(req -> Response.ok(), options -> options.withRedirectFrom(8080)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("redirect: from 8080 without tls (expected: tls, to send clients on to)");
  }

  @Test
  void a_port_that_is_taken_is_named_and_leaves_nothing_listening() throws IOException {
    Server other = server(req -> Response.ok());
    int free = freePort();

    // Several times, since what is left behind would go by itself a moment later.
    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(
              () -> redirecting(options -> options.withPort(free).withRedirectFrom(other.port())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("port: " + other.port() + " on 127.0.0.1 cannot be listened on");
      Server again = redirecting(options -> options.withPort(free));
      assertThat(again.port()).isEqualTo(free);
      again.stop(Duration.ZERO);
    }
  }

  /** Returns a port below those that connections of others are given. */
  private static int freePort() throws IOException {
    for (int port = 21_000; ; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // The next one, then.
      }
    }
  }

  private Server redirecting(UnaryOperator<ServerOptions> change) {
    return server(
        req -> Response.ok(),
        options -> change.apply(options.withTls(TlsOptions.selfSigned()).withRedirectFrom(0)));
  }

  private RawClient clear(Server server) {
    return closing(RawClient.connect(server.redirectPort().orElseThrow(), 0));
  }
}
