package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Outcome;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The time that a request has: who sets it, what it holds for, and what comes of it when it has passed. */
class DeadlineBehaviours extends Behaviours {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final String HEADER = "request-timeout";
  private static final Handler NEVER = request -> Mono.never();
  private static final Handler LEFT =
      request -> Response.text(request.context().remaining().toString());

  private TestClient inVirtualTime(App app) {
    return run(app).virtualTime();
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  /** Expects a 503 after exactly that time. */
  private static void expectLate(TestClient client, String path, Duration after) {
    TestCall call = client.get(path).start();
    client.advance(after.minus(MILLI));
    call.expectNotAnswered();
    client.advance(MILLI);
    call.response()
        .expectProblem(503, "The answer was not ready within " + after.toMillis() + " ms.")
        .expectOutcome(Outcome.DEADLINE);
  }

  // Who sets it.

  @Test
  void request_has_thirty_seconds_unless_told_otherwise() {
    expectLate(inVirtualTime(App.create().get("/", NEVER)), "/", seconds(30));
  }

  @Test
  void service_may_grant_other_times() {
    TestClient client = inVirtualTime(App.create().get("/", NEVER))
        .limits(limits -> limits.withDeadline(seconds(7)));

    expectLate(client, "/", seconds(7));
  }

  @Test
  void service_may_grant_all_the_time_there_is() {
    App app = App.create()
        .get(
            "/",
            request -> Mono.delay(Duration.ofDays(1), request.scheduler())
                .thenReturn(Response.text(request.context().deadline().toString())));
    TestClient client = inVirtualTime(app).limits(limits -> limits.withDeadline(Duration.ZERO));
    TestCall call = client.get("/").start();

    client.advance(Duration.ofDays(1));

    call.response().expectBody("Optional.empty").expectOutcome(Outcome.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 29, 31, 3600})
  void route_may_have_less_time_or_more(int given) {
    TestClient client = inVirtualTime(App.create().get("/", NEVER, deadline(seconds(given))));

    expectLate(client, "/", seconds(given));
  }

  @Test
  void innermost_deadline_counts_be_it_shorter_or_longer() {
    App app = App.create()
        .deadline(seconds(5))
        .get("/app", NEVER)
        .get("/route", NEVER, deadline(seconds(50)))
        .group(
            "/a",
            a -> a.get("/group", NEVER)
                .get("/route", NEVER, deadline(seconds(9)))
                .group("/b", b -> b.get("/group", NEVER), deadline(seconds(40))),
            deadline(seconds(3)));
    TestClient client = inVirtualTime(app);

    expectLate(client, "/app", seconds(5));
    expectLate(client, "/route", seconds(50));
    expectLate(client, "/a/group", seconds(3));
    expectLate(client, "/a/route", seconds(9));
    expectLate(client, "/a/b/group", seconds(40));
  }

  @Test
  void mounted_app_brings_its_own_deadline() {
    App inner = App.create().deadline(seconds(2)).get("/", NEVER);
    App plain = App.create().get("/", NEVER);
    App app = App.create().deadline(seconds(5)).mount("/inner", inner).mount("/plain", plain);
    TestClient client = inVirtualTime(app);

    expectLate(client, "/inner", seconds(2));
    expectLate(client, "/plain", seconds(5));
  }

  @Test
  void time_is_counted_from_the_head_of_the_request_and_not_from_the_match() {
    App app = App.create()
        .use((request, next) ->
            Mono.delay(Duration.ofMillis(600), request.scheduler()).then(next.handle(request)))
        .get("/", NEVER, deadline(SECOND));

    expectLate(inVirtualTime(app), "/", SECOND);
  }

  @Test
  void middleware_may_bring_the_deadline_forward() {
    App app = App.create()
        .use((request, next) -> {
          request.context().shortenDeadline(request.context().clock().instant().plus(SECOND));
          return next.handle(request);
        })
        .get("/", NEVER, deadline(seconds(60)));

    expectLate(inVirtualTime(app), "/", SECOND);
  }

  @Test
  void deadline_may_come_forward_while_it_is_waited_for() {
    AtomicReference<RequestContext> context = new AtomicReference<>();
    TestClient client = inVirtualTime(App.create().get("/", request -> {
      context.set(request.context());
      return Mono.never();
    }));
    TestCall call = client.get("/").start();

    client.advance(seconds(2));
    context.get().shortenDeadline(client.clock().instant().plus(SECOND));
    context.get().shortenDeadline(client.clock().instant().plus(seconds(60)));
    client.advance(SECOND.minus(MILLI));
    call.expectNotAnswered();
    client.advance(MILLI);

    call.response().expectProblem(503, "The answer was not ready within 3000 ms.");
  }

  // The header.

  @Test
  void client_may_ask_for_less_time() {
    TestClient client = inVirtualTime(App.create().get("/", LEFT))
        .limits(limits -> limits.withDeadlineHeader(HEADER));

    client.get("/").header(HEADER, "250ms").send().expectBody("Optional[PT0.25S]");
    client.get("/").header("Request-Timeout", "2s").send().expectBody("Optional[PT2S]");
    client.get("/").send().expectBody("Optional[PT30S]");
  }

  @Test
  void client_that_asked_for_less_time_is_answered_in_time() {
    TestClient client = inVirtualTime(App.create().get("/", NEVER, deadline(seconds(10))))
        .limits(limits -> limits.withDeadlineHeader(HEADER));
    TestCall call = client.get("/").header(HEADER, "2s").start();

    client.advance(seconds(2).minus(MILLI));
    call.expectNotAnswered();
    client.advance(MILLI);

    call.response()
        .expectProblem(503, "The answer was not ready within 2000 ms.")
        .expectOutcome(Outcome.DEADLINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "31s",
        "1m",
        "99999999h",
        "",
        "0",
        "1",
        "s",
        "-1s",
        "+1s",
        "1.5s",
        "1 s",
        "1S",
        "1s,2s",
        "123456789ms",
        "1e1s",
        "١s",
        "ms",
        "0x1s",
        "1us"
      })
  void header_that_asks_for_more_or_for_nothing_sensible_is_ignored(String text) {
    TestClient client = inVirtualTime(App.create().get("/", LEFT))
        .limits(limits -> limits.withDeadlineHeader(HEADER));

    client.get("/").header(HEADER, asHeader(text)).send().expectBody("Optional[PT30S]");
  }

  /** A field value holds Latin-1 only; what goes beyond it comes as the bytes of its UTF-8. */
  private static String asHeader(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"1ms, PT0.001S", "29999ms, PT29.999S", "00000007s, PT7S", "0s, PT0S", "0h, PT0S"})
  void header_may_use_any_of_its_units(String text, String left) {
    TestClient client = inVirtualTime(App.create().get("/", LEFT))
        .limits(limits -> limits.withDeadlineHeader(HEADER));

    client.get("/").header(HEADER, text).send().expectBody("Optional[" + left + "]");
  }

