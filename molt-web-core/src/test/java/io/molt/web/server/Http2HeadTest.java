package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.server.FrameClient.Answer;
import io.molt.web.server.FrameClient.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heads of requests and responses (RFC 9113 sections 8.2 and 8.3). */
class Http2HeadTest extends Http2Test {
  private static final String SOUND =
      ":method GET, :scheme http, :path /, :authority test, accept text/plain";

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method GET, :scheme http, :path /, :authority test, Accept text/plain",
        ":method GET, :scheme http, :path /, :authority test, a{b 1",
        ":method GET, :scheme http, :path /, :authority test, connection close",
        ":method GET, :scheme http, :path /, :authority test, transfer-encoding chunked",
        ":method GET, :scheme http, :path /, :authority test, keep-alive 1",
        ":method GET, :scheme http, :path /, :authority test, proxy-connection close",
        ":method GET, :scheme http, :path /, :authority test, upgrade h2c",
        ":method GET, :scheme http, :path /, :authority test, te gzip",
        ":method GET, :scheme http, :path /, accept text/plain, :authority test",
        ":method GET, :scheme http, :path /, :authority test, :other 1",
        ":method GET, :scheme http, :path /, :authority test, :status 200",
        ":method GET, :method GET, :scheme http, :path /, :authority test",
        ":method GET, :scheme http, :path /, :path /, :authority test",
        ":scheme http, :path /, :authority test",
        ":method GET, :path /, :authority test",
        ":method GET, :scheme http, :authority test",
        ":method GET, :scheme http, :path , :authority test",
        ":method GET, :scheme http, :path path, :authority test",
        ":method GET, :scheme http, :path *, :authority test",
        ":method GET, :scheme http, :path /, accept text/plain",
        ":method GET, :scheme http, :path /, :authority test, host other",
        ":method GET, :scheme http, :path /, host test, host test",
        ":method GET, :scheme http, :path /, :authority user@test",
        ":method GET, :scheme http, :path /, :authority test, a line\nbreak",
        ":method GET, :scheme http, :path /, :authority test, a trailing\t",
        ":method GET, :scheme http, :path /a\u0001b, :authority test",
        ":method G{T, :scheme http, :path /, :authority test",
        ":method POST, :scheme http, :path /, :authority test, content-length 1x",
        ":method POST, :scheme http, :path /, :authority test, content-length +1",
        ":method POST, :scheme http, :path /, :authority test, content-length 1, content-length 2",
      })
  void a_malformed_head_is_answered_with_400_and_its_stream_reset(String head) {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    client.headers(1, true, fields(head));
    Answer answer = client.answer(1);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.fields()).containsEntry("content-type", "application/problem+json");
    assertThat(client.next(FrameClient.RST_STREAM).code()).isEqualTo(FrameClient.PROTOCOL_ERROR);
    assertThat(client.headers(3, true, fields(SOUND)).answer(3).content()).isEqualTo("served");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SOUND,
        ":method GET, :scheme http, :path /, host test",
        ":method GET, :scheme http, :path /, :authority test, host test",
        ":method GET, :scheme http, :path /, :authority test, te trailers",
        ":method OPTIONS, :scheme http, :path *, :authority test",
        ":authority test, :path /?a=b, :scheme https, :method PURGE",
        SOUND + ", cookie a=1, cookie ",
        SOUND + ", cookie , cookie , cookie a=1",
      })
  void a_sound_head_is_served(String head) {
    FrameClient client = serveHttp2(req -> Response.text(req.headers().get("host")));
    assertThat(client.headers(1, true, fields(head)).answer(1).content()).isEqualTo("test");
  }

  @Test
  void cookies_that_come_apart_are_one_field_however_many() {
    FrameClient client = serveHttp2(req ->
        Response.text(req.headers().all("Cookie").size() + " " + req.headers().get("cookie")));
    List<String> cookies = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      cookies.add("n" + i + "=v");
      fields.addAll(List.of("cookie", "n" + i + "=v"));
    }
    assertThat(client.get(1, "/", fields.toArray(String[]::new)).answer(1).content())
        .isEqualTo("1 " + String.join("; ", cookies));
  }

  @Test
  void connect_is_not_implemented() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    client.headers(1, true, ":method", "CONNECT", ":authority", "test:80");
    assertThat(client.answer(1).status()).isEqualTo(501);
    assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
  }

  @Test
  void a_header_list_that_is_too_large_is_answered_with_431() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    client.request(1, "GET", "/", true, 0);
    client.continuation(1, false, FrameClient.fields("a", "x".repeat(8000), "b", "x".repeat(8000)));
    client.continuation(1, true, FrameClient.fields("c", "x".repeat(1000)));
    assertThat(client.answer(1).status()).isEqualTo(431);
    assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
  }

  @Test
  void a_header_list_that_is_far_too_large_is_answered_with_431() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    byte[] part = FrameClient.fields("a", "x".repeat(16_000));
    client.request(1, "GET", "/", false, 0);
    client.continuation(1, false, part).continuation(1, false, part).continuation(1, true, part);
    assertThat(client.answer(1).status()).isEqualTo(431);
    assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
  }

  @Test
  void a_field_that_is_too_large_is_answered_with_431() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    assertThat(client.get(1, "/", "a", "x".repeat(8192)).answer(1).status()).isEqualTo(431);
  }

  @Test
  void too_many_fields_are_answered_with_431() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      many.addAll(List.of("n" + i, "v"));
    }
    assertThat(client.get(1, "/", many.toArray(String[]::new)).answer(1).status())
        .isEqualTo(431);
  }

  @Test
  void a_target_that_is_too_long_is_answered_with_414() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    assertThat(client.get(1, "/" + "x".repeat(8192)).answer(1).status()).isEqualTo(414);
  }

  @Test
  void an_unknown_expectation_is_answered_with_417() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    assertThat(client.get(1, "/", "expect", "wonders").answer(1).status()).isEqualTo(417);
  }

  @Test
  void fields_are_seen_without_regard_to_case_and_without_pseudo_header_fields() {
    FrameClient client = serveHttp2(req -> Response.text(req.headers().get("X-Some") + " "
        + req.headers().all("x-some") + " " + req.headers().names() + " "
        + req.headers().get(":path") + " " + req.headers().size()));
    Answer answer = client.get(1, "/", "x-some", "one", "x-some", "two").answer(1);
    assertThat(answer.content()).isEqualTo("one [one, two] [host, x-some] null 3");
  }

  @Test
  void fields_that_speak_of_the_connection_are_left_out_of_a_response() {
    FrameClient client = serveHttp2(req -> Response.text("served")
        .withHeader("Connection", "close")
        .withHeader("Keep-Alive", "timeout=5")
        .withHeader("Upgrade", "h2c")
        .withHeader("Proxy-Connection", "close")
        .withHeader("Transfer-Encoding", "chunked")
        .withHeader("Content-Length", "77")
        .withHeader("X-Some", "value"));
    Answer answer = client.get(1, "/").answer(1);
    assertThat(answer.fields())
        .containsOnlyKeys(":status", "content-type", "date", "content-length", "x-some")
        .containsEntry("content-length", "6");
  }

  @Test
  void a_date_of_the_response_is_kept() {
    Headers dated = Headers.of("Date", "Fri, 20 Nov 2026 10:00:00 GMT");
    FrameClient client = serveHttp2(req -> Response.ok().withHeaders(dated));
    assertThat(client.get(1, "/").answer(1).fields())
        .containsEntry("date", "Fri, 20 Nov 2026 10:00:00 GMT");
  }

  @Test
  void the_answer_to_a_head_request_has_the_length_but_no_content() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    client.request(1, "HEAD", "/", true);
    Frame head = client.nextOf(1);
    assertThat(head.isLast()).isTrue();
    assertThat(head.fields()).containsEntry("content-length", "6");
  }

  @Test
  void a_204_ends_with_its_head_and_has_no_length() {
    FrameClient client = serveHttp2(req -> Response.noContent().withHeader("content-length", "5"));
    Frame head = client.get(1, "/").nextOf(1);
    assertThat(head.isLast()).isTrue();
    assertThat(head.fields()).containsOnlyKeys(":status", "date");
  }

  private static String[] fields(String list) {
    return Arrays.stream(list.split(", "))
        .flatMap(field -> Arrays.stream(field.split(" ", 2)))
        .toArray(String[]::new);
  }
}
