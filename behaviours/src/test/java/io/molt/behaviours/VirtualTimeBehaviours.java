package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Time that a test lets pass, through whole routes, on the app's own scheduler and clock. */
class VirtualTimeBehaviours extends Behaviours {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RouteOption DAY = deadline(Duration.ofDays(1));
  private static final Handler TICKS = request ->
      Response.ndjson(Flux.interval(SECOND, request.scheduler()).onBackpressureBuffer(100));
  private static final Handler HOUR = request ->
      Mono.delay(Duration.ofHours(1), request.scheduler()).thenReturn(Response.text("done"));

  @Test
  void interval_ticks_when_its_time_has_come_and_not_before() {
    TestClient client = run(App.create().get("/", TICKS)).virtualTime();
    TestStream stream = client.get("/").stream().request(10).expectNothing();

    client.advance(Duration.ofMillis(999));
    stream.expectNothing();
    client.advance(Duration.ofMillis(1));
    stream.expectNext(0).expectNothing();
    client.advance(Duration.ofSeconds(2));
    stream.expectNext(1, 2).cancel();
  }

  @Test
  void day_passes_at_once() {
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Response.ndjson(Flux.interval(Duration.ofHours(1), request.scheduler())
                    .onBackpressureBuffer(100)
                    .take(24)
                    .count())))
        .virtualTime();
    TestStream stream = client.get("/").stream().request(1);

    client.advance(Duration.ofHours(24));
    stream.expectNext(24).expectComplete();
  }

  @Test
  void delayed_answer_comes_when_its_time_has_come() {
    TestClient client = run(App.create().get("/", HOUR, DAY)).virtualTime();
    TestCall call = client.get("/").start();

    client.advance(Duration.ofMinutes(59));
    call.expectNotAnswered();
    client.advance(Duration.ofMinutes(1));
    call.response().expectBody("done");
  }

  @Test
  void deadline_of_a_route_passes_at_its_time_and_not_before() {
    TestClient client = run(App.create().get("/", HOUR, deadline(SECOND))).virtualTime();
    TestCall call = client.get("/").start();

    client.advance(Duration.ofMillis(999));
    call.expectNotAnswered();
    client.advance(Duration.ofMillis(1));
    call.response().expectProblem(503, "The answer was not ready within 1000 ms.");
  }

  @Test
  void deadline_cancels_the_handler() {
    TestSource<Response> pending = TestSource.create();
    TestClient client =
        run(App.create().get("/", request -> pending.flux(), deadline(SECOND))).virtualTime();
    TestCall call = client.get("/").start();

    pending.expectSubscribed().expectNotCancelled();
    client.advance(SECOND);
    call.response().expectProblem(503);
    pending.expectCancelled();
  }

  @Test
  void deadline_that_was_met_has_no_effect_afterwards() {
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Mono.delay(Duration.ofMillis(500), request.scheduler())
                    .thenReturn(Response.text("in time")),
                deadline(SECOND)))
        .virtualTime();
    TestCall call = client.get("/").start();

    client.advance(Duration.ofMillis(500));
    try (Log log = Log.capture()) {
      TestResponse answer = call.response().expectBody("in time");
      client.advance(Duration.ofHours(1));
      answer.expectOutcome(Outcome.COMPLETED);
      assertThat(log.text()).isEmpty();
    }
  }

  @Test
  void remaining_time_shrinks_as_time_passes() {
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Mono.delay(Duration.ofMillis(300), request.scheduler())
                    .map(late -> Response.text(
                        request.context().remaining().map(Duration::toMillis).orElse(-1L) + " ms")),
                deadline(SECOND)))
        .virtualTime();
    TestCall call = client.get("/").start();

    client.advance(Duration.ofMillis(300));
    call.response().expectBody("700 ms");
  }

  @Test
  void clock_of_the_app_stands_still_until_time_passes() {
    Instant start = Instant.parse("2026-02-28T23:59:59Z");
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Response.text(request.context().clock().instant().toString())))
        .virtualTime(start);

    client.get("/").send().expectBody("2026-02-28T23:59:59Z");
    client.get("/").send().expectBody("2026-02-28T23:59:59Z");
    client.advance(SECOND);
    client.get("/").send().expectBody("2026-03-01T00:00:00Z");
  }

  @Test
  void date_of_a_response_is_that_of_the_clock() {
    TestClient client = run(App.create().get("/", request -> Response.ok()))
        .virtualTime(Instant.parse("2001-02-03T04:05:06Z"));

    client.get("/").send().expectHeader("date", "Sat, 03 Feb 2001 04:05:06 GMT");
  }

  @Test
  void retry_with_backoff_runs_on_the_time_of_the_app() {
    AtomicInteger attempts = new AtomicInteger();
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Mono.fromCallable(() -> {
                      if (attempts.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                      }
                      return Response.text("third time");
                    })
                    .retryWhen(
                        Retry.fixedDelay(5, Duration.ofMinutes(10)).scheduler(request.scheduler())),
                DAY))
        .virtualTime();
    TestCall call = client.get("/").start();

    call.expectNotAnswered();
    assertThat(attempts).hasValue(1);
    client.advance(Duration.ofMinutes(10));
    assertThat(attempts).hasValue(2);
    client.advance(Duration.ofMinutes(10));
    call.response().expectBody("third time");
  }

  @Test
  void timeout_of_a_handler_can_run_on_the_time_of_the_app() {
    TestSource<String> slow = TestSource.create();
    TestClient client = run(App.create()
            .get(
                "/",
                request -> slow.flux()
                    .next()
                    .timeout(SECOND, Mono.just("fallback"), request.scheduler())
                    .map(Response::text)))
        .virtualTime();
    TestCall call = client.get("/").start();

    slow.expectSubscribed();
    client.advance(SECOND);
    call.response().expectBody("fallback");
    slow.expectCancelled();
  }

  @Test
  void heartbeat_keeps_events_coming() {
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Response.sse(Flux.interval(Duration.ofSeconds(15), request.scheduler())
                    .onBackpressureBuffer(100)
                    .map(beat -> "beat " + beat))))
        .virtualTime();
    TestStream stream = client.get("/").stream().request(10);

    client.advance(Duration.ofSeconds(30));
    stream.expectNext("beat 0", "beat 1").expectNothing().cancel();
  }

  @Test
  void interval_of_a_client_that_left_is_over() {
    TestSource<Long> ticks = TestSource.create();
    AtomicInteger seen = new AtomicInteger();
    TestClient client = run(App.create()
            .get(
                "/",
                request -> Response.ndjson(Flux.interval(SECOND, request.scheduler())
                    .onBackpressureBuffer(100)
                    .doOnNext(tick -> seen.incrementAndGet())
                    .takeUntilOther(ticks.flux()))))
        .virtualTime();
    TestStream stream = client.get("/").stream().request(10);

    client.advance(SECOND);
    stream.expectNext(0).cancel().expectCancelled();
    ticks.expectCancelled();
    client.advance(Duration.ofHours(1));
    assertThat(seen).hasValue(1);
  }

  @Test
  void two_apps_with_times_of_their_own_do_not_disturb_each_other() {
    TestClient one = run(App.create().get("/", HOUR, DAY)).virtualTime();
    TestClient other = run(App.create().get("/", HOUR, DAY)).virtualTime();
    TestCall first = one.get("/").start();
    TestCall second = other.get("/").start();

    one.advance(Duration.ofHours(1));
    first.response().expectBody("done");
    second.expectNotAnswered();
    assertThat(Duration.between(other.clock().instant(), one.clock().instant())).hasHours(1);
    other.advance(Duration.ofHours(1));
    second.response().expectBody("done");
  }

  @Test
  void app_in_real_time_is_not_disturbed_by_one_in_virtual_time() {
    TestClient virtual = run(App.create().get("/", HOUR, DAY)).virtualTime();
    TestClient real = run(App.create()
        .get(
            "/",
            request -> Mono.delay(Duration.ofMillis(1), request.scheduler())
                .thenReturn(Response.text("real"))));
    TestCall waiting = virtual.get("/").start();

    real.get("/").send().expectBody("real");
    waiting.expectNotAnswered().cancel();
  }
}
