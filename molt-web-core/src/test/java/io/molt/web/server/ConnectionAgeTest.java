package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ConnectionAgeTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private RawClient client(Handler handler, UnaryOperator<ConnectionLimits> change) {
    return client(server(handler, options -> options.withConnections(change)));
  }

  @Test
  void the_last_request_of_a_connection_is_told_so() {
    RawClient client = client(req -> Response.text("hello"), c -> c.withMaxRequests(3));
    assertThat(client.get("/1").read().fields()).doesNotContainKey("connection");
    assertThat(client.get("/2").read().fields()).doesNotContainKey("connection");
    assertThat(client.get("/3").read().fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void requests_pipelined_beyond_the_last_are_not_served_and_do_not_spoil_its_response()
      throws Exception {
    RawClient client = client(req -> Response.text(req.target()), c -> c.withMaxRequests(2));
    client.send("GET /1 HTTP/1.1\r\nHost: t\r\n\r\n".repeat(100));
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.read().fields()).containsEntry("connection", "close");
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void an_old_connection_that_is_idle_is_closed() {
    RawClient client = client(req -> Response.text("hello"), c -> c.withMaxAge(SHORT));
    client.get("/").read();
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void an_old_connection_closes_with_the_response_under_way() {
    RawClient client = client(
        req -> Mono.delay(SHORT.multipliedBy(3)).map(tick -> Response.text("late")),
        c -> c.withMaxAge(SHORT));
    RawClient.Answer answer = client.get("/").read();
    assertThat(answer.content()).isEqualTo("late");
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void an_old_connection_waits_for_the_head_that_has_begun() throws Exception {
    RawClient client = client(req -> Response.text("hello"), c -> c.withMaxAge(SHORT));
    client.send("GET / HTTP/1.1\r\n");
    Thread.sleep(3 * SHORT.toMillis());
    client.lines("Host: t", "");
    assertThat(client.read().fields()).containsEntry("connection", "close");
  }
}
