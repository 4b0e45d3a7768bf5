package io.molt.web;

import static io.molt.web.AppTester.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Timeout(60)
class AppErrorsTest {

  // What a handler may do.

  static Stream<Arguments> handlers() {
    Response ok = Response.ok();
    return Stream.of(
        of("a response", request -> ok, 200),
        of("a Mono", request -> Mono.just(ok), 200),
        of("a late Mono", request -> Mono.just(ok).hide(), 200),
        of("a Flux of two", request -> Flux.just(ok, Response.status(500)), 200),
        of("a Flux of one", request -> Flux.just(ok), 200),
        of("a foreign publisher", request -> ok::subscribe, 200),
        of("nothing", request -> Mono.empty(), 404),
        of("nothing, later", request -> Mono.<Response>empty().hide(), 404),
        of("a problem", request -> Mono.error(new HttpException(Status.CONFLICT, "x")), 409),
        of(
            "a wrapped problem",
            request -> {
              throw Exceptions.propagate(new HttpException(Status.CONFLICT, "x"));
            },
            409),
        of("an error", request -> Mono.error(new IOException("secret")), 500),
        of(
            "an exception",
            request -> {
              throw new IOException("secret");
            },
            500),
        of(
            "an Error",
            request -> {
              throw new AssertionError("secret");
            },
            500),
        of(
            "a stack overflow",
            request -> {
              throw new StackOverflowError("secret");
            },
            500),
        of(
            "a class not found",
            request -> {
              throw new NoClassDefFoundError("secret");
            },
            500),
        of(
            "an Error while supplying",
            request -> Mono.error(() -> {
              throw new AssertionError("secret");
            }),
            500),
        of(
            "a publisher that throws",
            request -> subscriber -> {
              throw new IllegalStateException("secret");
            },
            500),
        of("a value that no codec writes", request -> Response.json(List.of("secret")), 500),
        of("such a value, later", request -> Mono.just(Response.json(1)).hide(), 500));
  }

