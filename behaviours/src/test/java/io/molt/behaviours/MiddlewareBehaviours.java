package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What middleware sees and may do, and when it runs. */
class MiddlewareBehaviours extends Behaviours {
  private static final Key<String> USER = Key.of("user");
  private static final Handler OK = request -> Response.text("ok");

  private final List<String> log = new CopyOnWriteArrayList<>();

  /** Notes when it is on its way in and out, and what status it saw. */
  private Middleware logging(String name) {
    return (request, next) -> {
      log.add(name + " in");
      return next.handle(request)
          .doOnNext(response -> log.add(name + " out " + response.status().code()));
    };
  }

  private static Middleware adding(String name, String value) {
    return (request, next) ->
        next.handle(request).map(response -> response.withAddedHeader(name, value));
  }

  @Test
  void first_middleware_listed_is_the_outermost() {
    App app = App.create().use(logging("a"), logging("b")).use(logging("c")).get("/", OK);

    run(app).get("/").send().expectBody("ok");

    assertThat(log).containsExactly("a in", "b in", "c in", "c out 200", "b out 200", "a out 200");
  }

  private App changed(UnaryOperator<Response> change) {
    return App.create()
        .use(logging("outer"), (request, next) -> next.handle(request, change))
        .get("/", OK)
        .get(
            "/later",
            request -> Mono.delay(Duration.ofMillis(1), request.context().scheduler())
                .map(passed -> Response.text("ok")))
        .get("/broken", request -> {
          throw new IllegalStateException("on purpose");
        });
  }

