package io.molt.web.test;

import static io.molt.web.test.TestClientTest.chunks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.Body;
import io.molt.web.http.Cookie;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a test sees is the same in memory and over a socket. */
@MoltTest
@Timeout(60)
class BothWaysTest {
  private final TestSource<ByteBuffer> source = TestSource.create();
  private final TestClient client;

  BothWaysTest(TestClient client) {
    this.client = client;
  }

  @TestApp
  static App app() {
    return App.create()
        .get("/hello/{name}", request -> Response.text("hello " + request.path("name")))
        .get(
            "/later",
            request -> Mono.delay(Duration.ofSeconds(30), request.scheduler())
                .thenReturn(Response.text("at last")))
        .get("/never", request -> Mono.never())
        .get("/chunks", request -> Response.chunks(chunks("a", "b", "c")))
        .get("/length", request -> Response.ok().withBody(Body.stream(chunks("ab", "c"), 3)))
        .get(
            "/broken",
            request -> Response.chunks(
                chunks("abc").concatWith(Mono.error(new IllegalStateException("boom")))))
        .get(
            "/ticks",
            request -> Response.chunks(Flux.interval(Duration.ofSeconds(1), request.scheduler())
                .onBackpressureDrop()
                .map(tick -> chunk("tick " + tick + "\n"))))
        .get("/login", request -> Response.text("in").withCookie(Cookie.of("session", "s3cret")))
        .get("/who", request -> Response.text(request.cookies().toString()))
        .get("/fields", request -> Response.text(request.headers().names().toString()))
        .get("/target", request -> Response.text(request.target()))
        .post("/echo", request -> Response.chunks(request.chunks()))
        .post("/text", request -> request.text().map(Response::text))
        .post("/ignore/{id}", request -> Response.ok())
        .delete("/empty", request -> Response.noContent());
  }

