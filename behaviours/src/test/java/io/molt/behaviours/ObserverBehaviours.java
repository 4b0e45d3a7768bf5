package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.AccessLog;
import io.molt.web.http.Ended;
import io.molt.web.http.Observer;
import io.molt.web.http.Outcome;
import io.molt.web.http.Protocol;
import io.molt.web.http.Response;
import io.molt.web.http.Stage;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What observers are told of requests, and what the access log makes of it. */
class ObserverBehaviours extends Behaviours {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final List<Ended> ended = new CopyOnWriteArrayList<>();

  private App observed() {
    return App.create().observe(noting());
  }

  private Observer noting() {
    return new Observer() {
      @Override
      public void onEnd(Ended request) {
        ended.add(request);
      }
    };
  }

  private Ended only() {
    Await.until("an observer is told", () -> !ended.isEmpty());
    assertThat(ended).hasSize(1);
    return ended.get(0);
  }

  @Test
  void observers_have_been_told_when_a_test_knows_how_a_request_ended() {
    TestClient client = run(observed()
        .get("/", request -> Response.text("done"))
        .get("/never", request -> Mono.never())
        .get("/stream", request -> Response.chunks(Flux.never())));

    for (int i = 0; i < 20; i++) {
      client.get("/never").start().expectNotAnswered().cancel().expectOutcome(Outcome.CLIENT_GONE);
      assertThat(ended).hasSize(4 * i + 1);
      client.get("/stream").stream().cancel().expectCancelled();
      assertThat(ended).hasSize(4 * i + 2);
      client.get("/").send().expectBody("done").expectOutcome(Outcome.COMPLETED);
      assertThat(ended).hasSize(4 * i + 3);
      client.get("/").send();
      client.expectDrained();
      assertThat(ended).hasSize(4 * i + 4);
    }
  }

  @Test
  void request_that_was_answered_is_told_of_once_with_all_that_is_known() {
    App app = observed().post("/users/{id}", request -> request.text().map(Response::text));

    run(app)
        .post("/users/5?secret=x")
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .text("hello")
        .send()
        .expectBody("hello");

    Ended told = only();
    assertThat(told.method()).hasToString("POST");
    assertThat(told.path()).isEqualTo("/users/5");
    assertThat(told.pattern()).contains("/users/{id}");
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(told.stage()).isEqualTo(Stage.WRITE);
    assertThat(told.failure()).isEmpty();
    assertThat(told.traceId()).isEqualTo(TRACE);
    assertThat(told.received()).isEqualTo(5);
    assertThat(told.sent()).isEqualTo(5);
    assertThat(told.untilResponse()).isPresent();
    assertThat(told.duration()).isGreaterThanOrEqualTo(told.untilResponse().orElseThrow());
    assertThat(told.connection().protocol() == Protocol.IN_MEMORY).isEqualTo(!isLive());
    assertThat(told.connection().peer().address()).isEqualTo(isLive() ? "127.0.0.1" : "in-memory");
  }

