package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.Peer;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@Tag("in-memory")
class TestClientTest {

  private static TestClient client(Handler handler) {
    return TestClient.of(handler);
  }

  @Test
  void answer_at_hand_arrives_with_its_status_headers_and_text() {
    client(request -> Response.text("hello"))
        .get("/hello")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectHeader("content-length", "5")
        .expectHeader("date")
        .expectBody("hello");
  }

  @Test
  void answer_that_comes_later_arrives() {
    client(request -> Mono.delay(Duration.ofMillis(5)).map(tick -> Response.text("later")))
        .get("/")
        .send()
        .expectBody("later");
  }

  @Test
  void form_is_written_as_browsers_do_it() {
    client(TestClientTest::echo)
        .post("/")
        .form("user name", "Ada & Löwe")
        .form("a", 1)
        .form("*-._", "~")
        .send()
        .expectHeader("content-type", "application/x-www-form-urlencoded")
        .expectBody("user+name=Ada+%26+L%C3%B6we&a=1&*-._=%7E");
  }

  @Test
  void form_in_parts_is_written_as_browsers_do_it() {
    TestResponse response = client(TestClientTest::echo)
        .post("/")
        .multipart("a\"\r\nb%", "Löwe")
        .multipart("f", "ö.txt", "text/plain", "few")
        .multipart("f", "b", "image/png", new byte[] {'p'})
        .send();

    String boundary = String.valueOf(response.header("content-type"))
        .replace("multipart/form-data; boundary=", "");
    response.expectBody(String.join(
        "\r\n",
        "--" + boundary,
        "Content-Disposition: form-data; name=\"a%22%0D%0Ab%\"",
        "",
        "Löwe",
        "--" + boundary,
        "Content-Disposition: form-data; name=\"f\"; filename=\"ö.txt\"",
        "Content-Type: text/plain",
        "",
        "few",
        "--" + boundary,
        "Content-Disposition: form-data; name=\"f\"; filename=\"b\"",
        "Content-Type: image/png",
        "",
        "p",
        "--" + boundary + "--",
        ""));
  }

  @Test
  void file_of_a_form_is_sent_as_the_app_asks_for_it() {
    TestSource<ByteBuffer> source = TestSource.create();
    Handler names = request -> request
        .parts(part -> part.text().map(text -> part.name() + "=" + text))
        .collectList()
        .map(parts -> Response.text(parts.toString()));
    TestCall call = client(names)
        .post("/")
        .multipart("a", "1")
        .multipart("f", "x", "text/plain", source.flux())
        .multipart("b", "2")
        .start();

    source.next(StandardCharsets.UTF_8.encode("fe")).next(StandardCharsets.UTF_8.encode("w"));
    source.complete();
    call.response().expectBody("[a=1, f=few, b=2]");
  }

  private static Mono<Response> echo(Request request) {
    return request
        .text()
        .map(text -> Response.text(text)
            .withHeader("content-type", String.valueOf(request.headers().get("content-type"))));
  }

  @Test
  void empty_publisher_is_a_404_problem() {
    client(request -> Mono.empty()).get("/nobody").send().expectProblem(404, "Nothing was found.");
  }

  @Test
  void thrown_http_exception_is_its_problem() {
    Handler handler = request -> {
      throw HttpException.badRequest("no");
    };

    client(handler).get("/").send().expectProblem(400).expectJson("/detail", "no");
  }

  @Test
  void request_reaches_the_handler_as_it_was_made() {
    Handler echo = request -> request
        .text()
        .map(body -> Response.text(request.method() + " "
            + request.target() + " " + request.headers().all("x") + " " + body + " "
            + request.context().peer().equals(Peer.IN_MEMORY)));

    client(echo)
        .put("/a%20b")
        .query("q", "x y&z")
        .header("x", "1")
        .header("x", "2")
        .text("content")
        .send()
        .expectBody("PUT /a%20b?q=x+y%26z [1, 2] content true");
  }

  @Test
  void request_has_the_fields_that_any_client_sends_and_none_of_the_test_clients_own() {
    client(request ->
            request.text().map(text -> Response.text(request.headers().names().toString())))
        .post("/")
        .text("abc")
        .send()
        .expectBody("[accept, content-length, content-type, host, user-agent]");
  }

  @Test
  void context_reaches_what_the_handler_returns() {
    client(request ->
            RequestContext.current().map(context -> Response.text(context.peer().address())))
        .get("/")
        .send()
        .expectBody("in-memory");
  }

  @Test
  void head_has_the_fields_of_the_response_and_no_content() {
    client(request -> Response.text("hello"))
        .head("/")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectNoBody();
  }

  @Test
  void no_content_has_no_length() {
    client(request -> Response.noContent())
        .delete("/")
        .send()
        .expectStatus(204)
        .expectNoHeader("content-length")
        .expectNoBody();
  }

