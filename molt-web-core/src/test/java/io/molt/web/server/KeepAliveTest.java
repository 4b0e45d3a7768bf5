package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import org.junit.jupiter.api.Test;

class KeepAliveTest extends SocketTest {
  private RawClient echoTarget() {
    return serve(req -> Response.text(req.target()));
  }

  @Test
  void a_connection_serves_one_request_after_the_other() {
    RawClient client = echoTarget();
    assertThat(client.get("/1").read().content()).isEqualTo("/1");
    Answer second = client.get("/2").read();
    assertThat(second.content()).isEqualTo("/2");
    assertThat(second.fields()).doesNotContainKey("connection");
  }

  @Test
  void a_client_that_asks_for_close_gets_it() {
    RawClient client = echoTarget();
    Answer answer = client.get("/", "Connection: close").read();
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void close_is_found_among_other_connection_options() {
    RawClient client = echoTarget();
    assertThat(client.get("/", "Connection: TE, Close").read().fields())
        .containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_handler_that_asks_for_close_gets_it() {
    RawClient client = serve(req -> Response.text("bye").withHeader("Connection", "close"));
    assertThat(client.get("/").read().fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void http_1_0_closes_unless_asked_not_to() {
    RawClient client = echoTarget();
    Answer answer = client.send("GET /old HTTP/1.0\r\n\r\n").read();
    assertThat(answer.start()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(answer.content()).isEqualTo("/old");
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void http_1_0_keeps_the_connection_when_asked_to() {
    RawClient client = echoTarget();
    String head = "GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    assertThat(client.send(head).read().fields()).containsEntry("connection", "keep-alive");
    assertThat(client.send(head).read().content()).isEqualTo("/old");
  }

  @Test
  void a_client_that_closes_its_side_with_the_request_still_gets_an_answer_that_was_at_hand()
      throws Exception {
    RawClient client = echoTarget();
    client.get("/last").endOutput();
    assertThat(client.read().content()).isEqualTo("/last");
    assertThat(client.isClosedByServer()).isTrue();
  }
}
