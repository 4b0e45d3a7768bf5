package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import org.junit.jupiter.api.Test;

class ContinueTest extends SocketTest {
  private static final String[] EXPECTING = {"Expect: 100-continue", "Content-Length: 5"};

  @Test
  void the_client_is_told_to_continue_once_the_handler_reads() {
    RawClient client = serve(req -> req.text().map(Response::text));
    client.head("POST /", EXPECTING);
    assertThat(client.read().start()).isEqualTo("HTTP/1.1 100 Continue");
    client.send("hello");
    assertThat(client.read().content()).isEqualTo("hello");
    client.get("/");
    assertThat(client.read().status()).isEqualTo(200);
  }

  @Test
  void a_handler_that_does_not_read_answers_at_once_and_the_connection_closes() {
    RawClient client = serve(req -> Response.status(403));
    RawClient.Answer answer = client.head("POST /", EXPECTING).read();
    assertThat(answer.status()).isEqualTo(Status.FORBIDDEN.code());
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_does_not_wait_is_not_told_to_continue() {
    RawClient client = serve(req -> req.text().map(Response::text));
    client.send(
        "POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(client.read().content()).isEqualTo("hello");
  }

  @Test
  void a_response_that_streams_the_content_back_is_preceded_by_continue() {
    RawClient client = serve(req -> Response.chunks(req.chunks()));
    client.head("POST /", EXPECTING);
    assertThat(client.read().status()).isEqualTo(100);
    client.send("hello");
    assertThat(client.read().content()).isEqualTo("hello");
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void a_form_that_says_it_is_too_large_is_refused_and_never_sent() {
    Handler form = req -> req.form().map(all -> Response.text(all.toString()));
    RawClient client = serve(form);
    client.head(
        "POST /",
        "Expect: 100-continue",
        "Content-Type: multipart/form-data; boundary=b",
        "Content-Length: 100000000");
    assertThat(client.read().status()).isEqualTo(413);
    RawClient second = serve(form);
    second.head(
        "POST /",
        "Expect: 100-continue",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 2000000");
    assertThat(second.read().status()).isEqualTo(413);
  }

  @Test
  void http_1_0_is_never_told_to_continue() {
    RawClient client = serve(req -> req.text().map(Response::text));
    client.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    client.send("hello");
    assertThat(client.read().content()).isEqualTo("hello");
  }
}
