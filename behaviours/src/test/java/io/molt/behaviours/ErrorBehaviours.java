package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.Problem;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import jakarta.validation.constraints.NotBlank;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a client sees when something goes wrong, and how an app has its say. */
class ErrorBehaviours extends Behaviours {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  record NewUser(@NotBlank String name, int age) {}

  static class OrderException extends RuntimeException {
    OrderException(String message) {
      super(message);
    }
  }

  static final class OutOfStock extends OrderException {
    OutOfStock() {
      super("out of stock");
    }
  }

  private static Handler throwing(Exception error) {
    return request -> {
      throw error;
    };
  }

  private static App failingWith(Exception error) {
    return App.create().get("/", throwing(error));
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of("unchecked", throwing(new IllegalStateException("secret"))),
        Arguments.of("checked", throwing(new IOException("secret"))),
        Arguments.of("an Error", (Handler) request -> {
          throw new AssertionError("secret");
        }),
        Arguments.of(
            "signalled", (Handler) request -> Mono.error(new IllegalStateException("secret"))),
        Arguments.of("signalled later", (Handler) request -> Mono.delay(Duration.ofMillis(1))
            .flatMap(tick -> Mono.error(new IllegalStateException("secret")))),
        Arguments.of("in an operator", (Handler) request -> Mono.just(1).map(one -> {
          throw new IllegalStateException("secret");
        })),
        Arguments.of("of a future", (Handler) request ->
            Mono.fromFuture(CompletableFuture.failedFuture(new IllegalStateException("secret")))),
        Arguments.of("null", (Handler) request -> nothing()),
        Arguments.of("null in a mono", (Handler)
            request -> Mono.fromSupplier(() -> 1).map(one -> nothing())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void failure_is_a_500_that_tells_nothing_but_an_id(String kind, Handler handler) {
    run(App.create().get("/", handler))
        .get("/")
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .send()
        .expectProblem(500)
        .expectBody(
            "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,\"id\":\""
                + TRACE + "\"}");
  }

  @Test
  void failure_of_a_request_without_a_trace_has_an_id_all_the_same() {
    run(failingWith(new IllegalStateException("no trace")))
        .get("/")
        .send()
        .expectProblem(500)
        .check(response -> assertThat((String) response.json("/id")).matches("[0-9a-f]{32}"));
  }

  @Test
  void handler_that_blocks_its_thread_is_a_500() {
    App app = App.create()
        .get("/", request -> Response.text("" + Mono.delay(Duration.ofMillis(1)).block()));

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void handler_that_recurses_for_ever_is_a_500() {
    App app = App.create().get("/", request -> Response.text("" + endless(1)));

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void operator_that_recurses_for_ever_is_a_500() {
    App app =
        App.create().get("/", request -> Mono.fromSupplier(() -> endless(1)).map(Response::json));

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void class_that_is_missing_in_an_operator_is_a_500() {
    App app = App.create()
        .get(
            "/",
            request -> Mono.fromSupplier(() -> {
              throw new NoClassDefFoundError("org/example/Missing");
            }));

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void app_goes_on_after_a_failure() {
    App app = App.create()
        .get("/fails", throwing(new IllegalStateException("once")))
        .get("/works", request -> Response.text("works"));
    var client = run(app);

    client.get("/fails").send().expectProblem(500);
    client.get("/works").send().expectBody("works");
  }

  @Test
  void error_handler_answers_in_the_place_of_the_500() {
    App app = failingWith(new OutOfStock())
        .error(
            OutOfStock.class,
            (error, request) -> Response.text(error.getMessage()).withStatus(409));

    run(app).get("/").send().expectStatus(409).expectBody("out of stock");
  }

  @Test
  void error_handler_answers_for_a_signalled_error() {
    App app = App.create()
        .error(OutOfStock.class, (error, request) -> Response.status(409))
        .get("/", request -> Mono.error(new OutOfStock()));

    run(app).get("/").send().expectStatus(409);
  }

  @Test
  void error_handler_answers_for_subclasses() {
    App app = failingWith(new OutOfStock())
        .error(OrderException.class, (error, request) -> Response.status(422));

    run(app).get("/").send().expectStatus(422);
  }

  @Test
  void error_handler_does_not_answer_for_superclasses() {
    App app = failingWith(new OrderException("other"))
        .error(OutOfStock.class, (error, request) -> Response.status(409));

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void most_specific_error_handler_answers_whatever_the_order() {
    App app = failingWith(new OutOfStock())
        .error(Throwable.class, (error, request) -> Response.status(501))
        .error(OutOfStock.class, (error, request) -> Response.status(409))
        .error(RuntimeException.class, (error, request) -> Response.status(502))
        .error(OrderException.class, (error, request) -> Response.status(422));

    run(app).get("/").send().expectStatus(409);
  }

  @Test
  void error_handler_for_everything_answers_for_errors_too() {
    App app = App.create()
        .error(Throwable.class, (error, request) -> Response.text("caught").withStatus(500))
        .get("/", request -> {
          throw new AssertionError("not an exception");
        });

    run(app).get("/").send().expectStatus(500).expectBody("caught");
  }

  @Test
  void error_handler_sees_the_exception_within_a_wrapped_one() {
    App app = App.create()
        .error(FileNotFoundException.class, (error, request) -> Response.status(404))
        .get(
            "/",
            request -> Mono.fromSupplier(() -> {
              throw Exceptions.propagate(new FileNotFoundException("gone"));
            }));

    run(app).get("/").send().expectStatus(404).expectNoBody();
  }

  @Test
  void error_handler_sees_request_pattern_and_parameters() {
    App app = App.create()
        .error(
            OutOfStock.class,
            (error, request) -> Response.text(request.method() + " "
                    + request.pattern().orElse("none") + " " + request.path("id"))
                .withStatus(409))
        .get("/items/{id}", throwing(new OutOfStock()));

    run(app).get("/items/7").send().expectBody("GET /items/{id} 7");
  }

  @Test
  void error_handler_may_answer_later() {
    App app = failingWith(new OutOfStock())
        .error(
            OutOfStock.class,
            (error, request) -> Mono.delay(Duration.ofMillis(1))
                .map(tick -> Response.text("later").withStatus(409)));

    run(app).get("/").send().expectStatus(409).expectBody("later");
  }

  @Test
  void error_handler_may_answer_with_json() {
    App app = failingWith(new OutOfStock())
        .error(
            OutOfStock.class,
            (error, request) ->
                Response.json(Map.of("error", error.getMessage())).withStatus(409));

    run(app).get("/").send().expectStatus(409).expectJson("/error", "out of stock");
  }

  @Test
  void error_handler_may_answer_with_a_problem_by_throwing_it() {
    App app = failingWith(new OutOfStock()).error(OutOfStock.class, (error, request) -> {
      throw new HttpException(Status.CONFLICT, "Sold out.");
    });

    run(app).get("/").send().expectProblem(409, "Sold out.");
  }

  static Stream<Arguments> brokenErrorHandlers() {
    return Stream.of(
        Arguments.of("throws", (Handler) request -> {
          throw new IllegalStateException("second secret");
        }),
        Arguments.of(
            "signals", (Handler) request -> Mono.error(new IllegalStateException("second secret"))),
        Arguments.of("returns null", (Handler) request -> nothing()),
        Arguments.of("is empty", (Handler) request -> Mono.empty()),
        Arguments.of("answers what no codec writes", (Handler)
            request -> Response.json(new Object() {
              @SuppressWarnings("unused") // read by the codec
              public String getName() {
                throw new IllegalStateException("second secret");
              }
            })));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenErrorHandlers")
  void error_handler_that_fails_is_a_plain_500(String kind, Handler broken) {
    App app = failingWith(new OutOfStock())
        .error(OutOfStock.class, (error, request) -> broken.handle(request))
        .error(IllegalStateException.class, (error, request) -> Response.status(418));

    run(app)
        .get("/")
        .send()
        .expectProblem(500)
        .check(response -> assertThat(response.text()).doesNotContain("secret", "stock"));
  }

  @Test
  void error_handler_runs_once_though_there_is_middleware() {
    AtomicInteger calls = new AtomicInteger();
    App app = App.create()
        .use(
            (request, next) -> next.handle(request),
            (request, next) -> next.handle(request).map(r -> r))
        .error(
            OutOfStock.class, (error, request) -> Response.text("call " + calls.incrementAndGet()))
        .get("/", throwing(new OutOfStock()));

    run(app).get("/").send().expectBody("call 1");
  }

  @Test
  void http_exception_is_its_problem() {
    run(failingWith(new HttpException(Status.CONFLICT, "Taken.")))
        .get("/")
        .send()
        .expectProblem(409, "Taken.")
        .expectJson("/title", "Conflict")
        .expectNoJson("/id");
  }

  @Test
  void http_exception_has_the_members_and_headers_that_it_is_given() {
    Problem problem = Problem.of(Status.TOO_MANY_REQUESTS)
        .withType("https://example.org/quota", "Quota used up")
        .with("quota", 10);

    run(failingWith(new HttpException(problem, Headers.of("retry-after", "60"), null)))
        .get("/")
        .send()
        .expectProblem(429)
        .expectHeader("retry-after", "60")
        .expectJson("/type", "https://example.org/quota")
        .expectJson("/quota", 10)
        .expectNoJson("/detail");
  }

  @Test
  void http_exception_of_ours_is_its_problem_too() {
    run(failingWith(new HttpException(Status.SERVICE_UNAVAILABLE, "Back at noon.")))
        .get("/")
        .send()
        .expectProblem(503, "Back at noon.");
  }

  @Test
  void http_exception_that_is_signalled_is_its_problem() {
    run(App.create().get("/", request -> Mono.error(HttpException.notFound("No such user."))))
        .get("/")
        .send()
        .expectProblem(404, "No such user.");
  }

  @ParameterizedTest
  @CsvSource({"GET, /none, 404", "POST, /, 405", "GET, /%, 400", "GET, /?page=x, 400"})
  void error_handler_for_http_exceptions_covers_what_the_app_itself_refuses(
      String method, String target, int status) {
    App app = App.create()
        .error(
            HttpException.class,
            (error, request) -> Response.text("own " + error.status().code())
                .withStatus(error.status())
                .withHeaders(error.headers()))
        .get("/", request -> Response.text("" + request.query("page").asInt().orElse(1)));

    run(app)
        .request(io.molt.web.http.Method.of(method), target)
        .send()
        .expectStatus(status)
        .expectBody("own " + status);
  }

  @Test
  void empty_publisher_is_a_404() {
    run(App.create().get("/", request -> Mono.empty()))
        .get("/")
        .send()
        .expectProblem(404, "There is nothing at this path.");
  }

  @Test
  void publisher_that_turns_out_empty_is_a_404() {
    App app = App.create()
        .get("/", request -> Mono.delay(Duration.ofMillis(1)).flatMap(tick -> Mono.empty()));

    run(app).get("/").send().expectProblem(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/none", "/empty", "/late"})
  void not_found_handler_answers_where_there_is_nothing(String path) {
    App app = App.create()
        .notFound(request -> Response.html("<p>" + request.rawPath()).withStatus(404))
        .get("/empty", request -> Mono.empty())
        .get("/late", request -> Mono.delay(Duration.ofMillis(1)).then(Mono.empty()));

    run(app)
        .get(path)
        .send()
        .expectStatus(404)
        .expectHeader("content-type", "text/html; charset=utf-8")
        .expectBody("<p>" + path);
  }

  @Test
  void not_found_handler_may_answer_well_and_later() {
    App app = App.create()
        .notFound(request -> Mono.delay(Duration.ofMillis(1)).map(tick -> Response.json("index")));

    run(app).get("/some/page").send().expectStatus(200).expectBody("\"index\"");
  }

  @Test
  void not_found_handler_is_not_asked_where_only_the_method_is_wrong() {
    App app = App.create()
        .notFound(request -> Response.text("not found").withStatus(404))
        .get("/", request -> Response.ok());

    run(app).post("/").send().expectProblem(405).expectHeader("allow", "GET, HEAD, OPTIONS");
  }

  @Test
  void not_found_handler_is_not_asked_when_a_handler_says_404() {
    App app = App.create()
        .notFound(request -> Response.text("hook").withStatus(404))
        .get("/", throwing(HttpException.notFound("No such user.")));

    run(app).get("/").send().expectProblem(404, "No such user.");
  }

  @Test
  void not_found_handler_that_is_empty_is_a_404() {
    run(App.create().notFound(request -> Mono.empty())).get("/").send().expectProblem(404);
  }

  @Test
  void not_found_handler_that_fails_is_a_500() {
    run(App.create().notFound(throwing(new IllegalStateException("hook fails"))))
        .get("/")
        .send()
        .expectProblem(500);
  }

  @Test
  void not_found_handler_that_fails_later_is_handled_like_any_handler() {
    App app = App.create()
        .error(OutOfStock.class, (error, request) -> Response.status(409))
        .notFound(request -> Mono.error(new OutOfStock()));

    run(app).get("/").send().expectStatus(409);
  }

  @Test
  void malformed_content_is_a_400_problem_that_says_where() {
    App app = App.create().post("/", request -> request.body(NewUser.class).map(Response::json));

    run(app)
        .post("/")
        .body("application/json", "{\"name\": \"Ada\",\n \"age\": }")
        .send()
        .expectProblem(400)
        .expectJson("/line", 2);
  }

  @Test
  void content_of_a_type_that_nobody_reads_is_a_415_problem_that_says_what_is_read() {
    App app = App.create().post("/", request -> request.body(NewUser.class).map(Response::json));

    run(app)
        .post("/")
        .body("application/x-yaml", "name: Ada")
        .send()
        .expectProblem(415)
        .expectHeader("accept");
  }

  @Test
  void content_that_breaks_the_rules_is_a_422_problem_with_pointers() {
    App app = App.create().post("/", request -> request.body(NewUser.class).map(Response::json));

    run(app)
        .post("/")
        .body("application/json", "{\"name\": \" \", \"age\": 36}")
        .send()
        .expectProblem(422)
        .expectJson("/errors/0/pointer", "/name");
  }

  @Test
  void content_that_is_too_large_is_a_413_problem_that_says_the_limit() {
    App app = App.create()
        .post(
            "/",
            request -> request.text().map(Response::text),
            RouteOption.maxBody(DataSize.ofBytes(3)));

    run(app)
        .post("/")
        .text("four")
        .send()
        .expectProblem(413, "The content is larger than 3 bytes.")
        .expectJson("/limit", 3);
  }

  @Test
  void answer_in_no_form_that_is_accepted_is_a_406_problem_that_says_which_there_are() {
    App app = App.create().get("/", request -> Response.entity(new NewUser("Ada", 36)));

    run(app)
        .get("/")
        .accept("image/png")
        .send()
        .expectProblem(406)
        .expectJson("/available/0", "application/json");
  }

  @Test
  void error_of_the_content_reaches_the_apps_error_handler() {
    App app = App.create()
        .error(
            HttpException.class,
            (error, request) -> Response.text("own").withStatus(error.status()))
        .post("/", request -> request.body(NewUser.class).map(Response::json));

    run(app).post("/").body("application/json", "{").send().expectStatus(400).expectBody("own");
  }

  @Test
  void problem_is_json_whatever_the_client_accepts() {
    run(App.create()).get("/").accept("text/html").send().expectProblem(404);
  }

  @Test
  void failure_in_the_midst_of_the_content_breaks_it_off() {
    App app = App.create()
        .get(
            "/",
            request -> Response.chunks(Flux.just(
                    ByteBuffer.wrap("begun".getBytes(StandardCharsets.UTF_8)))
                .concatWith(Mono.error(new UncheckedIOException(new IOException("disk gone"))))));

    run(app).get("/").stream()
        .expectStatus(200)
        .expectText("begun")
        .expectBroken()
        .expectOutcome(Outcome.FAILED);
  }

  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  @SuppressWarnings("NullAway") // what a careless handler does
  private static Response nothing() {
    return null;
  }
}