  @Test
  void header_cannot_lengthen_what_a_route_grants_and_holds_when_that_is_longer() {
    App app = App.create()
        .get("/short", LEFT, deadline(SECOND))
        .get("/long", LEFT, deadline(Duration.ofHours(1)));
    TestClient client = inVirtualTime(app).limits(limits -> limits.withDeadlineHeader(HEADER));

    client.get("/short").header(HEADER, "5s").send().expectBody("Optional[PT1S]");
    client.get("/long").header(HEADER, "5s").send().expectBody("Optional[PT5S]");
    client.get("/long").header(HEADER, "20m").send().expectBody("Optional[PT20M]");
  }

  @Test
  void no_header_shortens_the_deadline_unless_one_is_named() {
    TestClient client = inVirtualTime(App.create().get("/", LEFT));

    client
        .get("/")
        .header(HEADER, "1s")
        .header("grpc-timeout", "1S")
        .send()
        .expectBody("Optional[PT30S]");
  }

  // What is left.

  @Test
  void time_that_is_left_shrinks_and_is_found_deep_within() {
    Mono<String> deep = RequestContext.current()
        .map(context ->
            context.remaining().orElseThrow() + " until " + context.deadline().orElseThrow());
    App app = App.create()
        .get(
            "/",
            request -> Mono.delay(Duration.ofMillis(400), request.scheduler())
                .then(Mono.defer(() -> deep))
                .map(Response::text),
            deadline(SECOND));
    TestClient client = run(app).virtualTime(java.time.Instant.parse("2026-02-28T23:59:59.500Z"));
    TestCall call = client.get("/").start();

    client.advance(Duration.ofMillis(400));

    call.response().expectBody("PT0.6S until 2026-03-01T00:00:00.500Z");
  }

  @Test
  void deadline_is_the_same_whenever_it_is_asked_for() {
    App app = App.create()
        .get(
            "/",
            request -> Mono.just(request.context().deadline())
                .delayElement(SECOND, request.scheduler())
                .map(first ->
                    Response.text(first.equals(request.context().deadline()) ? "same" : "other")));
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();

    client.advance(SECOND);

    call.response().expectBody("same");
  }