  @Test
  void request_without_a_route_is_told_of_too() {
    run(observed()).get("/nowhere").send().expectProblem(404);

    Ended told = only();
    assertThat(told.status()).isEqualTo(404);
    assertThat(told.pattern()).isEmpty();
    assertThat(told.outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void status_that_middleware_made_of_it_is_what_is_told() {
    App app = observed()
        .use((request, next) -> next.handle(request).map(response -> response.withStatus(418)))
        .get("/", request -> Response.ok());

    run(app).get("/").send().expectStatus(418);

    assertThat(only().status()).isEqualTo(418);
  }

  @Test
  void exception_behind_a_500_is_told() {
    App app = observed().get("/", request -> Mono.error(new IllegalStateException("broken")));

    run(app).get("/").send().expectProblem(500);

    Ended told = only();
    assertThat(told.status()).isEqualTo(500);
    assertThat(told.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(told.failure()).get().hasToString("java.lang.IllegalStateException: broken");
  }

  @Test
  void times_are_those_of_the_apps_clock() {
    App app = observed()
        .get(
            "/",
            request -> Mono.delay(SECOND, request.scheduler())
                .thenReturn(Response.ndjson(
                    Flux.interval(SECOND, request.scheduler()).take(2).onBackpressureBuffer())));
    TestClient client = run(app).virtualTime();
    TestCall call = client.get("/").start();

    client.advance(SECOND);
    TestStream stream = call.stream().request(10);
    client.advance(SECOND.multipliedBy(2));
    stream.expectNext(0, 1).expectComplete();

    Ended told = only();
    assertThat(told.untilResponse()).contains(SECOND);
    assertThat(told.duration()).isEqualTo(SECOND.multipliedBy(3));
    assertThat(told.sent()).isEqualTo("0\n1\n".length());
  }

  @Test
  void client_that_left_before_the_response_is_a_499_in_the_handler() {
    TestSource<Response> pending = TestSource.create();
    TestCall call = run(observed().get("/", request -> pending.flux())).get("/").start();
    pending.expectSubscribed();

    call.cancel();

    Ended told = only();
    assertThat(told.status()).isEqualTo(499);
    assertThat(told.outcome()).isEqualTo(Outcome.CLIENT_GONE);
    assertThat(told.stage()).isEqualTo(Stage.HANDLER);
    assertThat(told.untilResponse()).isEmpty();
    assertThat(told.sent()).isZero();
  }

  @Test
  void client_that_left_while_the_response_streamed_is_a_499_in_the_writing() {
    TestStream stream =
        run(observed().get("/", request -> Response.ndjson(Flux.just(1).concatWith(Flux.never()))))
            .get("/")
            .stream();
    stream.expectNext(1).cancel();

    Ended told = only();
    assertThat(told.status()).isEqualTo(499);
    assertThat(told.outcome()).isEqualTo(Outcome.CLIENT_GONE);
    assertThat(told.stage()).isEqualTo(Stage.WRITE);
    assertThat(told.untilResponse()).isPresent();
    assertThat(told.sent()).isEqualTo(2);
  }

  @Test
  void client_that_left_while_its_content_was_awaited_is_a_499_in_the_body() {
    TestSource<ByteBuffer> content =
        TestSource.of(Flux.just(ByteBuffer.allocate(10)).concatWith(Flux.never()));
    List<Integer> read = new CopyOnWriteArrayList<>();
    App app = observed()
        .post(
            "/",
            request -> request
                .chunks()
                .doOnNext(chunk -> read.add(chunk.remaining()))
                .then(Mono.just(Response.ok())));
    TestCall call = run(app).post("/").body(content.flux()).start();
    Await.until("content has come", () -> read.contains(10));

    call.cancel();

    Ended told = only();
    assertThat(told.outcome()).isEqualTo(Outcome.CLIENT_GONE);
    assertThat(told.stage()).isEqualTo(Stage.BODY);
    assertThat(told.received()).isEqualTo(10);
  }

  @Test
  void deadline_is_told_with_the_stage_in_which_it_passed() {
    TestSource<ByteBuffer> content = TestSource.create();
    App app = observed()
        .get("/handler", request -> Mono.never())
        .post("/body", request -> request.text().map(Response::text))
        .get(
            "/write",
            request -> Response.ndjson(Flux.just(1).concatWith(Flux.never())),
            deadline(SECOND.multipliedBy(30)));
    TestClient client = run(app).virtualTime().lenient();
    TestCall handler = client.get("/handler").start();
    TestCall body = client.post("/body").body(content.flux()).start();
    TestStream write = client.get("/write").stream().expectNext(1);
    content.expectSubscribed();

    client.advance(SECOND.multipliedBy(30));

    handler.response().expectProblem(503);
    body.response().expectProblem(408);
    write.expectBroken();
    Await.until("three have ended", () -> ended.size() == 3);
    assertThat(ended).allMatch(told -> told.outcome() == Outcome.DEADLINE);
    assertThat(ended)
        .extracting(told -> told.path() + " " + told.stage() + " " + told.status())
        .containsExactlyInAnyOrder("/handler HANDLER 503", "/body BODY 408", "/write WRITE 200");
  }

  @Test
  void request_that_waited_in_line_until_its_deadline_is_told_so() {
    App app = observed()
        .get("/first", request -> Mono.never(), deadline(SECOND.multipliedBy(60)))
        .get("/second", request -> Response.text("never begun"));
    TestClient client = run(app)
        .virtualTime()
        .limits(limits -> limits.withAdmission(
            admission -> admission.withMaxInFlight(1).withMaxQueueTime(SECOND.multipliedBy(100))));
    TestCall first = client.get("/first").start();
    TestCall second = client.get("/second").start();

    client.advance(SECOND.multipliedBy(30));

    second.response().expectProblem(503, "The request was not begun within 30000 ms.");
    Ended told = only();
    assertThat(told.path()).isEqualTo("/second");
    assertThat(told.outcome()).isEqualTo(Outcome.DEADLINE);
    assertThat(told.stage()).isEqualTo(Stage.QUEUE);
    first.cancel();
  }

  @Test
  void request_that_found_no_place_is_told_as_refused_in_line() {
    App app = observed()
        .get("/first", request -> Mono.never())
        .get("/second", request -> Response.text("never begun"));
    TestClient client = run(app)
        .limits(limits ->
            limits.withAdmission(admission -> admission.withMaxInFlight(1).withMaxQueued(0)));
    TestCall first = client.get("/first").start();
    first.expectNotAnswered();

    client.get("/second").send().expectProblem(503);

    Ended told = only();
    assertThat(told.status()).isEqualTo(503);
    assertThat(told.outcome()).isEqualTo(Outcome.OVERLOADED);
    assertThat(told.stage()).isEqualTo(Stage.QUEUE);
    first.cancel();
  }

  @Test
  void response_that_broke_off_is_told_with_its_cause() {
    App app = observed()
        .get(
            "/",
            request -> Response.ndjson(
                Flux.just(1).concatWith(Flux.error(new IllegalStateException("broken")))));

    run(app).get("/").stream().expectNext(1).expectBroken();

    Ended told = only();
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(told.stage()).isEqualTo(Stage.WRITE);
    assertThat(told.failure()).get().hasToString("java.lang.IllegalStateException: broken");
  }

  @Test
  void content_is_counted_in_both_directions_be_it_whole_or_streamed() {
    App app = observed().post("/", request -> Response.chunks(request.chunks()));

    run(app)
        .post("/")
        .body(Flux.range(0, 10).map(i -> ByteBuffer.allocate(1000)))
        .send()
        .expectStatus(200);

    Ended told = only();
    assertThat(told.received()).isEqualTo(10_000);
    assertThat(told.sent()).isEqualTo(10_000);
  }

  @Test
  void large_content_and_that_of_head_are_counted_as_sent() {
    App app = observed().get("/", request -> Response.bytes(new byte[200_000]));
    TestClient client = run(app);

    client.get("/").send().expectStatus(200);
    client.head("/").send().expectStatus(200);

    Await.until("both have ended", () -> ended.size() == 2);
    assertThat(ended)
        .extracting(told -> told.method() + " " + told.sent())
        .containsExactlyInAnyOrder("GET 200000", "HEAD 0");
  }

  @Test
  void observer_that_fails_harms_neither_the_request_nor_other_observers() {
    App app = App.create()
        .observe(new Observer() {
          @Override
          public void onEnd(Ended request) {
            throw new IllegalStateException("observer broken");
          }
        })
        .observe(noting())
        .get("/", request -> Response.text("fine"));

    try (Log log = Log.capture()) {
      TestClient client = run(app);
      for (int i = 0; i < 3; i++) {
        client.get("/").send().expectBody("fine");
      }
      Await.until("all have ended", () -> ended.size() == 3);
      assertThat(log.text().lines().filter(line -> line.contains("ERROR"))).hasSize(1);
      assertThat(log.text()).contains("observer broken");
    }
  }

  @Test
  void only_the_outermost_app_tells_its_observers() {
    App app = App.create()
        .mount("/inner", observed().get("/", request -> Response.text("x")))
        .observe(noting());

    run(app).get("/inner").send().expectBody("x");

    assertThat(only().pattern()).contains("/inner");
  }

  @Test
  void access_log_has_a_line_for_each_request() {
    App app = App.create()
        .observe(AccessLog.create())
        .get("/users/{id}", request -> Response.text("Ada"))
        .get("/fails", request -> Mono.error(new IllegalStateException("secret")));

    try (Log log = Log.capture()) {
      TestClient client = run(app);
      client.get("/users/5?token=secret").send().expectBody("Ada");
      client.get("/fails").send().expectProblem(500);
      Await.until("both are logged", () -> accessLines(log).size() == 2);
      assertThat(accessLines(log).get(0))
          .matches("method=GET path=/users/5 route=/users/\\{id} status=200 outcome=completed"
              + " stage=write ms=\\d+\\.\\d{3} first_ms=\\d+\\.\\d{3} in=0 out=3"
              + " protocol=(\"in memory\"|HTTP/\\S+) peer=(in-memory|127\\.0\\.0\\.1)"
              + " trace=[0-9a-f]{32}");
      assertThat(accessLines(log).get(1))
          .contains(" status=500 ", " error=java.lang.IllegalStateException");
      assertThat(accessLines(log)).noneMatch(line -> line.contains("secret"));
    }
  }

  @Test
  void client_that_leaves_is_in_the_access_log_and_nowhere_else() {
    TestSource<Response> pending = TestSource.create();
    App app = App.create()
        .observe(AccessLog.create())
        .get("/", request -> pending.flux())
        .get("/stream", request -> Response.ndjson(Flux.just(1).concatWith(Flux.never())));

    try (Log log = Log.capture()) {
      TestClient client = run(app);
      TestCall call = client.get("/").start();
      pending.expectSubscribed();
      call.cancel().expectCancelled();
      client.get("/stream").stream().expectNext(1).cancel().expectCancelled();
      Await.until("both are logged", () -> accessLines(log).size() == 2);
      assertThat(accessLines(log).get(0)).contains("status=499 outcome=client_gone stage=handler");
      assertThat(accessLines(log).get(1)).contains("status=499 outcome=client_gone stage=write");
      assertThat(log.text().lines()).hasSize(2);
    }
  }

  @Test
  void what_a_client_sends_cannot_forge_a_line_of_the_access_log() {
    App app = App.create().observe(AccessLog.create());

    try (Log log = Log.capture()) {
      run(app).get("/a=b%0Ax\"status=200").send().expectStatus(404);
      Await.until("it is logged", () -> accessLines(log).size() == 1);
      assertThat(accessLines(log).get(0))
          .contains("path=\"/a=b%0Ax\\\"status=200\" route=- status=404");
    }
  }

  private static List<String> accessLines(Log log) {
    return log.text()
        .lines()
        .filter(line -> line.contains("io.molt.web.access"))
        .map(line -> line.substring(line.indexOf(" - ") + 3))
        .toList();
  }
}
