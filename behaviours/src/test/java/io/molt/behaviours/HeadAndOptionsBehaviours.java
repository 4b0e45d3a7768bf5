package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Response;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestSource;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HEAD, OPTIONS, methods that are not allowed, and statuses that have no content. */
class HeadAndOptionsBehaviours extends Behaviours {
  private static final Handler OK = request -> Response.ok();

  private TestResponse head(Handler handler) {
    return run(App.create().get("/", handler)).head("/").send();
  }

  @Test
  void head_has_the_fields_of_get_and_no_content() {
    head(request -> Response.text("hello").withHeader("x", "1"))
        .expectStatus(200)
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectHeader("content-length", "5")
        .expectHeader("x", "1")
        .expectNoBody();
  }

  @Test
  void head_tells_the_length_of_json() {
    head(request -> Response.json(Map.of("ok", true)))
        .expectHeader("content-type", "application/json")
        .expectHeader("content-length", "11")
        .expectNoBody();
  }

  @Test
  void head_tells_the_length_of_a_file(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("a.txt"), "0123456789");

    head(request -> Response.file(file))
        .expectHeader("content-length", "10")
        .expectHeader("last-modified")
        .expectNoBody();
  }

  @Test
  void head_tells_the_length_of_a_stream_that_has_one() {
    TestSource<ByteBuffer> source = TestSource.create();

    head(request -> Response.ok().withBody(Body.stream(source.flux(), 1234)))
        .expectHeader("content-length", "1234")
        .expectNoBody();
    Assertions.assertThat(source.subscriptions()).isZero();
  }

  @Test
  void head_never_subscribes_to_chunks() {
    TestSource<ByteBuffer> source = TestSource.create();

    head(request -> Response.chunks(source.flux()))
        .expectStatus(200)
        .expectNoHeader("content-length")
        .expectNoBody();
    Assertions.assertThat(source.subscriptions()).isZero();
  }

  @Test
  void head_never_subscribes_to_elements() {
    TestSource<Integer> source = TestSource.create();

    head(request -> Response.stream(source.flux()))
        .expectHeader("content-type", "application/json")
        .expectNoBody();
    Assertions.assertThat(source.subscriptions()).isZero();
  }

  @Test
  void head_never_subscribes_to_events() {
    TestSource<String> source = TestSource.create();

    head(request -> Response.sse(source.flux()))
        .expectHeader("content-type", "text/event-stream")
        .expectNoBody();
    Assertions.assertThat(source.subscriptions()).isZero();
  }

  @Test
  void handler_of_get_sees_that_it_is_head() {
    head(request -> Response.ok().withHeader("x-method", request.method().name()))
        .expectHeader("x-method", "HEAD");
  }

  @Test
  void head_of_its_own_takes_the_place_of_get() {
    App app = App.create()
        .get("/", request -> Response.text("get"))
        .head("/", request -> Response.ok().withHeader("x-own", "yes"));
    var client = run(app);

    client.head("/").send().expectHeader("x-own", "yes").expectNoBody();
    client.get("/").send().expectNoHeader("x-own").expectBody("get");
  }

  @Test
  void head_tells_the_length_that_get_sends_and_not_what_the_handler_says() {
    App app =
        App.create().get("/", request -> Response.text("hello").withHeader("content-length", "99"));
    var client = run(app);

    client.get("/").send().expectHeader("content-length", "5");
    client.head("/").send().expectHeader("content-length", "5");
  }

  @Test
  void head_tells_no_length_where_get_sends_none() {
    TestSource<ByteBuffer> source = TestSource.create();

    head(request -> Response.chunks(source.flux()).withHeader("content-length", "99"))
        .expectNoHeader("content-length");
  }

  @Test
  void head_of_its_own_may_say_what_length_get_would_have() {
    App app = App.create().head("/", request -> Response.ok().withHeader("content-length", "4711"));

    run(app).head("/").send().expectHeader("content-length", "4711").expectNoBody();
  }

  @Test
  void head_of_a_parameter_route_does_not_take_the_place_of_a_literal_get() {
    App app = App.create()
        .get("/users/me", request -> Response.text("me"))
        .head("/users/{name}", request -> Response.text("longer name"));

    run(app).head("/users/me").send().expectHeader("content-length", "2");
  }

  @Test
  void head_of_nothing_is_a_404_without_content() {
    run(App.create())
        .head("/none")
        .send()
        .expectStatus(404)
        .expectHeader("content-type", "application/problem+json")
        .expectNoBody();
  }

  @Test
  void head_where_only_post_is_allowed_is_a_405_without_content() {
    run(App.create().post("/", OK))
        .head("/")
        .send()
        .expectStatus(405)
        .expectHeader("allow", "OPTIONS, POST")
        .expectNoBody();
  }

  @Test
  void head_of_a_handler_that_fails_is_a_500_without_content() {
    head(request -> {
          throw new IllegalStateException("head fails");
        })
        .expectStatus(500)
        .expectNoBody();
  }

  @Test
  void head_of_an_empty_publisher_is_a_404_without_content() {
    head(request -> reactor.core.publisher.Mono.empty()).expectStatus(404).expectNoBody();
  }

  @Test
  void options_tells_what_is_allowed() {
    App app = App.create().get("/", OK).delete("/", OK).put("/", OK);

    run(app)
        .options("/")
        .send()
        .expectStatus(204)
        .expectHeader("allow", "DELETE, GET, HEAD, OPTIONS, PUT")
        .expectNoBody();
  }

  @Test
  void options_of_nothing_is_a_404() {
    run(App.create().get("/", OK)).options("/none").send().expectProblem(404);
  }

  @Test
  void options_of_its_own_takes_the_place_of_the_one_that_every_path_has() {
    App app = App.create().get("/", OK).options("/", request -> Response.text("own"));

    run(app).options("/").send().expectStatus(200).expectBody("own").expectNoHeader("allow");
  }

  @Test
  void options_gathers_the_methods_of_all_patterns_that_match() {
    App app =
        App.create().get("/users/me", OK).delete("/users/{name}", OK).post("/users/{rest...}", OK);

    run(app).options("/users/me").send().expectHeader("allow", "DELETE, GET, HEAD, OPTIONS, POST");
  }

  @Test
  void options_runs_no_handler() {
    AtomicInteger calls = new AtomicInteger();
    App app = App.create().get("/", request -> {
      calls.incrementAndGet();
      return Response.ok();
    });

    run(app).options("/").send().expectStatus(204);

    Assertions.assertThat(calls).hasValue(0);
  }

  @Test
  void options_of_the_server_as_a_whole_is_answered() {
    run(App.create().get("/", OK)).options("*").send().expectStatus(204).expectNoBody();
  }

  @Test
  void options_of_the_server_as_a_whole_is_answered_whatever_the_routes() {
    App app = App.create()
        .get("/{rest...}", OK)
        .notFound(request -> Response.text("not found").withStatus(404));

    run(app).options("*").send().expectStatus(204);
  }

  @Test
  void server_as_a_whole_can_be_asked_with_options_alone() {
    run(App.create().get("/{rest...}", OK))
        .get("*")
        .send()
        .expectProblem(
            400, "The request target is malformed (expected: a path that begins with '/').");
  }

  @Test
  void method_that_is_not_allowed_is_a_405_with_the_allowed_ones_sorted() {
    App app = App.create().put("/", OK).route(Method.of("COPY"), "/", OK).get("/", OK);

    run(app)
        .post("/")
        .send()
        .expectProblem(
            405, "The method POST is not allowed here (expected: COPY, GET, HEAD, OPTIONS, PUT).")
        .expectHeader("allow", "COPY, GET, HEAD, OPTIONS, PUT");
  }

  @Test
  void allowed_methods_are_those_of_all_patterns_that_match() {
    App app =
        App.create().get("/users/me", OK).delete("/users/{id:long}", OK).put("/users/{n}", OK);
    var client = run(app);

    client.post("/users/me").send().expectHeader("allow", "GET, HEAD, OPTIONS, PUT");
    client.post("/users/1").send().expectHeader("allow", "DELETE, OPTIONS, PUT");
    client.post("/users/x").send().expectHeader("allow", "OPTIONS, PUT");
  }

  @Test
  void head_alone_does_not_allow_get() {
    run(App.create().head("/", OK))
        .get("/")
        .send()
        .expectProblem(405)
        .expectHeader("allow", "HEAD, OPTIONS");
  }

  @Test
  void method_that_nobody_knows_is_a_405_where_there_is_a_route() {
    run(App.create().get("/", OK))
        .request(Method.of("FROBNICATE"), "/")
        .send()
        .expectProblem(405)
        .expectHeader("allow", "GET, HEAD, OPTIONS");
  }

  @Test
  void method_that_nobody_knows_is_a_404_where_there_is_no_route() {
    run(App.create()).request(Method.of("FROBNICATE"), "/").send().expectProblem(404);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void status_without_content_has_none_whatever_the_handler_says(int code) {
    App app = App.create().get("/", request -> Response.text("content").withStatus(code));

    run(app).get("/").send().expectStatus(code).expectNoBody();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void status_without_content_never_subscribes_to_a_stream(int code) {
    TestSource<ByteBuffer> source = TestSource.create();
    App app = App.create().get("/", request -> Response.chunks(source.flux()).withStatus(code));

    run(app).get("/").send().expectStatus(code).expectNoBody();

    Assertions.assertThat(source.subscriptions()).isZero();
  }

  @Test
  void no_content_has_no_length_whatever_the_handler_says() {
    App app =
        App.create().get("/", request -> Response.noContent().withHeader("content-length", "7"));

    run(app).get("/").send().expectStatus(204).expectNoHeader("content-length");
  }

  @Test
  void reset_content_has_length_zero() {
    App app = App.create().get("/", request -> Response.text("content").withStatus(205));

    run(app).get("/").send().expectHeader("content-length", "0");
  }

  @Test
  void not_modified_keeps_its_fields() {
    App app = App.create()
        .get(
            "/",
            request -> Response.status(304)
                .withHeader("etag", "\"v1\"")
                .withHeader("content-length", "7"));

    run(app)
        .get("/")
        .send()
        .expectStatus(304)
        .expectHeader("etag", "\"v1\"")
        .expectHeader("content-length", "7")
        .expectNoBody();
  }

  @Test
  void connection_goes_on_after_answers_without_content() {
    App app = App.create()
        .get("/text", request -> Response.text("text"))
        .get("/none", request -> Response.text("content").withStatus(204))
        .get("/same", request -> Response.text("content").withStatus(304));
    var client = run(app);

    for (String path : List.of("/none", "/same", "/text")) {
      client.head(path).send().expectNoBody();
      client.get(path).send();
    }
    client.get("/text").send().expectBody("text");
  }
}
