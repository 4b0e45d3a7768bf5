package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Key;
import io.molt.web.http.Outcome;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The state of an app, and what surrounds a request while it runs. */
class StateAndContextBehaviours extends Behaviours {
  private static final Key<List<String>> NAMES = Key.of("names");
  private static final Key<String> USER = Key.of("user");
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** A service that knows nothing of requests but where to find theirs. */
  private static final class Audit {
    static Mono<String> who() {
      return RequestContext.current().map(context -> context.get(USER) + " " + context.traceId());
    }
  }

  private static String text(Outcome outcome) {
    return outcome.name();
  }

  @Test
  void state_of_the_app_is_found_by_its_key() {
    App app = App.create()
        .state(NAMES, List.of("ada", "bob"))
        .get("/", request -> Response.json(request.state(NAMES)));

    run(app).get("/").send().expectBody("[\"ada\",\"bob\"]");
  }

  @Test
  void keys_are_the_same_only_if_they_are_the_same_object() {
    App app = App.create()
        .state(USER, "ada")
        .get("/", request -> Response.text(request.state(Key.<String>of("user"))));

    run(app).get("/").send().expectProblem(500);
  }

  @Test
  void missing_state_is_our_fault_and_its_message_for_us() {
    App app = App.create()
        .error(
            IllegalStateException.class,
            (error, request) -> Response.text("" + error.getMessage()).withStatus(500))
        .get("/", request -> Response.json(request.state(NAMES)));

    run(app)
        .get("/")
        .send()
        .expectStatus(500)
        .expectBody("application state 'names' is not set"
            + " (expected: app.state(names, value) when the app is made)");
  }

  @Test
  void missing_state_is_a_500_that_does_not_name_it() {
    App app = App.create().get("/", request -> Response.json(request.state(NAMES)));

    run(app)
        .get("/")
        .send()
        .expectProblem(500)
        .check(response -> assertThat(response.text()).doesNotContain("names"));
  }