  private static Arguments of(String name, Handler handler, int status) {
    return Arguments.of(name, handler, status);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("handlers")
  void whatever_a_handler_does_is_one_sound_response(String name, Handler handler, int status) {
    List<Integer> seen = new ArrayList<>();
    Middleware log = (request, next) ->
        next.handle(request).doOnNext(r -> seen.add(r.status().code()));
    App plain = App.create().get("/", handler);
    App wrapped = App.create().use(log).group("/g", g -> g.use(log).get("/", handler));

    for (Response response : List.of(AppTester.get(plain, "/"), AppTester.get(wrapped, "/g"))) {
      assertThat(response.status().code()).isEqualTo(status);
      assertThat(text(response)).doesNotContain("secret");
    }
    assertThat(seen).containsExactly(status, status);
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake under test
  void null_from_a_handler_a_middleware_or_an_error_handler_is_our_fault() {
    Handler ok = request -> Response.ok();
    App error =
        App.create().error(HttpException.class, (e, request) -> null).notFound(request -> null);

    assertThat(
            AppTester.get(App.create().get("/", request -> null), "/").status().code())
        .isEqualTo(500);
    assertThat(AppTester.get(App.create().use((r, next) -> null).get("/", ok), "/")
            .status()
            .code())
        .isEqualTo(500);
    assertThat(AppTester.get(error, "/").status().code()).isEqualTo(500);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("handlers")
  void whatever_a_middleware_does_is_one_sound_response(String name, Handler handler, int status) {
    List<Integer> seen = new ArrayList<>();
    Middleware log = (request, next) ->
        next.handle(request).doOnNext(r -> seen.add(r.status().code()));
    Middleware bad = (request, next) -> handler.handle(request);
    AppTester app =
        new AppTester(App.create().use(log, bad).get("/", request -> Response.noContent()));

    assertThat(app.get("/").status().code()).isEqualTo(status);
    assertThat(seen).containsExactly(status);
  }

  // Middleware.

  @Test
  void next_runs_when_it_is_subscribed_to_and_not_before() {
    AtomicInteger calls = new AtomicInteger();
    Middleware check = (request, next) ->
        Mono.<Void>error(new HttpException(Status.FORBIDDEN, "No.")).then(next.handle(request));
    App app = App.create().use(check).get("/", request -> {
      calls.incrementAndGet();
      return Response.ok();
    });

    assertThat(AppTester.get(app, "/")).hasToString("403 Forbidden");
    assertThat(calls).hasValue(0);
  }

  @Test
  void next_can_be_moved_to_another_thread_and_repeated() {
    AtomicInteger calls = new AtomicInteger();
    List<String> threads = new ArrayList<>();
    Middleware again = (request, next) -> next.handle(request)
        .filter(response -> !response.status().isError())
        .repeatWhenEmpty(3, tries -> tries)
        .subscribeOn(Schedulers.boundedElastic());
    App app = App.create().use(again).get("/", request -> {
      threads.add(Thread.currentThread().getName());
      return Response.status(calls.incrementAndGet() < 3 ? 503 : 200);
    });

    assertThat(AppTester.get(app, "/")).hasToString("200 OK");
    assertThat(calls).hasValue(3);
    assertThat(threads).allMatch(name -> name.startsWith("boundedElastic"));
  }

  @Test
  void next_sees_the_true_status_of_what_failed_further_in() {
    List<String> seen = new ArrayList<>();
    Middleware log = (request, next) -> next.handle(request)
        .doOnNext(
            response -> seen.add(request.target() + " " + response.status().code()))
        .doOnError(error -> seen.add("failed"));
    AppTester app = new AppTester(App.create().use(log).get("/x", request -> {
      throw new IOException();
    }));

    app.get("/x");
    app.get("/nothing");
    app.send(Method.PUT, "/x", Body.empty());
    app.get("/%zz");

    assertThat(seen).containsExactly("/x 500", "/nothing 404", "/x 405", "/%zz 400");
  }

  @Test
  void middleware_may_answer_by_itself_or_change_request_and_response() {
    AppTester app = new AppTester(App.create()
        .use((request, next) -> request.headers().contains("stop")
            ? Response.noContent()
            : next.handle(request.withHeader("x", "changed"))
                .map(response -> response.withHeader("y", "z")))
        .get("/", request -> Response.text(request.header("x").get())));

    Response response = app.get("/");
    assertThat(text(response)).isEqualTo("changed");
    assertThat(response.headers().get("y")).isEqualTo("z");
    assertThat(app.get("/", "stop", "1")).hasToString("204 No Content");
  }

  @Test
  void middleware_is_composed_once() {
    AtomicInteger names = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    Middleware counted = new Middleware() {
      @Override
      public Publisher<Response> handle(Request request, io.molt.web.http.Next next) {
        names.compareAndSet(0, System.identityHashCode(next));
        calls.addAndGet(names.get() == System.identityHashCode(next) ? 1 : 0);
        return next.handle(request);
      }
    };
    AppTester app = new AppTester(App.create().use(counted).get("/", request -> Response.ok()));

    for (int i = 0; i < 5; i++) {
      app.get("/");
    }

    assertThat(calls).hasValue(5);
  }

  @Test
  void a_context_written_by_middleware_reaches_the_handler() {
    App app = App.create()
        .use((request, next) -> next.handle(request).contextWrite(c -> c.put("user", "ada")))
        .get(
            "/",
            request -> Mono.deferContextual(c -> RequestContext.current()
                .map(context ->
                    Response.text(c.get("user") + " " + (context == request.context())))));

    assertThat(text(AppTester.get(app, "/"))).isEqualTo("ada true");
  }

  // Error handlers.

  @Test
  void the_most_specific_error_handler_counts() {
    AppTester app = new AppTester(App.create()
        .error(Exception.class, (error, request) -> Response.text("Exception"))
        .error(IOException.class, (error, request) -> Mono.just(Response.text("IOException")))
        .error(
            FileNotFoundException.class,
            (error, request) ->
                Mono.just(Response.text("FileNotFoundException")).hide())
        .get("/rt", fail(new IllegalStateException()))
        .get("/io", fail(new IOException()))
        .get("/nsf", fail(new NoSuchFileException("x")))
        .get("/fnf", fail(new FileNotFoundException()))
        .get("/err", fail(new AssertionError()))
        .get("/signal", request -> Mono.error(new NoSuchFileException("x")))
        .get("/wrapped", fail(Exceptions.propagate(new IOException()))));

    assertThat(text(app.get("/rt"))).isEqualTo("Exception");
    assertThat(text(app.get("/io"))).isEqualTo("IOException");
    assertThat(text(app.get("/nsf"))).isEqualTo("IOException");
    assertThat(text(app.get("/fnf"))).isEqualTo("FileNotFoundException");
    assertThat(app.get("/err").status().code()).isEqualTo(500);
    assertThat(text(app.get("/signal"))).isEqualTo("IOException");
    assertThat(text(app.get("/wrapped"))).isEqualTo("IOException");
    assertThat(text(app.get("/nothing"))).isEqualTo("Exception");
  }

  @Test
  void an_error_handler_may_reshape_what_the_app_refuses() {
    AppTester app = new AppTester(App.create()
        .error(
            HttpException.class,
            (error, request) ->
                Response.text(error.problem().status() + "!").withStatus(error.status()))
        .get("/a", request -> Response.text("" + request.query("n").asInt().get())));

    assertThat(text(app.get("/nothing"))).isEqualTo("404!");
    assertThat(text(app.get("/a?n=x"))).isEqualTo("400!");
    assertThat(text(app.send(Method.PUT, "/a", Body.empty()))).isEqualTo("405!");
  }

  static Stream<Arguments> failingErrorHandlers() {
    RuntimeException same = new IllegalStateException("secret");
    return Stream.of(
        Arguments.of(
            "throws",
            (Handler) request -> {
              throw new IOException("secret");
            },
            500),
        Arguments.of(
            "throws the same each time",
            (Handler) request -> {
              throw same;
            },
            500),
        Arguments.of("signals", (Handler) request -> Mono.error(new IOException("secret")), 500),
        Arguments.of("is empty", (Handler) request -> Mono.empty(), 500),
        Arguments.of(
            "answers a value that no codec writes",
            (Handler) request -> Response.json(List.of("secret")),
            500),
        Arguments.of(
            "throws a problem",
            (Handler) request -> {
              throw new HttpException(Status.SERVICE_UNAVAILABLE, "Later.");
            },
            503),
        Arguments.of(
            "signals a problem",
            (Handler) request -> Mono.error(new HttpException(Status.CONFLICT, "x")),
            409));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("failingErrorHandlers")
  void an_error_handler_that_fails_is_answered(String name, Handler handler, int status) {
    AppTester app = new AppTester(App.create()
        .error(Exception.class, (error, request) -> handler.handle(request))
        .get("/", fail(new IllegalArgumentException("secret"))));

    for (int i = 0; i < 3; i++) {
      Response response = app.get("/");
      assertThat(response.status().code()).isEqualTo(status);
      assertThat(text(response)).doesNotContain("secret");
    }
  }

  @Test
  void an_exception_that_is_thrown_again_and_again_does_not_grow() {
    RuntimeException same = new IllegalStateException("same");
    AppTester app = new AppTester(App.create()
        .error(IOException.class, (error, request) -> {
          throw same;
        })
        .get("/", fail(new IOException())));

    for (int i = 0; i < 5; i++) {
      app.get("/");
    }

    assertThat(same.getSuppressed()).isEmpty();
  }

  // Nothing there.

  @Test
  void the_not_found_hook_answers_for_missing_routes_and_empty_publishers() {
    AppTester app = new AppTester(App.create()
        .notFound(request -> Mono.just(Response.text("lost").withStatus(404)).hide())
        .get("/empty", request -> Mono.empty())
        .get("/own", request -> Mono.error(HttpException.notFound("mine"))));

    assertThat(text(app.get("/nothing"))).isEqualTo("lost");
    assertThat(text(app.get("/empty"))).isEqualTo("lost");
    assertThat(text(app.get("/own"))).contains("mine");
  }

  @Test
  void a_not_found_hook_that_finds_nothing_or_fails_is_answered() {
    assertThat(AppTester.get(App.create().notFound(request -> Mono.empty()), "/"))
        .hasToString("404 Not Found");
    assertThat(AppTester.get(App.create().notFound(fail(new IOException())), "/"))
        .hasToString("500 Internal Server Error");
    assertThat(AppTester.get(
            App.create()
                .notFound(request -> Mono.error(new HttpException(Problem.of(Status.FORBIDDEN)))),
            "/"))
        .hasToString("403 Forbidden");
  }

  private static Handler fail(Throwable error) {
    return request -> {
      throw Exceptions.propagate(error);
    };
  }

  @Test
  void the_context_tells_what_is_behind_a_500() {
    IllegalStateException boom = new IllegalStateException("boom");
    AppTester tester = new AppTester(App.create()
        .get("/fails", request -> {
          throw boom;
        })
        .get("/refuses", request -> {
          throw HttpException.notFound("Not here.");
        }));
    Request fails = tester.request(Method.GET, "/fails", Body.empty());
    Request refuses = tester.request(Method.GET, "/refuses", Body.empty());
    tester.send(fails);
    tester.send(refuses);

    assertThat(fails.context().failure()).contains(boom);
    assertThat(refuses.context().failure()).isEmpty();
  }
}
