package io.molt.web.test;

import static io.molt.web.test.TestClientTest.chunks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Each thing that a test may leave behind fails it, and the message says what and where. */
@Tag("in-memory")
class DefaultChecksTest {
  private static final Handler NEVER = request -> Mono.never();
  private static final Handler IGNORES_BODY = request -> Response.created("/1");

  @Test
  void request_that_is_never_answered_fails() {
    TestClient client = TestClient.of(NEVER).timeout(Duration.ofMillis(20));

    assertThatThrownBy(() -> client.get("/late").send())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "GET /late was not answered within 20 ms: its publisher has signalled"
                + " nothing (expected: a response, an error or completion)");
  }

  @Test
  void request_that_is_never_answered_is_cancelled_in_the_app() {
    TestSource<Response> source = TestSource.create();
    TestClient client = TestClient.of(request -> source.flux()).timeout(Duration.ofMillis(20));

    assertThatThrownBy(() -> client.get("/late").send()).isInstanceOf(AssertionError.class);

    source.expectCancelled();
  }

  @Test
  void request_body_that_a_good_answer_leaves_unread_fails() {
    TestClient client = TestClient.of(IGNORES_BODY);

    assertThatThrownBy(() -> client.post("/users").text("Ada").send())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("POST /users answered 201 Created and never read its request body");
  }

  @Test
  void streamed_request_body_that_a_good_answer_leaves_unread_fails() {
    TestClient client = TestClient.of(IGNORES_BODY);

    assertThatThrownBy(() -> client.post("/users").body(chunks("a", "b")).send())
        .hasMessageContaining("never read its request body");
  }

  @Test
  void request_body_that_is_left_half_read_fails() {
    Handler handler = request -> {
      request.chunks().subscribe(new HalfReader());
      return Response.ok();
    };

    assertThatThrownBy(
            () -> TestClient.of(handler).post("/up").body(chunks("a", "b")).send())
        .hasMessageContaining("POST /up answered 200 OK with its request body half read");
  }

  @Test
  void request_body_that_an_error_leaves_unread_is_fine() {
    TestClient.of(request -> Response.status(403)).post("/").text("x").send().expectStatus(403);
  }

  @Test
  void request_body_that_is_cancelled_is_fine() {
    Handler handler = request -> request.chunks().take(1).then(Mono.just(Response.ok()));

    TestClient.of(handler).post("/").body(chunks("a", "b")).send().expectStatus(200);
  }

  @Test
  void request_without_a_body_has_nothing_to_be_read() {
    TestClient.of(request -> Response.ok()).post("/").send().expectStatus(200);
  }

  @Test
  void response_stream_that_is_left_open_fails_at_the_end() {
    TestClient client = TestClient.of(request -> Response.chunks(chunks("abc", "def")));
    client.get("/ticks").stream().expectText("abc");

    assertThatThrownBy(client::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "GET /ticks: its response stream was neither read to its end nor cancelled, after 3"
                + " bytes (expected: expectComplete(), drain() or cancel())");
  }

  @Test
  void response_stream_that_is_left_open_is_cancelled_in_the_app() {
    TestSource<ByteBuffer> source = TestSource.create();
    TestClient client = TestClient.of(request -> Response.chunks(source.flux()));
    client.get("/ticks").stream();

    assertThatThrownBy(client::close).isInstanceOf(AssertionError.class);

    source.expectCancelled();
  }

  @Test
  void response_that_is_never_looked_at_fails_at_the_end() {
    TestClient client = TestClient.of(NEVER);
    client.get("/forgotten").start();

    assertThatThrownBy(client::close)
        .hasMessage(
            "GET /forgotten: its response was never looked at (expected: response(), stream()"
                + " or cancel())");
  }

  @Test
  void everything_left_behind_is_named() {
    TestClient client = TestClient.of(NEVER);
    client.get("/a").start();
    client.get("/b").start();

    assertThatThrownBy(client::close)
        .hasMessageContaining("GET /a:")
        .hasMessageContaining("GET /b:");
  }

  @Test
  void what_was_read_to_its_end_or_cancelled_is_not_left_behind() {
    TestClient client = TestClient.of(request -> Response.chunks(chunks("abc", "def")));
    client.get("/").stream().expectText("abcdef").expectComplete();
    assertThat(client.get("/").stream().drain()).isEqualTo(6);
    client.get("/").stream().cancel();
    client.get("/").start().cancel();

    assertThatCode(client::close).doesNotThrowAnyException();
  }

  @Test
  void what_failed_once_does_not_fail_again_at_the_end() {
    TestClient client = TestClient.of(request -> Response.chunks(chunks("abc")));
    TestStream stream = client.get("/").stream();

    assertThatThrownBy(() -> stream.expectText("xyz")).isInstanceOf(AssertionError.class);
    assertThatCode(client::close).doesNotThrowAnyException();
  }

  @Test
  void lenient_client_lets_it_all_pass() {
    TestClient client = TestClient.of(IGNORES_BODY).lenient();
    client.post("/users").text("Ada").send().expectStatus(201);
    client.get("/").start();

    assertThatCode(client::close).doesNotThrowAnyException();
  }

  @Test
  void closing_twice_tells_once() {
    TestClient client = TestClient.of(NEVER);
    client.get("/a").start();

    assertThatThrownBy(client::close).isInstanceOf(AssertionError.class);
    assertThatCode(client::close).doesNotThrowAnyException();
  }

  private static final class HalfReader extends BaseSubscriber<ByteBuffer> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(1);
    }
  }
}
