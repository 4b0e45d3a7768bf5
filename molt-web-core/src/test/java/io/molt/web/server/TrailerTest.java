package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailerTest extends SocketTest {
  @Test
  void trailers_follow_the_last_chunk() throws Exception {
    RawClient client = serve(
            req -> Response.text("hello").withTrailers(() -> Headers.of("X-A", "1", "X-B", "2")))
        .get("/", "Connection: close");
    assertThat(client.readToEnd())
        .contains("\r\ntransfer-encoding: chunked\r\n")
        .doesNotContain("content-length")
        .endsWith("\r\n\r\n5\r\nhello\r\n0\r\nX-A: 1\r\nX-B: 2\r\n\r\n");
  }

  @Test
  void a_trailer_that_may_not_be_one_breaks_the_response_off() throws Exception {
    RawClient client = serve(
            req -> Response.text("hello").withTrailers(() -> Headers.of("Set-Cookie", "a=b")))
        .get("/");
    assertThat(client.readToEnd()).endsWith("\r\n\r\n5\r\nhello\r\n");
  }

  @Test
  void http_1_0_gets_the_content_without() throws Exception {
    RawClient client = serve(
            req -> Response.text("hello").withTrailers(() -> Headers.of("X-A", "1")))
        .send("GET / HTTP/1.0\r\n\r\n");
    assertThat(client.readToEnd()).endsWith("\r\n\r\nhello");
  }

  @Test
  void trailers_of_a_request_are_read_whether_they_come_with_it_or_later() throws Exception {
    RawClient client = serve(req -> req.text()
        .flatMap(text ->
            req.trailers().map(trailers -> Response.text(text + " " + trailers.get("x-a")))));
    client.head("POST /", "Transfer-Encoding: chunked").send("5\r\nhello\r\n0\r\nX-A: 1\r\n\r\n");
    assertThat(client.read().content()).isEqualTo("hello 1");
    client.head("POST /", "Transfer-Encoding: chunked").send("5\r\nhello\r\n");
    Thread.sleep(20);
    client.send("0\r\nX-A: 2\r\n");
    Thread.sleep(20);
    client.send("\r\n");
    assertThat(client.read().content()).isEqualTo("hello 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Authorization: x", "Host: x", "Cookie: a=b"})
  void a_field_that_may_not_come_after_the_content_is_refused(String field) {
    RawClient client = serve(req -> req.text().map(Response::text));
    Answer answer = client
        .head("POST /", "Transfer-Encoding: chunked")
        .send("5\r\nhello\r\n0\r\n" + field + "\r\n\r\n")
        .read();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.content()).contains("A trailer field may only stand in the header section");
  }
}