  // What it does.

  @Test
  void deadline_cancels_what_the_handler_returned() {
    TestSource<Response> source = TestSource.create();
    AtomicBoolean told = new AtomicBoolean();
    AtomicReference<RequestContext> context = new AtomicReference<>();
    TestClient client = inVirtualTime(App.create().get("/", request -> {
      context.set(request.context());
      request.context().cancelled().subscribe(none -> {}, error -> {}, () -> told.set(true));
      return source.flux();
    }));
    TestCall call = client.get("/").start();
    source.expectSubscribed();

    client.advance(seconds(30));

    call.response().expectProblem(503);
    source.expectCancelled();
    assertThat(told).isTrue();
    assertThat(context.get().isCancelled()).isTrue();
    assertThat(context.get().remaining()).contains(Duration.ZERO);
  }

  @Test
  void answer_in_time_is_not_touched_by_its_deadline() {
    App app = App.create()
        .get(
            "/",
            request -> Mono.delay(Duration.ofMillis(999), request.scheduler())
                .thenReturn(Response.text("in time")),
            deadline(SECOND));
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();

    client.advance(Duration.ofMillis(999));
    call.response().expectBody("in time").expectOutcome(Outcome.COMPLETED);
    client.advance(Duration.ofHours(1));
  }

  @Test
  void answer_that_is_there_is_sent_even_if_its_deadline_passed_while_it_was_made() {
    App app = App.create()
        .get(
            "/",
            request -> {
              spin(Duration.ofMillis(20));
              return Response.text("late, but here");
            },
            deadline(MILLI));

    run(app).get("/").send().expectBody("late, but here").expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void time_that_a_handler_takes_before_it_returns_counts() {
    App app = App.create()
        .get(
            "/",
            request -> {
              spin(Duration.ofMillis(20));
              return Mono.never();
            },
            deadline(MILLI));

    run(app).get("/").send().expectProblem(503).expectOutcome(Outcome.DEADLINE);
  }

  /** Keeps the thread busy, which is allowed on any. */
  private static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long left = end - System.nanoTime();
    while (left > 0) {
      left = end - System.nanoTime();
    }
  }

  @Test
  void handler_that_dies_without_a_signal_is_answered() {
    App app = App.create()
        .get(
            "/",
            request -> Mono.delay(MILLI).map(tick -> {
              throw new NoClassDefFoundError("a/Type");
            }),
            deadline(Duration.ofMillis(300)));

    try (Log log = Log.capture()) {
      run(app).get("/").send().expectProblem(503).expectOutcome(Outcome.DEADLINE);
      assertThat(log.text()).contains("a/Type");
    }
  }

  @Test
  void content_that_does_not_come_by_the_deadline_is_the_clients_fault() {
    TestSource<ByteBuffer> content = TestSource.create();
    TestClient client = inVirtualTime(
            App.create().post("/", request -> request.text().map(Response::text)))
        .lenient();
    TestCall call = client.post("/").body(content.flux()).start();
    content.expectSubscribed();

    client.advance(seconds(30));

    call.response()
        .expectProblem(408, "The content was not there within 30000 ms.")
        .expectOutcome(Outcome.DEADLINE);
  }

  @Test
  void handler_that_is_at_work_on_content_that_came_is_late_itself() {
    AtomicBoolean came = new AtomicBoolean();
    App app = App.create()
        .post(
            "/",
            request ->
                request.text().doOnNext(text -> came.set(true)).flatMap(text -> Mono.never()));
    TestClient client = inVirtualTime(app);
    TestCall call = client.post("/").text("all of it").start();
    Await.until("the content is there", came::get);

    client.advance(seconds(30));

    call.response().expectProblem(503).expectOutcome(Outcome.DEADLINE);
  }

  @Test
  void client_that_left_before_the_deadline_stays_gone() {
    TestSource<Response> source = TestSource.create();
    TestClient client = inVirtualTime(App.create().get("/", request -> source.flux()));
    TestCall call = client.get("/").start();
    source.expectSubscribed();
    call.cancel().expectCancelled();
    source.expectCancelled();

    try (Log log = Log.capture()) {
      client.advance(Duration.ofHours(1));
      assertThat(log.text()).isEmpty();
    }
  }