  private static ByteBuffer chunk(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void response_has_its_status_fields_and_content() {
    client
        .get("/hello/ada")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectHeader("content-length", "9")
        .expectHeader("date")
        .expectBody("hello ada")
        .expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void response_has_the_same_fields_whichever_way_it_came() {
    assertThat(client.get("/hello/ada").send().headers().names())
        .containsExactlyInAnyOrder("content-type", "content-length", "date");
    assertThat(client.get("/chunks").send().headers().names())
        .containsExactlyInAnyOrder("content-type", "date");
    assertThat(client
            .get("/length")
            .send()
            .expectHeader("content-length", "3")
            .headers()
            .names())
        .containsExactlyInAnyOrder("content-length", "date");
    assertThat(client.delete("/empty").send().expectStatus(204).headers().names())
        .containsExactlyInAnyOrder("date");
  }

  @Test
  void request_has_the_same_fields_whichever_way_it_goes() {
    client.get("/fields").send().expectBody("[accept, host, user-agent]");
  }

  @Test
  void target_arrives_as_it_was_written() {
    for (String target :
        new String[] {"/target?a=b%20c&d=%C3%A9", "/target?x=%zz&y=a|b", "/target?"}) {
      client.get(target).send().expectBody(target);
    }
  }

  @Test
  void path_that_a_browser_would_tidy_arrives_as_it_was_written() {
    for (String path : new String[] {"/a/../target", "/a//b", "/%2e%2e/x", "/a%2Fb"}) {
      int status = client.get(path).send().status();
      assertThat(status).as(path).isIn(400, 404);
    }
  }

  @Test
  void head_has_no_content() {
    client
        .head("/hello/ada")
        .send()
        .expectStatus(200)
        .expectHeader("content-length", "9")
        .expectNoBody();
  }

  @Test
  void problem_is_a_problem() {
    client.get("/nowhere").send().expectProblem(404);
    client.put("/who").send().expectProblem(405).expectHeader("allow");
  }

  @Test
  void request_body_arrives() {
    client.post("/text").text("whole").send().expectBody("whole");
    client.post("/text").body(chunks("in", " pieces")).send().expectBody("in pieces");
    client.post("/text").body(chunks("so", "many"), 6).send().expectBody("somany");
    client.post("/text").send().expectBody("");
  }

  @Test
  void streams_flow_both_ways_at_once() {
    TestStream echo = client.post("/echo").body(source.flux()).stream().request(10);

    source.next(chunk("one"));
    echo.expectText("one");
    source.next(chunk("two"));
    echo.expectText("two");
    source.complete();
    echo.expectComplete();
  }

  @Test
  void unread_request_body_fails_and_names_the_route() {
    assertThatThrownBy(() -> client.post("/ignore/7").text("content").send())
        .hasMessageStartingWith(
            "POST /ignore/{id} answered 200 OK and never read its request body");
  }

  @Test
  void missing_answer_fails_and_names_the_route() {
    client.timeout(Duration.ofMillis(300));

    assertThatThrownBy(() -> client.get("/never").send())
        .hasMessageStartingWith(
            "GET /never was not answered within 300 ms: its publisher has signalled nothing");
  }

  @Test
  void open_stream_fails_at_the_end() {
    client.get("/ticks").stream();

    assertThatThrownBy(client::close)
        .hasMessageContaining(
            "GET /ticks: its response stream was neither read to its end nor cancelled");
  }

  @Test
  void broken_response_is_told_apart() {
    client.get("/broken").stream().expectText("abc").expectBroken().expectOutcome(Outcome.FAILED);
    assertThatThrownBy(() -> client.get("/broken").send())
        .hasMessageContaining("Response broke off");
  }

  @Test
  void going_away_is_seen_while_a_response_streams() {
    client.get("/ticks").stream().cancel().expectCancelled();
  }

  @Test
  void going_away_is_seen_before_there_is_a_response() {
    client.virtualTime();

    client.get("/later").start().expectNotAnswered().cancel().expectCancelled();
  }

  @Test
  void time_passes_when_it_is_let_pass() {
    client.virtualTime();
    TestCall later = client.get("/later").start();
    TestStream ticks = client.get("/ticks").stream().request(100);

    client.advance(Duration.ofSeconds(2));
    ticks.expectText("tick 0\ntick 1\n").expectNothing();
    later.expectNotAnswered();
    client.advance(Duration.ofSeconds(28));
    later.response().expectBody("at last");
    ticks.cancel();
  }

  @Test
  void cookies_are_kept() {
    client.get("/login").send().expectCookie("session", "s3cret");
    client.get("/who").send().expectBody("{session=s3cret}");
    client.get("/who").cookie("more", "1").send().expectBody("{more=1, session=s3cret}");
  }

  @Test
  void secrets_do_not_show_in_messages() {
    client.get("/login").send();

    assertThatThrownBy(() -> client
            .get("/hello/ada")
            .header("authorization", "Bearer t0ken")
            .send()
            .expectStatus(418))
        .hasMessageContaining("authorization: ***")
        .hasMessageContaining("cookie: session=***")
        .hasMessageContaining("(" + client.transport() + ", route /hello/{name})")
        .hasMessageNotContaining("t0ken")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  @InMemoryOnly
  void in_memory_there_is_no_port() {
    assertThat(client.port()).isEqualTo(-1);
  }

  @Test
  @LiveOnly
  void live_there_is_a_port() {
    assertThat(client.port()).isPositive();
    assertThat(client.isLive()).isTrue();
  }

  @Nested
  class Inner {
    private TestClient given;

    @BeforeEach
    void keep(TestClient given) {
      this.given = given;
    }

    @Test
    void nested_tests_have_the_client_of_the_test(TestClient mine) {
      assertThat(mine).isSameAs(given).isSameAs(client);
      mine.get("/hello/bob").send().expectBody("hello bob");
    }
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void large_content_streams_through() {
    byte[] block = new byte[64 * 1024];
    Flux<ByteBuffer> blocks = Flux.range(0, 256).map(i -> ByteBuffer.wrap(block));

    assertThat(client.post("/echo").body(blocks).stream().drain()).isEqualTo(16L << 20);
  }
}
