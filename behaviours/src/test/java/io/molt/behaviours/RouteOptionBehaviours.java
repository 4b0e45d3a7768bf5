package io.molt.behaviours;

import static io.molt.web.RouteOption.attribute;
import static io.molt.web.RouteOption.consumes;
import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxBody;
import static io.molt.web.RouteOption.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Options of a route: limits of content and time, media types, attributes, names. */
class RouteOptionBehaviours extends Behaviours {
  private static final Key<String> ROLE = Key.of("role");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Handler ECHO = request -> request.text().map(Response::text);
  private static final Handler COUNT = request ->
      request.chunks().map(ByteBuffer::remaining).reduce(0, Integer::sum).map(Response::json);

  private static Flux<ByteBuffer> chunks(int count, int size) {
    return Flux.range(0, count).map(i -> ByteBuffer.wrap(new byte[size]));
  }

  private static Flux<ByteBuffer> chunks(String text) {
    return Flux.just(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void content_as_large_as_the_limit_passes() {
    run(App.create().post("/", ECHO, maxBody(DataSize.ofBytes(4))))
        .post("/")
        .text("four")
        .send()
        .expectBody("four");
  }

  @Test
  void content_larger_than_the_limit_is_a_413() {
    run(App.create().post("/", ECHO, maxBody(DataSize.ofBytes(4))))
        .post("/")
        .text("five!")
        .send()
        .expectProblem(413, "The content is larger than 4 bytes.")
        .expectJson("/limit", 4);
  }

  @Test
  void handler_is_not_called_when_the_declared_length_is_over_the_limit() {
    AtomicBoolean called = new AtomicBoolean();
    Handler noting = request -> {
      called.set(true);
      return Response.ok();
    };

    run(App.create().post("/", noting, maxBody(DataSize.ofBytes(4))))
        .post("/")
        .text("five!")
        .send()
        .expectProblem(413);

    assertThat(called).isFalse();
  }

  @Test
  void content_without_a_declared_length_is_a_413_as_soon_as_it_is_over_the_limit() {
    run(App.create().post("/", ECHO, maxBody(DataSize.ofBytes(4))))
        .post("/")
        .body(chunks("five!"))
        .send()
        .expectProblem(413)
        .expectJson("/limit", 4);
  }

  @Test
  void content_without_a_declared_length_passes_up_to_the_limit() {
    run(App.create().post("/", ECHO, maxBody(DataSize.ofBytes(4))))
        .post("/")
        .body(chunks("four"))
        .send()
        .expectBody("four");
  }

  @Test
  void limit_holds_for_content_that_is_streamed_too() {
    run(App.create().post("/", COUNT, maxBody(DataSize.ofKilobytes(10))))
        .post("/")
        .body(chunks(11, 1024))
        .send()
        .expectProblem(413)
        .expectJson("/limit", 10240);
  }

  @Test
  void limit_of_zero_takes_no_content_at_all() {
    var client = run(App.create().post("/", ECHO, maxBody(DataSize.ofBytes(0))));

    client.post("/").send().expectStatus(200).expectNoBody();
    client.post("/").text("x").send().expectProblem(413);
  }

  @Test
  void content_that_is_collected_whole_is_limited_to_a_megabyte_unless_told_otherwise() {
    var client = run(App.create()
        .post("/", request -> request.bytes().map(bytes -> Response.text("" + bytes.length))));

    client.post("/").body(new byte[1024 * 1024]).send().expectBody("1048576");
    client.post("/").body(new byte[1024 * 1024 + 1]).send().expectProblem(413);
  }

  @Test
  void content_without_a_declared_length_is_limited_to_a_megabyte_where_it_is_collected() {
    run(App.create().post("/", request -> request.bytes().map(Response::bytes)))
        .post("/")
        .body(chunks(1025, 1024))
        .send()
        .expectProblem(413);
  }

  @Test
  void content_that_is_streamed_is_not_limited_unless_told_to_be() {
    run(App.create().post("/", COUNT))
        .post("/")
        .body(chunks(1100, 1024))
        .send()
        .expectBody("1126400");
  }

  @Test
  void app_may_set_another_limit_and_a_route_yet_another() {
    App app = App.create()
        .maxBody(DataSize.ofBytes(2))
        .post("/app", ECHO)
        .post("/route", ECHO, maxBody(DataSize.ofBytes(4)));
    var client = run(app);

    client.post("/app").text("abc").send().expectProblem(413);
    client.post("/route").text("abc").send().expectBody("abc");
  }

  @Test
  void connection_goes_on_after_content_that_was_too_large() {
    var client = run(App.create().post("/", ECHO, maxBody(DataSize.ofBytes(4))));

    client.post("/").text("x".repeat(1000)).send().expectProblem(413);
    client.post("/").text("four").send().expectBody("four");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT8761H"})
  void deadline_out_of_range_is_refused(String limit) {
    assertThatThrownBy(() -> deadline(Duration.parse(limit)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("deadline: " + limit);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "Application/JSON, 200",
    "application/json; charset=utf-8, 200",
    "text/csv, 200",
    "text/plain, 415",
    "application/jsonx, 415",
    "nonsense, 415"
  })
  void only_content_of_a_type_that_the_route_takes_passes(String type, int status) {
    App app = App.create().post("/", ECHO, consumes("application/json", "text/csv"));

    run(app).post("/").body(type, "1").send().expectStatus(status);
  }

  @Test
  void refusal_of_a_type_says_which_are_taken() {
    App app = App.create().post("/", ECHO, consumes("application/json", "text/csv"));

    run(app)
        .post("/")
        .body("text/plain", "1")
        .send()
        .expectProblem(
            415, "The content type is text/plain (expected: application/json, text/csv).")
        .expectHeader("accept", "application/json, text/csv");
  }

  @Test
  void route_may_take_a_range_of_types() {
    var client = run(App.create().post("/", ECHO, consumes("text/*")));

    client.post("/").body("text/markdown", "#").send().expectBody("#");
    client.post("/").body("image/png", "x").send().expectProblem(415);
  }

  @Test
  void request_without_content_passes_whatever_the_route_takes() {
    run(App.create().post("/", ECHO, consumes("application/json")))
        .post("/")
        .send()
        .expectStatus(200);
  }

  @Test
  void empty_content_passes_whatever_its_type() {
    run(App.create().post("/", ECHO, consumes("application/json")))
        .post("/")
        .body("text/plain", "")
        .send()
        .expectStatus(200);
  }

  @Test
  void content_without_a_type_does_not_pass() {
    run(App.create().post("/", ECHO, consumes("application/json")))
        .post("/")
        .header("content-type", "")
        .body("application/json", "1")
        .send()
        .expectProblem(415);
  }

  @Test
  void handler_is_not_called_for_content_that_its_route_does_not_take() {
    AtomicInteger calls = new AtomicInteger();
    Handler counting = request -> Response.text("" + calls.incrementAndGet());

    run(App.create().post("/", counting, consumes("application/json")))
        .post("/")
        .text("x")
        .send()
        .expectProblem(415);

    assertThat(calls).hasValue(0);
  }

  @Test
  void group_middleware_does_not_see_what_options_refuse() {
    AtomicInteger calls = new AtomicInteger();
    App app = App.create()
        .group(
            "/a",
            group -> group
                .use((request, next) -> {
                  calls.incrementAndGet();
                  return next.handle(request);
                })
                .post("/", ECHO, consumes("application/json"), maxBody(DataSize.ofBytes(3))));
    var client = run(app);

    client.post("/a").text("x").send().expectProblem(415);
    client.post("/a").body("application/json", "12345").send().expectProblem(413);

    assertThat(calls).hasValue(0);
  }

  @Test
  void attribute_of_a_route_is_found_by_handler_and_middleware() {
    App app = App.create()
        .get(
            "/",
            request -> Response.text(request.routeAttribute(ROLE).orElse("none")),
            attribute(ROLE, "admin"))
        .get("/none", request -> Response.text(request.routeAttribute(ROLE).orElse("none")));
    var client = run(app);

    client.get("/").send().expectBody("admin");
    client.get("/none").send().expectBody("none");
  }

  @Test
  void app_middleware_finds_no_attribute_of_a_route_before_the_match() {
    App app = App.create()
        .use((request, next) -> Response.text(request.routeAttribute(ROLE).orElse("not yet")))
        .get("/", request -> Response.ok(), attribute(ROLE, "admin"));

    run(app).get("/").send().expectBody("not yet");
  }

  @Test
  void name_of_a_route_is_unique() {
    App app = App.create().get("/a", ECHO, named("same")).get("/b", ECHO, named("same"));

    assertThatThrownBy(app::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("route name 'same'")
        .hasMessageContaining("GET /a")
        .hasMessageContaining("GET /b");
  }
}