  @ParameterizedTest
  @CsvSource({"/,200", "/later,200", "/broken,500", "/nowhere,404"})
  void change_is_made_to_a_response_whenever_it_comes(String path, int status) {
    App app =
        changed(response -> response.withHeader("x-seen", response.status().toString()));

    run(app)
        .get(path)
        .send()
        .expectStatus(status)
        .expectHeader("x-seen", Status.of(status).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/later"})
  void change_that_throws_is_answered_as_an_exception_of_the_middleware(String path) {
    App app = changed(response -> {
      throw new HttpException(Status.CONFLICT, "Not like that.");
    });

    run(app).get(path).send().expectProblem(409);

    assertThat(log).containsExactly("outer in", "outer out 409");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/later"})
  void change_to_a_value_is_encoded(String path) {
    run(changed(response -> response.withJson(Map.of("a", 1))))
        .get(path)
        .send()
        .expectStatus(200)
        .expectJson("/a", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/later"})
  void changed_response_may_be_composed_further(String path) {
    App app = App.create()
        .use((request, next) -> next.handle(request, response -> response.withHeader("x-a", "1"))
            .map(response -> response.withHeader("x-b", response.headers().get("x-a") + "2")))
        .get("/", OK)
        .get(
            "/later",
            request -> Mono.delay(Duration.ofMillis(1), request.context().scheduler())
                .map(passed -> Response.text("ok")));

    run(app).get(path).send().expectHeader("x-b", "12");
  }

  @Test
  void middleware_of_app_groups_and_route_runs_from_the_outside_in() {
    App app = App.create()
        .use(logging("app"))
        .group(
            "/a",
            outer -> outer
                .use(logging("outer"))
                .group(
                    "/b",
                    inner -> inner
                        .use(logging("inner"))
                        .get("/c", OK, RouteOption.with(logging("route")))));

    run(app).get("/a/b/c").send().expectBody("ok");

    assertThat(log)
        .startsWith("app in", "outer in", "inner in", "route in")
        .endsWith("route out 200", "inner out 200", "outer out 200", "app out 200");
  }

  @Test
  void middleware_given_with_a_group_runs_outside_the_groups_own() {
    App app = App.create()
        .group(
            "/a",
            group -> group.use(logging("use")).get("/", OK),
            RouteOption.with(logging("with")));

    run(app).get("/a").send().expectBody("ok");

    assertThat(log).startsWith("with in", "use in");
  }

  @Test
  void middleware_of_a_route_runs_for_that_route_alone() {
    App app = App.create()
        .get("/with", OK, RouteOption.with(adding("x", "1"), adding("x", "2")))
        .get("/without", OK);
    var client = run(app);

    assertThat(client.get("/with").send().headers().all("x")).containsExactly("2", "1");
    client.get("/without").send().expectNoHeader("x");
  }

  @ParameterizedTest
  @CsvSource({"/none, 404", "/post, 405", "/bad%, 400", "/fails, 500", "/empty, 404", "/ok, 200"})
  void app_middleware_sees_every_answer(String path, int status) {
    App app = App.create()
        .use(logging("app"))
        .post("/post", OK)
        .get("/ok", OK)
        .get("/empty", request -> Mono.empty())
        .get("/fails", request -> {
          throw new IllegalStateException("seen from outside");
        });

    run(app).get(path).send().expectStatus(status);

    assertThat(log).containsExactly("app in", "app out " + status);
  }

  @Test
  void app_middleware_may_change_the_answer_where_there_is_no_route() {
    App app = App.create().use(adding("x-served-by", "molt")).get("/", OK);

    run(app).get("/none").send().expectProblem(404).expectHeader("x-served-by", "molt");
  }

  @Test
  void app_middleware_sees_options() {
    App app = App.create().use(adding("x", "1")).get("/", OK);

    run(app).options("/").send().expectStatus(204).expectHeader("x", "1").expectHeader("allow");
  }

  @ParameterizedTest
  @CsvSource({"GET, /a/none, 404", "POST, /a, 405", "OPTIONS, /a, 204", "GET, /other, 200"})
  void group_middleware_runs_only_after_a_match(String method, String path, int status) {
    App app = App.create()
        .group("/a", group -> group.use(logging("group")).get("/", OK))
        .get("/other", OK);

    run(app).request(Method.of(method), path).send().expectStatus(status);

    assertThat(log).isEmpty();
  }

  @Test
  void group_middleware_sees_pattern_and_parameters() {
    Middleware telling = (request, next) -> next.handle(request)
        .map(response -> response.withHeader(
            "x-route", request.pattern().orElse("none") + " " + request.path("id")));
    App app = App.create().group("/users", group -> group.use(telling).get("/{id}", OK));

    run(app).get("/users/7").send().expectHeader("x-route", "/users/{id} 7");
  }

  @Test
  void app_middleware_finds_the_pattern_in_the_context_afterwards() {
    Middleware telling = (request, next) -> next.handle(request)
        .map(response ->
            response.withHeader("x-route", request.context().pattern().orElse("none")));
    App app = App.create().use(telling).get("/users/{id}", OK);
    var client = run(app);

    client.get("/users/7").send().expectHeader("x-route", "/users/{id}");
    client.get("/none").send().expectHeader("x-route", "none");
  }

  @Test
  void middleware_may_answer_by_itself() {
    App app = App.create()
        .use(logging("outer"), (request, next) -> Response.text("closed").withStatus(503))
        .get("/", request -> {
          log.add("handler");
          return Response.ok();
        });

    run(app).get("/").send().expectStatus(503).expectBody("closed");

    assertThat(log).containsExactly("outer in", "outer out 503");
  }

  @Test
  void middleware_that_does_not_subscribe_to_next_runs_nothing_further_in() {
    Middleware check = (request, next) -> {
      Mono<Response> rest = next.handle(request);
      return request.headers().contains("authorization")
          ? rest
          : Response.status(401).withHeader("www-authenticate", "Bearer");
    };
    App app = App.create().use(check, logging("inner")).get("/", OK);

    run(app).get("/").send().expectStatus(401).expectHeader("www-authenticate", "Bearer");

    assertThat(log).isEmpty();
  }

  @Test
  void rest_of_the_chain_runs_when_it_is_subscribed_to_and_not_before() {
    Middleware check = (request, next) -> {
      Mono<Response> rest = next.handle(request);
      return Mono.fromRunnable(() -> log.add("check")).then(rest);
    };
    App app = App.create().use(check, logging("inner")).get("/", OK);

    run(app).get("/").send().expectBody("ok");

    assertThat(log).containsExactly("check", "inner in", "inner out 200");
  }

  @Test
  void check_that_fails_keeps_the_rest_from_running() {
    Middleware check = (request, next) ->
        Mono.error(new HttpException(Status.FORBIDDEN, "Not for you.")).then(next.handle(request));
    App app = App.create().use(check, logging("inner")).get("/", OK);

    run(app).get("/").send().expectProblem(403, "Not for you.");

    assertThat(log).isEmpty();
  }

  @Test
  void middleware_may_move_the_rest_to_another_thread() {
    Middleware elsewhere =
        (request, next) -> next.handle(request).subscribeOn(Schedulers.boundedElastic());
    App app = App.create()
        .use(elsewhere)
        .get("/", request -> Response.text(Thread.currentThread().getName()));

    assertThat(run(app).get("/").send().text()).startsWith("boundedElastic");
  }

  @Test
  void rest_may_run_again_for_the_same_request() {
    AtomicInteger calls = new AtomicInteger();
    Middleware retrying = (request, next) -> {
      Mono<Response> rest = next.handle(request);
      return rest.flatMap(response -> response.status().isError() ? rest : Mono.just(response));
    };
    App app = App.create().use(retrying).get("/", request -> {
      if (calls.incrementAndGet() == 1) {
        throw new HttpException(Status.SERVICE_UNAVAILABLE, "Not yet.");
      }
      return Response.text("call " + calls);
    });

    run(app).get("/").send().expectStatus(200).expectBody("call 2");
  }

  @Test
  void next_may_be_called_with_another_request_the_second_time() {
    Middleware falling = (request, next) -> next.handle(request)
        .flatMap(response -> response.status().code() == 404
            ? next.handle(request.withHeader("x-second", "yes"))
            : Mono.just(response));
    App app = App.create()
        .use(falling)
        .get(
            "/",
            request -> request.headers().contains("x-second") ? Response.text("ok") : Mono.empty());

    run(app).get("/").send().expectStatus(200).expectBody("ok");
  }

  @Test
  void next_never_fails_though_the_handler_throws() {
    Middleware watching = (request, next) -> next.handle(request)
        .doOnNext(response -> log.add("next " + response.status().code()))
        .doOnError(error -> log.add("error"));
    App app = App.create().use(watching).get("/", request -> {
      throw new java.io.IOException("checked");
    });

    run(app).get("/").send().expectProblem(500);

    assertThat(log).containsExactly("next 500");
  }

  @Test
  void next_never_fails_though_the_publisher_does() {
    Middleware watching = (request, next) -> next.handle(request)
        .doOnNext(response -> log.add("next " + response.status().code()))
        .doOnError(error -> log.add("error"));
    App app = App.create()
        .use(watching)
        .get("/", request -> Mono.error(new IllegalStateException("signalled")));

    run(app).get("/").send().expectProblem(500);

    assertThat(log).containsExactly("next 500");
  }

  @Test
  void next_is_never_empty() {
    Middleware watching = (request, next) -> next.handle(request)
        .doOnNext(response -> log.add("next " + response.status().code()))
        .switchIfEmpty(Mono.fromRunnable(() -> log.add("empty")));
    App app =
        App.create().group("/a", group -> group.use(watching).get("/", request -> Mono.empty()));

    run(app).get("/a").send().expectProblem(404);

    assertThat(log).containsExactly("next 404");
  }

  @Test
  void middleware_sees_what_error_handlers_answer() {
    App app = App.create()
        .use(logging("app"))
        .error(IllegalStateException.class, (error, request) -> Response.status(409))
        .get("/", request -> {
          throw new IllegalStateException("conflict");
        });

    run(app).get("/").send().expectStatus(409);

    assertThat(log).containsExactly("app in", "app out 409");
  }

  @Test
  void middleware_sees_real_content() {
    Middleware measuring = (request, next) -> next.handle(request)
        .map(response -> response.withHeader("x-length", "" + response.body().length()));
    App app = App.create().use(measuring).get("/", request -> Response.json(Map.of("ok", true)));

    run(app).get("/").send().expectHeader("x-length", "11").expectJson("/ok", true);
  }

  @Test
  void middleware_may_read_and_replace_the_content() {
    Middleware shouting = (request, next) -> next.handle(request)
        .flatMap(response -> response
            .body()
            .bytes(1000)
            .map(bytes -> response.withBody(Body.of(new String(bytes, StandardCharsets.UTF_8)
                .toUpperCase(java.util.Locale.ROOT)
                .getBytes(StandardCharsets.UTF_8)))));
    App app = App.create().use(shouting).get("/", request -> Response.text("hello, all"));

    run(app).get("/").send().expectHeader("content-length", "10").expectBody("HELLO, ALL");
  }

  @Test
  void middleware_may_give_back_a_value_for_the_codec() {
    Middleware wrapping = (request, next) -> next.handle(request)
        .map(response -> response.withJson(List.of(response.status().code())));
    App app = App.create().use(wrapping).get("/", OK);

    run(app).get("/").send().expectHeader("content-type", "application/json").expectBody("[200]");
  }

  @Test
  void middleware_may_change_the_header_of_the_request() {
    Middleware naming = (request, next) -> next.handle(request.withHeader("x-user", "ada"));
    App app = App.create()
        .use(naming)
        .get("/", request -> Response.text(request.header("x-user").get()));

    run(app).get("/").header("x-user", "mallory").send().expectBody("ada");
  }

  @Test
  void middleware_may_change_the_content_of_the_request() {
    Middleware prefixing = (request, next) -> request
        .text()
        .flatMap(text ->
            next.handle(request.withBody(Body.of(("> " + text).getBytes(StandardCharsets.UTF_8)))));
    App app = App.create().use(prefixing).post("/", request -> request.text().map(Response::text));

    run(app).post("/").text("hello").send().expectBody("> hello");
  }

  @Test
  void app_middleware_may_change_the_method_before_routing() {
    Middleware overriding = (request, next) -> next.handle(
        request.withMethod(Method.of(request.header("x-http-method-override").orElse("POST"))));
    App app = App.create().use(overriding).delete("/", request -> Response.text("deleted"));

    run(app).post("/").header("x-http-method-override", "DELETE").send().expectBody("deleted");
  }

  @Test
  void content_that_middleware_buffered_is_there_for_the_handler() {
    Middleware auditing = (request, next) -> request
        .buffered()
        .flatMap(buffered -> buffered.text().doOnNext(log::add).then(next.handle(buffered)));
    App app = App.create().use(auditing).post("/", request -> request.text().map(Response::text));

    run(app).post("/").text("hello").send().expectBody("hello");

    assertThat(log).containsExactly("hello");
  }

  @Test
  void attribute_that_middleware_sets_reaches_the_handler() {
    Middleware authenticating = (request, next) -> {
      request.context().set(USER, "ada");
      return next.handle(request);
    };
    App app = App.create()
        .group(
            "/a",
            group -> group
                .use(authenticating)
                .get("/", request -> Response.text("hello " + request.attribute(USER))));

    run(app).get("/a").send().expectBody("hello ada");
  }

  @Test
  void attribute_of_one_request_is_not_there_in_the_next() {
    Middleware remembering = (request, next) -> {
      request.query("user").toOptional().ifPresent(user -> request.context().set(USER, user));
      return next.handle(request);
    };
    App app = App.create()
        .use(remembering)
        .get("/", request -> Response.text(request.context().find(USER).orElse("nobody")));
    var client = run(app);

    client.get("/?user=ada").send().expectBody("ada");
    client.get("/").send().expectBody("nobody");
  }

  @Test
  void context_that_middleware_writes_reaches_what_is_further_in() {
    Middleware writing = (request, next) ->
        next.handle(request).contextWrite(context -> context.put("tenant", "acme"));
    App app = App.create()
        .use(writing)
        .get(
            "/",
            request -> Mono.deferContextual(
                context -> Mono.just(Response.text(context.<String>get("tenant")))));

    run(app).get("/").send().expectBody("acme");
  }

  @Test
  void middleware_finds_the_context_of_the_request() {
    Middleware telling = (request, next) -> RequestContext.current()
        .flatMap(context -> next.handle(request)
            .map(response -> response.withHeader("x-same", "" + (context == request.context()))));

    run(App.create().use(telling).get("/", OK)).get("/").send().expectHeader("x-same", "true");
  }

  @Test
  void middleware_that_throws_is_a_500_that_the_outer_one_sees() {
    Middleware throwing = (request, next) -> {
      throw new IllegalStateException("in the middle");
    };
    App app = App.create().use(logging("outer"), throwing).get("/", OK);

    run(app).get("/").send().expectProblem(500);

    assertThat(log).containsExactly("outer in", "outer out 500");
  }

  @Test
  void middleware_that_fails_on_the_way_out_is_a_500_that_the_outer_one_sees() {
    Middleware failing = (request, next) -> next.handle(request).map(response -> {
      throw new IllegalStateException("on the way out");
    });
    App app = App.create().use(logging("outer"), failing).get("/", OK);

    run(app).get("/").send().expectProblem(500);

    assertThat(log).containsExactly("outer in", "outer out 500");
  }

  @Test
  void middleware_that_returns_null_is_a_500() {
    App app = App.create().use((request, next) -> nothing()).get("/", OK);

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void middleware_that_swallows_the_answer_is_a_404() {
    App app = App.create()
        .use((request, next) -> next.handle(request).then(Mono.empty()))
        .get("/", OK);

    run(app).get("/").send().expectProblem(404);
  }

  @Test
  void middleware_after_a_route_is_refused() {
    App app = App.create().get("/", OK);

    assertThatThrownBy(() -> app.use(logging("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("middleware must be added before routes: GET / (");
  }

  @Test
  void middleware_after_a_group_is_refused() {
    App app = App.create().group("/a", group -> group.get("/", OK));

    assertThatThrownBy(() -> app.use(logging("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("middleware must be added before routes: group /a (");
  }

  @SuppressWarnings("NullAway") // what a careless middleware does
  private static Response nothing() {
    return null;
  }
}
