package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedHeadTest extends SocketTest {
  @ParameterizedTest
  @CsvSource({
    "400, GET",
    "400, no http at all",
    "400, GET / HTTP/1.1|Host: t|bad name: x",
    "400, GET / HTTP/1.1|Host: t|name : x",
    "400, GET / HTTP/1.1",
    "400, GET / HTTP/1.1|Host: a|Host: b",
    "400, GET relative HTTP/1.1|Host: t",
    "400, GET * HTTP/1.1|Host: t",
    "400, GET ftp://a/b HTTP/1.1|Host: t",
    "400, GET /café HTTP/1.1|Host: t",
    "400, GET /a\u0001 HTTP/1.1|Host: t",
    "400, GET /?a=é HTTP/1.1|Host: t",
    "400, GET / HTTP/1.1|Host: a b",
    "400, GET / HTTP/1.1|Host: a/b",
    "400, GET / HTTP/1.1|Host: user@a",
    "400, POST / HTTP/1.1|Host: t|Content-Length: -1",
    "400, POST / HTTP/1.1|Host: t|Content-Length: 1|Content-Length: 2",
    "400, POST / HTTP/1.1|Host: t|Content-Length: 1|Transfer-Encoding: chunked",
    "400, POST / HTTP/1.1|Host: t|Transfer-Encoding: gzip",
    "501, 'POST / HTTP/1.1|Host: t|Transfer-Encoding: gzip, chunked'",
    "400, POST / HTTP/1.0|Transfer-Encoding: chunked",
    "400, G@T / HTTP/1.1|Host: t",
    "501, CONNECT a:1 HTTP/1.1|Host: a:1",
    "505, GET / HTTP/2.0|Host: t",
    "505, GET / HTTP/1.2|Host: t",
    "417, POST / HTTP/1.1|Host: t|Expect: miracles|Content-Length: 1"
  })
  void a_head_that_cannot_be_served_is_answered_with_a_problem_and_close(int status, String head) {
    RawClient client = serve(req -> Response.text("served"));
    Answer answer = client.lines(head.split("\\|")).send("\r\n").read();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.fields())
        .containsEntry("content-type", "application/problem+json")
        .containsEntry("connection", "close");
    assertThat(answer.content()).contains("\"status\":" + status).contains("\"detail\":\"");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_request_line_that_is_too_long_is_answered_with_414() {
    Server server =
        server(req -> Response.ok(), options -> options.withHeads(h -> h.withMaxInitialLine(100)));
    RawClient client = client(server);
    assertThat(client.get("/" + "a".repeat(200)).read().status()).isEqualTo(414);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_header_section_that_is_too_large_is_answered_with_431() {
    Server server =
        server(req -> Response.ok(), options -> options.withHeads(h -> h.withMaxHeaderSize(100)));
    RawClient client = client(server);
    assertThat(client.get("/", "name: " + "a".repeat(200)).read().status()).isEqualTo(431);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_header_line_that_is_too_long_is_answered_with_431() {
    Server server =
        server(req -> Response.ok(), options -> options.withHeads(h -> h.withMaxHeaderLine(20)));
    RawClient client = client(server);
    assertThat(client.get("/", "name: " + "a".repeat(14)).read().status()).isEqualTo(200);
    assertThat(client.get("/", "name: " + "a".repeat(15)).read().content())
        .contains("Header line 2 is too long (expected: at most 20 bytes).");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_header_line_too_many_is_answered_with_431() {
    Server server =
        server(req -> Response.ok(), options -> options.withHeads(h -> h.withMaxHeaderCount(3)));
    RawClient client = client(server);
    assertThat(client.get("/", "a: 1", "b: 2").read().status()).isEqualTo(200);
    Answer answer = client.get("/", "a: 1", "b: 2", "c: 3").read();
    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.content()).contains("too many header lines (expected: at most 3).");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_still_sends_a_head_without_end_can_read_its_431() throws Exception {
    RawClient client = serve(req -> Response.ok());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n");
    for (int i = 0; i < 200; i++) {
      client.send("name" + i + ": " + "a".repeat(1000) + "\r\n");
    }
    assertThat(client.read().status()).isEqualTo(431);
  }

  @Test
  void a_request_before_the_malformed_one_is_answered_first() {
    RawClient client = serve(req -> Response.text("served"));
    client.get("/").send("rubbish\r\n\r\n");
    assertThat(client.read().content()).isEqualTo("served");
    assertThat(client.read().status()).isEqualTo(400);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void an_absolute_target_is_cut_down_to_path_and_query() {
    RawClient client = serve(req -> Response.text(req.target()));
    assertThat(client.get("http://a:80/b?c=d").read().content()).isEqualTo("/b?c=d");
    assertThat(client.get("HTTPS://a?c=d").read().content()).isEqualTo("/?c=d");
    assertThat(client.get("http://a").read().content()).isEqualTo("/");
  }

  @Test
  void the_asterisk_is_kept_for_options() {
    RawClient client = serve(req -> Response.text(req.target()));
    assertThat(client.head("OPTIONS *").read().content()).isEqualTo("*");
  }

  @Test
  void any_token_is_a_method() {
    RawClient client = serve(req -> Response.text(req.method().name()));
    assertThat(client.head("PURGE /").read().content()).isEqualTo("PURGE");
  }

  @Test
  void the_head_is_seen_as_it_was_sent() {
    RawClient client = serve(req -> Response.text(req.headers().get("X-One")
        + req.headers().all("x-two")
        + req.headers().size()
        + req.headers().contains("x-none")
        + req.rawQuery().orElse("")));
    assertThat(client.get("/?q=%20", "x-one: 1", "X-Two: a", "x-tWO: b").read().content())
        .isEqualTo("1[a, b]4falseq=%20");
  }

  @Test
  void the_peer_is_the_other_end_of_the_connection() {
    RawClient client = serve(req -> Response.text(req.context().peer().address()));
    assertThat(client.get("/").read().content()).isEqualTo("127.0.0.1");
  }
}