  @Test
  void empty_content_has_length_zero() {
    client(request -> Response.ok())
        .get("/")
        .send()
        .expectHeader("content-length", "0")
        .expectNoBody();
  }

  @Test
  void file_arrives_whole(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("a.txt"), "from a file");
    Handler handler = request -> Response.ok().withBody(new Body.File(file, 5, 6));

    client(handler).get("/").send().expectHeader("content-length", "6").expectBody("a file");
  }

  @Test
  void stream_of_known_length_announces_it() {
    Handler handler = request -> Response.ok().withBody(Body.stream(chunks("ab", "c"), 3));

    client(handler).get("/").send().expectHeader("content-length", "3").expectBody("abc");
  }

  @Test
  void stream_that_breaks_its_promised_length_fails() {
    Handler handler = request -> Response.ok().withBody(Body.stream(chunks("ab"), 3));

    assertThatThrownBy(() -> client(handler).get("/").send())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Response broke off after 2 bytes")
        .hasMessageContaining("3 bytes promised, only 2 came");
  }

  @Test
  void failure_in_mid_stream_shows_its_cause() {
    Handler handler = request -> Response.chunks(
        chunks("ab").concatWith(Mono.error(new IllegalStateException("disk on fire"))));

    assertThatThrownBy(() -> client(handler).get("/").send())
        .hasMessageContaining("broke off after 2 bytes")
        .hasMessageContaining("disk on fire")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void completed_request_ends_as_such() {
    client(request -> Response.text("x")).get("/").send().expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void blocking_call_in_a_handler_fails_as_on_a_server() {
    Handler handler = request ->
        Response.text(Mono.delay(Duration.ofMillis(1)).map(Object::toString).block());

    client(handler).get("/").send().expectProblem(500);
  }

  @Test
  void unencoded_entity_of_a_bare_handler_is_a_500_as_on_a_server() {
    client(request -> Response.json("x")).get("/").send().expectProblem(500);
  }

  @Test
  void failed_expectation_of_a_500_shows_the_exception_behind_it() {
    IllegalStateException boom = new IllegalStateException("boom");
    Handler handler = request -> {
      throw boom;
    };
    TestResponse response = client(handler).get("/").send();

    assertThatThrownBy(() -> response.expectStatus(200))
        .hasMessageContaining("the app failed: java.lang.IllegalStateException: boom\n    at ")
        .hasCause(boom);
  }

  @Test
  void failed_expectation_hides_keys_and_tokens() {
    TestResponse response = client(request -> Response.ok())
        .get("/")
        .header("x-api-key", "k-1")
        .header("x-csrf-token", "t-1")
        .send();

    assertThatThrownBy(() -> response.expectStatus(201))
        .hasMessageContaining("x-api-key: ***")
        .hasMessageContaining("x-csrf-token: ***");
  }

  @Test
  void handler_that_blocks_its_thread_is_shown_with_the_place() throws Exception {
    AtomicBoolean released = new AtomicBoolean();
    Handler handler = request -> spinUntil(released);
    TestClient client = client(handler).timeout(Duration.ofMillis(100));

    try {
      assertThatThrownBy(() -> client.get("/stuck").send())
          .hasMessageContaining("GET /stuck was not answered within 100 ms")
          .hasMessageContaining("its handler has not returned")
          .hasMessageContaining("TestClientTest.spinUntil");
    } finally {
      released.set(true);
    }
  }

  @Test
  void requests_run_beside_each_other() {
    Sinks.One<Response> answer = Sinks.one();
    Handler handler =
        request -> request.rawPath().equals("/slow") ? answer.asMono() : Response.text("quick");
    TestClient client = client(handler);

    TestCall slow = client.get("/slow").start().expectNotAnswered();
    client.get("/quick").send().expectBody("quick");
    answer.tryEmitValue(Response.text("slow"));

    slow.response().expectBody("slow");
  }

  @Test
  void target_without_a_slash_is_refused() {
    TestClient client = client(request -> Response.ok());

    assertThatThrownBy(() -> client.get("users"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("request target: 'users' (expected: /path?query, or *)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/caf\u00e9", "/a b", "/a\r\nb: c", "/?a=\u00e9"})
  void target_that_a_server_would_refuse_is_refused(String target) {
    TestClient client = client(request -> Response.ok());

    assertThatThrownBy(() -> client.get(target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: visible ASCII, the rest percent-encoded)");
  }

  @Test
  void closed_client_refuses_requests() {
    TestClient client = client(request -> Response.ok());
    client.close();

    assertThatThrownBy(() -> client.get("/").send()).isInstanceOf(IllegalStateException.class);
  }

  private static Response spinUntil(AtomicBoolean released) {
    while (!released.get()) {
      // hangs without a call that a detector of blocking calls would answer for
    }
    return Response.ok();
  }

  static Flux<ByteBuffer> chunks(String... texts) {
    return Flux.just(texts).map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