  @Test
  void context_is_found_deep_in_a_service() {
    App app = App.create()
        .use((request, next) -> {
          request.context().set(USER, "ada");
          return next.handle(request);
        })
        .get(
            "/",
            request ->
                Flux.range(0, 3).concatMap(i -> Mono.defer(Audit::who)).last().map(Response::text));

    run(app)
        .get("/")
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .send()
        .expectBody("ada 4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void context_is_found_on_other_threads() {
    App app = App.create().get("/", request -> {
      request.context().set(USER, "ada");
      return Mono.delay(Duration.ofMillis(1))
          .publishOn(Schedulers.boundedElastic())
          .flatMap(tick -> RequestContext.current())
          .map(context -> Response.text(context.get(USER) + " "
              + Thread.currentThread().getName().startsWith("boundedElastic")));
    });

    run(app).get("/").send().expectBody("ada true");
  }

  @Test
  void context_is_found_in_the_stream_of_a_response() {
    App app = App.create().get("/", request -> {
      request.context().set(USER, "ada");
      return Response.ndjson(
          RequestContext.current().map(context -> context.get(USER)).repeat(1));
    });

    run(app).get("/").send().expectBody("\"ada\"\n\"ada\"\n");
  }

  @Test
  void context_is_found_by_an_error_handler() {
    App app = App.create()
        .error(
            IllegalStateException.class,
            (error, request) ->
                RequestContext.current().map(context -> Response.text(context.get(USER))))
        .get("/", request -> {
          request.context().set(USER, "ada");
          return Mono.error(new IllegalStateException("on purpose"));
        });

    run(app).get("/").send().expectBody("ada");
  }

  @Test
  void context_is_found_by_the_not_found_handler() {
    App app = App.create()
        .notFound(request -> RequestContext.current()
            .map(context -> Response.text("" + (context == request.context()))));

    run(app).get("/").send().expectBody("true");
  }

  @Test
  void there_is_no_context_outside_a_request() {
    assertThatThrownBy(() -> RequestContext.current().block(WAIT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no request in the context");
  }

  @Test
  void every_request_has_a_context_of_its_own() {
    App app = App.create()
        .get(
            "/",
            request -> RequestContext.current().map(context -> {
              boolean fresh = context.find(USER).isEmpty();
              context.set(USER, "seen");
              return Response.text("" + fresh);
            }));
    TestClient client = run(app);

    client.get("/").send().expectBody("true");
    client.get("/").send().expectBody("true");
  }

  @Test
  void attribute_that_is_not_set_is_our_fault() {
    App app = App.create().get("/", request -> Response.text(request.attribute(USER)));

    run(app).get("/").send().expectProblem(500).expectNoJson("/detail");
  }

  @Test
  void trace_id_is_that_of_the_client() {
    run(traced())
        .get("/")
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .send()
        .expectBody("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @Test
  void trace_id_is_new_where_the_client_sends_none() {
    TestClient client = run(traced());

    String first = client.get("/").send().text();
    String second = client.get("/").send().text();

    assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-zzf067aa0ba902b7-01"
      })
  void malformed_trace_is_replaced(String traceparent) {
    run(traced())
        .get("/")
        .header("traceparent", traceparent)
        .send()
        .check(response -> assertThat(response.text())
            .matches("[0-9a-f]{32}")
            .isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736")
            .isNotEqualTo("0".repeat(32)));
  }

  @Test
  void trace_id_stays_the_same_throughout_a_request() {
    App app = App.create()
        .use((request, next) -> {
          String before = request.context().traceId();
          return next.handle(request)
              .map(response -> response.withHeader(
                  "x-same", "" + before.equals(request.context().traceId())));
        })
        .get("/", request -> Response.text(request.context().traceId()));

    run(app).get("/").send().expectHeader("x-same", "true");
  }

  private static App traced() {
    return App.create().get("/", request -> Response.text(request.context().traceId()));
  }

  @Test
  void peer_is_the_other_end_of_the_connection() {
    App app =
        App.create().get("/", request -> Response.text(request.context().peer().address()));

    run(app).get("/").send().expectBody(isLive() ? "127.0.0.1" : "in-memory");
  }

  @Test
  void deadline_and_time_left_are_there_deep_in_a_service() {
    App app = App.create()
        .clock(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
        .get(
            "/",
            request -> RequestContext.current()
                .map(context -> Response.text(
                    context.deadline().orElseThrow() + " " + context.remaining().orElseThrow())),
            RouteOption.deadline(Duration.ofMinutes(1)));

    run(app).get("/").send().expectBody("2026-01-01T00:01:00Z PT1M");
  }

  @Test
  void deadline_may_be_brought_forward_and_not_put_off() {
    App app = App.create()
        .clock(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC))
        .get("/", request -> {
          RequestContext context = request.context();
          context.shortenDeadline(Instant.parse("2026-01-01T00:00:10Z"));
          context.shortenDeadline(Instant.parse("2026-01-01T00:00:20Z"));
          return Response.text("" + context.remaining().orElseThrow());
        });

    run(app).get("/").send().expectBody("PT10S");
  }

  @Test
  void request_finds_the_scheduler_and_the_clock_of_its_app() {
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    App app = App.create()
        .scheduler(Schedulers.single())
        .clock(clock)
        .get(
            "/",
            request -> Response.text((request.scheduler() == Schedulers.single()) + " "
                + request.context().clock().instant()));

    run(app).get("/").send().expectBody("true 2026-01-01T00:00:00Z");
  }

  @Test
  void pattern_is_in_the_context_after_the_match() {
    App app = App.create()
        .group(
            "/users",
            users -> users.get(
                "/{id}",
                request -> RequestContext.current()
                    .map(context -> Response.text(context.pattern().orElse("none")))));

    run(app).get("/users/7").send().expectBody("/users/{id}");
  }

  @Test
  void request_whose_answer_went_out_ends_as_completed() {
    run(App.create().get("/", request -> Response.text("x")))
        .get("/")
        .send()
        .expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void request_whose_stream_went_out_ends_as_completed() {
    run(App.create().get("/", request -> Response.ndjson(Flux.range(0, 100))))
        .get("/")
        .send()
        .expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void request_that_was_refused_ends_as_completed() {
    run(App.create()).get("/").send().expectProblem(404).expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void app_is_told_how_a_request_ended() {
    reactor.core.publisher.Sinks.One<String> told = reactor.core.publisher.Sinks.one();
    App app = App.create()
        .use((request, next) -> {
          request
              .context()
              .ended()
              .map(StateAndContextBehaviours::text)
              .subscribe(told::tryEmitValue);
          return next.handle(request);
        })
        .get("/", request -> Response.text("x"));

    run(app).get("/").send().expectBody("x");

    assertThat(told.asMono().block(WAIT)).isEqualTo("COMPLETED");
  }

  @Test
  void client_that_goes_away_before_the_answer_cancels_it() {
    TestSource<Response> source = TestSource.create();
    TestCall call =
        run(App.create().get("/", request -> source.flux())).get("/").start();
    source.expectSubscribed();

    call.cancel().expectCancelled();

    source.expectCancelled();
  }

  @Test
  void client_that_goes_away_in_the_midst_of_the_answer_cancels_it() {
    TestSource<ByteBuffer> source = TestSource.create();
    var stream =
        run(App.create().get("/", request -> Response.chunks(source.flux()))).get("/").stream()
            .request(1);
    source.next(ByteBuffer.wrap(new byte[] {'x'}));
    stream.expectText("x");

    stream.cancel().expectCancelled();

    source.expectCancelled();
  }

  @Test
  void work_on_the_side_is_told_that_the_client_has_gone() {
    reactor.core.publisher.Sinks.One<Boolean> told = reactor.core.publisher.Sinks.one();
    TestSource<Response> source = TestSource.create();
    App app = App.create().get("/", request -> {
      request
          .context()
          .cancelled()
          .doOnSuccess(done -> told.tryEmitValue(request.context().isCancelled()))
          .subscribe();
      return source.flux();
    });
    TestCall call = run(app).get("/").start();
    source.expectSubscribed();

    call.cancel();

    assertThat(told.asMono().block(WAIT)).isTrue();
  }
}
