package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class TestingSnippetsTest {
  record User(long id, String name) {}

  private static App users() {
    return App.create()
        .get(
            "/users/{id:long}",
            request -> Response.json(new User(request.path("id", Long.class), "Ada")))
        .post(
            "/users",
            request ->
                request.body(User.class).map(user -> Response.created("/users/" + user.id())))
        .get(
            "/users",
            request -> Response.stream(Flux.just(new User(1, "Ada"), new User(2, "Bob"))));
  }

  @Test
  void a_first_test() {
    App app = users();
    // snippet: testing-first
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/users/1")
          .send()
          .expectStatus(200)
          .expectHeader("content-type", "application/json")
          .expectJson("/name", "Ada");
      client.get("/users/none").send().expectProblem(404);
    }
    // end
  }

  @Test
  void live_is_the_same_over_a_socket() {
    App app = users();
    // snippet: testing-live
    try (TestClient client = TestClient.live(app)) {
      client.get("/users/1").send().expectStatus(200).expectBody(new User(1, "Ada"));
    }
    // end
  }

  @Test
  void requests_are_built_step_by_step() {
    try (TestClient client = TestClient.of(users())) {
      // snippet: testing-request
      client.post("/users").json(Map.of("id", 3, "name", "Cy")).send().expectStatus(201);
      client.post("/users").body("application/json", "{\"id\":").send().expectProblem(400);
      client
          .get("/users")
          .query("q", "a & b")
          .header("x-tenant", "blue")
          .cookie("lang", "en")
          .send();
      // end
    }
  }

  @Test
  void responses_are_looked_at() {
    try (TestClient client = TestClient.of(users())) {
      // snippet: testing-response
      User ada = client.get("/users/1").send().body(User.class);
      Object first = client.get("/users").send().json("/0/name");
      client
          .get("/users/1")
          .send()
          .check(response -> assertThat(response.text()).contains("Ada"));
      // end
      assertThat(ada).isEqualTo(new User(1, "Ada"));
      assertThat(first).isEqualTo("Ada");
    }
  }

  @Test
  void a_stream_is_read_under_the_tests_demand() {
    // snippet: testing-stream
    TestSource<User> source = TestSource.create();
    App app = App.create().get("/users", request -> Response.ndjson(source.flux()));

    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/users").stream().request(1);
      source.expectRequested(1).next(new User(1, "Ada"));
      stream.expectNext(new User(1, "Ada")).expectNothing();
      source.complete();
      stream.expectComplete();
    }
    // end
  }

  @Test
  void a_cancellation_reaches_the_source() {
    // snippet: testing-cancel
    TestSource<User> source = TestSource.create();
    App app = App.create().get("/users", request -> Response.ndjson(source.flux()));

    try (TestClient client = TestClient.of(app)) {
      client.get("/users").stream().cancel();
      source.expectCancelled();
    }
    // end
  }

  @Test
  void a_request_body_is_sent_piece_by_piece() {
    // snippet: testing-upload
    TestSource<ByteBuffer> upload = TestSource.create();
    App app = App.create().post("/echo", request -> Response.chunks(request.chunks()));

    try (TestClient client = TestClient.of(app)) {
      TestStream answer = client.post("/echo").body(upload.flux()).stream().request(1);
      upload.next(StandardCharsets.UTF_8.encode("one"));
      answer.expectText("one");
      upload.complete();
      answer.expectComplete();
    }
    // end
  }

  @Test
  void time_passes_when_it_is_told_to() {
    // snippet: testing-time
    App app = App.create()
        .get(
            "/later",
            request -> Mono.delay(Duration.ofSeconds(20), request.scheduler())
                .thenReturn(Response.text("done")));

    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestCall call = client.get("/later").start();
      client.advance(Duration.ofSeconds(19));
      call.expectNotAnswered();
      client.advance(Duration.ofSeconds(1));
      call.response().expectBody("done");
    }
    // end
  }

  @Test
  void what_is_left_behind_fails_the_test() {
    App app = App.create().post("/ignores", request -> Response.ok());
    try (TestClient client = TestClient.of(app)) {
      assertThatThrownBy(() -> client.post("/ignores").text("unread").send())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("POST /ignores")
          .hasMessageContaining("never read its request body");
    }
    TestClient open = TestClient.of(App.create().get("/never", request -> Mono.never()));
    open.get("/never").start();
    assertThatThrownBy(open::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/never");
    assertThat(List.of(open)).hasSize(1);
  }
}