  @Test
  void deadline_that_passed_is_logged_once_as_a_warning_with_the_route() {
    TestClient client = inVirtualTime(App.create().get("/slow/{id}", NEVER));

    try (Log log = Log.capture()) {
      TestCall call = client.get("/slow/5").start();
      client.advance(seconds(30));
      call.response().expectProblem(503);
      assertThat(log.text().lines())
          .singleElement()
          .asString()
          .contains("WARN", "GET /slow/{id}", "The answer was not ready within 30000 ms.");
    }
  }

  // The way that the answer takes.

  @Test
  void deadline_that_passes_is_for_the_apps_error_handler() {
    App app = App.create()
        .error(
            HttpException.class,
            (error, request) -> Response.text("too slow at " + request.pattern().orElse("nowhere"))
                .withStatus(error.status()))
        .get("/x", NEVER);
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/x").start();

    client.advance(seconds(30));

    call.response().expectStatus(503).expectBody("too slow at /x");
  }

  @Test
  void app_middleware_sees_the_503_and_that_of_a_group_is_cancelled() {
    AtomicBoolean cancelled = new AtomicBoolean();
    App app = App.create()
        .use((request, next) -> next.handle(request)
            .map(response -> response.withHeader("x-saw", "" + response.status().code())))
        .group(
            "/g",
            g -> g.use(
                    (request, next) -> next.handle(request).doOnCancel(() -> cancelled.set(true)))
                .get("/", NEVER));
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/g").start();

    client.advance(seconds(30));

    call.response().expectStatus(503).expectHeader("x-saw", "503");
    assertThat(cancelled).isTrue();
  }

  @Test
  void error_handler_of_a_mounted_app_answers_for_it() {
    App inner = App.create()
        .error(HttpException.class, (error, request) -> Response.text("inner").withStatus(503))
        .get("/", NEVER);
    App app = App.create()
        .error(HttpException.class, (error, request) -> Response.text("outer").withStatus(503))
        .get("/", NEVER)
        .mount("/inner", inner);
    TestClient client = inVirtualTime(app);
    TestCall toInner = client.get("/inner").start();
    TestCall toOuter = client.get("/").start();

    client.advance(seconds(30));

    toInner.response().expectBody("inner");
    toOuter.response().expectBody("outer");
  }

  @Test
  void middleware_that_hangs_before_the_match_is_answered_for() {
    TestSource<Response> hanging = TestSource.create();
    App app = App.create()
        .error(HttpException.class, (error, request) -> Response.text("shaped").withStatus(503))
        .use((request, next) -> hanging.flux())
        .get("/", NEVER);
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();
    hanging.expectSubscribed();

    client.advance(seconds(30));

    call.response().expectStatus(503).expectBody("shaped").expectOutcome(Outcome.DEADLINE);
    hanging.expectCancelled();
  }

  @Test
  void middleware_that_hangs_after_the_answer_is_answered_for() {
    TestSource<Response> hanging = TestSource.create();
    App app = App.create()
        .use((request, next) ->
            next.handle(request).flatMap(response -> hanging.flux().next()))
        .get("/", request -> Response.text("x"));
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();
    hanging.expectSubscribed();

    client.advance(seconds(30));

    call.response().expectProblem(503).expectOutcome(Outcome.DEADLINE);
    hanging.expectCancelled();
  }

  @Test
  void middleware_has_a_second_to_let_the_answer_out() {
    App app = App.create()
        .use((request, next) ->
            next.handle(request).delayElement(Duration.ofMillis(900), request.scheduler()))
        .get("/", NEVER);
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();

    client.advance(seconds(30));
    call.expectNotAnswered();
    client.advance(Duration.ofMillis(900));

    call.response().expectProblem(503);
  }

  @Test
  void error_handler_that_never_answers_is_given_up_after_a_second() {
    TestSource<Response> hanging = TestSource.create();
    App app = App.create()
        .error(HttpException.class, (error, request) -> hanging.flux())
        .get("/", NEVER);
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();

    client.advance(seconds(30));
    call.expectNotAnswered();
    client.advance(SECOND);

    call.response().expectProblem(503, "The answer was not ready within 30000 ms.");
    hanging.expectCancelled();
  }

  @Test
  void middleware_that_tries_again_after_the_deadline_does_not_try_for_ever() {
    App app = App.create()
        .use((request, next) -> next.handle(request)
            .flatMap(response ->
                response.status().code() == 503 ? next.handle(request) : Mono.just(response)))
        .get("/", NEVER);
    TestClient client = inVirtualTime(app);
    TestCall call = client.get("/").start();

    client.advance(seconds(31));

    call.response().expectProblem(503).expectOutcome(Outcome.DEADLINE);
  }

  // Streams.

  @Test
  void stream_may_flow_beyond_the_default_deadline() {
    TestClient client = inVirtualTime(App.create()
        .get(
            "/",
            request -> Mono.just(Response.ndjson(
                Flux.interval(seconds(100), request.scheduler()).take(2).onBackpressureBuffer()))));
    TestStream stream = client.get("/").stream().expectStatus(200).request(10);

    client.advance(seconds(200));

    stream.expectNext(0, 1).expectComplete().expectOutcome(Outcome.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stream_is_broken_off_at_a_deadline_of_its_own(boolean atOnce) {
    TestSource<Integer> source = TestSource.of(Flux.just(1, 2).concatWith(Flux.never()));
    Response response = Response.ndjson(source.flux());
    App app = App.create()
        .get("/", request -> atOnce ? response : Mono.just(response).hide(), deadline(seconds(60)));
    TestClient client = inVirtualTime(app);
    TestStream stream = client.get("/").stream().expectStatus(200).expectNext(1, 2);

    client.advance(seconds(60).minus(MILLI));
    source.expectNotCancelled();
    client.advance(MILLI);

    stream.expectBroken().expectOutcome(Outcome.DEADLINE);
    source.expectCancelled();
  }

  @Test
  void stream_whose_client_does_not_read_is_broken_off_too() {
    TestSource<ByteBuffer> source =
        TestSource.of(Flux.generate(sink -> sink.next(ByteBuffer.allocate(64 * 1024))));
    App app =
        App.create().get("/", request -> Response.chunks(source.flux()), deadline(seconds(5)));
    TestClient client = inVirtualTime(app);
    TestStream stream = client.get("/").stream().expectStatus(200).request(1);

    Await.settled(source::emitted);
    client.advance(seconds(5));

    source.expectCancelled();
    stream.expectOutcome(Outcome.DEADLINE).cancel();
  }

  @Test
  void stream_is_broken_off_when_the_client_or_the_app_set_the_deadline() {
    App app = App.create()
        .deadline(seconds(5))
        .get("/", request -> Response.ndjson(Flux.just(1).concatWith(Flux.never())))
        .get(
            "/longer",
            request -> Response.ndjson(Flux.just(1).concatWith(Flux.never())),
            deadline(seconds(60)));
    TestClient client = inVirtualTime(app).limits(limits -> limits.withDeadlineHeader(HEADER));
    TestStream byApp = client.get("/").stream().expectNext(1);
    TestStream byClient = client.get("/longer").header(HEADER, "7s").stream().expectNext(1);

    client.advance(seconds(5));
    byApp.expectBroken().expectOutcome(Outcome.DEADLINE);
    client.advance(seconds(2));
    byClient.expectBroken().expectOutcome(Outcome.DEADLINE);
  }

  @Test
  void stream_that_ends_before_its_own_deadline_is_whole() {
    App app = App.create()
        .get(
            "/",
            request -> Response.ndjson(
                Flux.interval(SECOND, request.scheduler()).take(3).onBackpressureBuffer()),
            deadline(seconds(5)));
    TestClient client = inVirtualTime(app);
    TestStream stream = client.get("/").stream().request(10);

    client.advance(seconds(3));
    stream.expectNext(0, 1, 2).expectComplete().expectOutcome(Outcome.COMPLETED);
    client.advance(Duration.ofHours(1));
  }

  @Test
  void stream_may_be_given_less_time_while_it_flows() {
    AtomicReference<RequestContext> context = new AtomicReference<>();
    App app = App.create().get("/", request -> {
      context.set(request.context());
      return Response.ndjson(Flux.just(1).concatWith(Flux.never()));
    });
    TestClient client = inVirtualTime(app);
    TestStream stream = client.get("/").stream().expectNext(1);

    client.advance(seconds(10));
    context.get().shortenDeadline(client.clock().instant().plus(SECOND));
    client.advance(SECOND);

    stream.expectBroken().expectOutcome(Outcome.DEADLINE);
  }

  @Test
  void connection_goes_on_after_a_deadline_that_was_answered() {
    TestClient client =
        inVirtualTime(App.create().get("/never", NEVER).get("/", request -> Response.text("ok")));
    TestCall call = client.get("/never").start();
    client.advance(seconds(30));
    call.response().expectProblem(503);

    client.get("/").send().expectBody("ok");
  }
}
