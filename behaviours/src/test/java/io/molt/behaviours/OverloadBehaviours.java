package io.molt.behaviours;

import static io.molt.web.RouteOption.alwaysAdmitted;
import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxInFlight;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.Health;
import io.molt.web.RouteOption;
import io.molt.web.http.AdmissionLimits;
import io.molt.web.http.ConcurrencyLimit;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Middleware;
import io.molt.web.http.Outcome;
import io.molt.web.http.OverloadedException;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What becomes of requests when there are more of them than the service takes on at a time. */
class OverloadBehaviours extends Behaviours {
  private static final UnaryOperator<AdmissionLimits> ONE_AT_A_TIME =
      limits -> limits.withMaxInFlight(1).withMaxQueued(1);

  /** Work that ends when the test says so, in the order in which it began. */
  private static final class Works implements Handler {
    private final BlockingQueue<Sinks.One<Response>> begun = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Mono<Response> handle(Request request) {
      return Mono.defer(() -> {
        Sinks.One<Response> end = Sinks.one();
        count.incrementAndGet();
        begun.add(end);
        return end.asMono();
      });
    }

    void finish(String text) throws InterruptedException {
      Sinks.One<Response> first = begun.poll(10, TimeUnit.SECONDS);
      assertThat(first).as("work under way").isNotNull();
      first.tryEmitValue(Response.text(text)).orThrow();
    }

    int count() {
      return count.get();
    }
  }

  private final Works works = new Works();

  private TestClient run(UnaryOperator<AdmissionLimits> limits, RouteOption... options) {
    return run(limits, App.create().get("/work", works, options));
  }

  private TestClient run(UnaryOperator<AdmissionLimits> limits, App app) {
    // Where time is virtual, a request has got as far as it gets before the next one starts.
    return run(app).virtualTime().limits(all -> all.withAdmission(limits));
  }

  private void awaitWorks(int count) {
    Await.until("work under way: " + count, () -> works.count() == count);
  }

  @Test
  void request_that_finds_no_place_waits_until_there_is_one() throws InterruptedException {
    TestClient client = run(ONE_AT_A_TIME);
    TestCall first = client.get("/work").start();
    awaitWorks(1);
    TestCall second = client.get("/work").start().expectNotAnswered();
    assertThat(works.count()).isEqualTo(1);

    works.finish("one");
    first.response().expectBody("one");
    works.finish("two");
    second.response().expectBody("two");
  }

  @Test
  void request_that_finds_the_line_full_is_refused_at_once() throws InterruptedException {
    TestClient client = run(ONE_AT_A_TIME);
    List<TestCall> taken = take(client, 2);

    client
        .get("/work")
        .send()
        .expectProblem(503, "There is too much to do at the moment.")
        .expectHeader("retry-after", "1");

    assertThat(works.count()).isEqualTo(1);
    finish(taken);
  }

  @Test
  void refused_request_ended_as_overloaded() throws InterruptedException {
    Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    Middleware noting = (request, next) -> {
      request.context().ended().subscribe(outcomes::add);
      return next.handle(request);
    };
    TestClient client = run(ONE_AT_A_TIME, App.create().use(noting).get("/work", works));
    List<TestCall> taken = take(client, 2);

    client.get("/work").send().expectStatus(503);

    Await.until("the end of the refused one", () -> !outcomes.isEmpty());
    assertThat(outcomes).containsExactly(Outcome.OVERLOADED);
    finish(taken);
  }

  @Test
  void content_of_a_refused_request_is_not_read() throws InterruptedException {
    AtomicInteger read = new AtomicInteger();
    App app = App.create()
        .get("/work", works)
        .post(
            "/work",
            request -> request
                .chunks()
                .doOnNext(chunk -> read.incrementAndGet())
                .then(Mono.just(Response.ok())));
    TestClient client = run(ONE_AT_A_TIME, app);
    List<TestCall> taken = take(client, 2);

    client.post("/work").text("content").send().expectStatus(503);

    assertThat(read).hasValue(0);
    finish(taken);
  }

  @Test
  void wait_in_line_is_limited() {
    App app = App.create().get("/work", request -> Mono.never(), deadline(Duration.ofHours(1)));
    TestClient client =
        run(limits -> limits.withMaxInFlight(1).withMaxQueueTime(Duration.ofSeconds(3)), app);
    TestCall first = client.get("/work").start();
    TestCall second = client.get("/work").start();

    client.advance(Duration.ofMillis(2999));
    second.expectNotAnswered();
    client.advance(Duration.ofMillis(1));

    second.response().expectProblem(503).expectHeader("retry-after", "3");
    first.cancel();
  }

  @Test
  void once_somebody_waited_in_vain_one_waits_and_the_others_are_refused_at_once() {
    App app = App.create().get("/work", request -> Mono.never(), deadline(Duration.ofHours(1)));
    TestClient client = run(limits -> limits.withMaxInFlight(1), app);
    TestCall first = client.get("/work").start();
    TestCall second = client.get("/work").start();
    client.advance(Duration.ofSeconds(1));
    second.response().expectStatus(503);

    TestCall third = client.get("/work").start().expectNotAnswered();
    client.get("/work").send().expectStatus(503);

    third.cancel();
    first.cancel();
  }

  @Test
  void deadline_counts_in_line_too() {
    Handler never = request -> Mono.never();
    App app = App.create()
        .get("/work", never, deadline(Duration.ofHours(1)))
        .get("/urgent", never, deadline(Duration.ofSeconds(2)));
    TestClient client =
        run(limits -> limits.withMaxInFlight(1).withMaxQueueTime(Duration.ofMinutes(1)), app);
    TestCall first = client.get("/work").start();
    TestCall urgent = client.get("/urgent").start();

    client.advance(Duration.ofMillis(1999));
    urgent.expectNotAnswered();
    client.advance(Duration.ofMillis(1));

    urgent.response().expectStatus(503);
    first.cancel();
  }

  @Test
  void client_that_goes_away_leaves_the_line() throws InterruptedException {
    TestClient client = run(ONE_AT_A_TIME);
    List<TestCall> taken = take(client, 2);

    taken.get(1).cancel().expectCancelled();
    TestCall next = client.get("/work").start().expectNotAnswered();

    works.finish("one");
    taken.get(0).response().expectBody("one");
    works.finish("next");
    next.response().expectBody("next");
    assertThat(works.count()).isEqualTo(2);
  }

  @Test
  void client_that_goes_away_makes_room() throws InterruptedException {
    TestClient client = run(ONE_AT_A_TIME);
    List<TestCall> taken = take(client, 2);

    taken.get(0).cancel().expectCancelled();

    awaitWorks(2);
    works.finish("of nobody");
    works.finish("two");
    taken.get(1).response().expectBody("two");
  }

  @Test
  void failure_makes_room() {
    Sinks.One<Response> end = Sinks.one();
    App app = App.create()
        .get("/fails", request -> end.asMono())
        .get("/work", request -> Mono.fromSupplier(() -> Response.text("done")));
    TestClient client = run(ONE_AT_A_TIME, app);
    TestCall failing = client.get("/fails").start();
    TestCall waiting = client.get("/work").start().expectNotAnswered();

    end.tryEmitError(HttpException.conflict("No.")).orThrow();

    failing.response().expectProblem(409);
    waiting.response().expectBody("done");
  }

  @Test
  void requests_in_line_are_served_in_their_order() throws InterruptedException {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    App app = App.create().get("/work/{n}", request -> {
      served.add(request.path("n"));
      return works.handle(request);
    });
    TestClient client = run(limits -> limits.withMaxInFlight(1), app);
    List<TestCall> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(client.get("/work/" + i).start().expectNotAnswered());
    }

    for (TestCall call : calls) {
      works.finish("done");
      call.response().expectBody("done");
    }

    assertThat(served).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void answer_at_hand_needs_no_place_but_waits_behind_those_in_line() throws InterruptedException {
    App app = App.create().get("/work", works).get("/hello", request -> Response.text("hello"));
    TestClient client = run(limits -> limits.withMaxInFlight(1).withMaxQueued(2), app);
    client.get("/hello").send().expectBody("hello");
    List<TestCall> taken = take(client, 2);

    TestCall hello = client.get("/hello").start().expectNotAnswered();
    finish(taken);

    hello.response().expectBody("hello");
  }

  @Test
  void thousands_that_are_answered_at_once_leave_the_line_without_exhausting_the_stack()
      throws InterruptedException {
    App app = App.create().get("/work", works).get("/hello", request -> Response.text("hello"));
    TestClient client = run(
        limits ->
            limits.withMaxInFlight(1).withMaxQueued(5000).withMaxQueueTime(Duration.ofMinutes(1)),
        app);
    TestCall first = client.get("/work").start();
    awaitWorks(1);
    List<TestCall> waiting = new ArrayList<>();
    int count = isLive() ? 200 : 2000;
    for (int i = 0; i < count; i++) {
      waiting.add(client.get("/hello").start());
    }

    works.finish("one");

    first.response().expectBody("one");
    waiting.forEach(call -> call.response().expectBody("hello"));
  }

  @Test
  void stream_gives_its_place_back_with_its_head() {
    Sinks.Many<ByteBuffer> content = Sinks.many().unicast().onBackpressureBuffer();
    App app = App.create()
        .get("/stream", request -> Mono.fromSupplier(() -> Response.chunks(content.asFlux())))
        .get("/work", request -> Mono.fromSupplier(() -> Response.text("done")));
    TestClient client = run(ONE_AT_A_TIME, app);
    TestStream stream = client.get("/stream").stream();

    client.get("/work").send().expectBody("done");

    content.tryEmitNext(ByteBuffer.wrap("end".getBytes(StandardCharsets.UTF_8))).orThrow();
    content.tryEmitComplete().orThrow();
    stream.expectText("end").expectComplete();
  }

  @Test
  void health_checks_are_answered_however_much_there_is_to_do() throws InterruptedException {
    App app = App.create()
        .get("/work", works)
        .get("/ready", Health.readiness())
        .get("/live", Health.liveness());
    TestClient client = run(ONE_AT_A_TIME, app);
    List<TestCall> taken = take(client, 2);

    client.get("/ready").send().expectStatus(200);
    client.get("/live").send().expectStatus(200);

    finish(taken);
  }

  @Test
  void what_is_always_admitted_neither_waits_nor_counts() throws InterruptedException {
    Handler slow = request -> Mono.fromSupplier(() -> Response.text("fine"));
    App app = App.create()
        .get("/work", works)
        .get("/health", slow, alwaysAdmitted())
        .group("/ops", ops -> ops.get("/ready", slow), alwaysAdmitted(), maxInFlight(1));
    TestClient client = run(ONE_AT_A_TIME, app);
    List<TestCall> taken = take(client, 2);

    client.get("/health").send().expectBody("fine");
    client.get("/ops/ready").send().expectBody("fine");

    client.get("/work").send().expectStatus(503);
    finish(taken);
  }

  @Test
  void no_route_is_told_at_once_whatever_there_is_to_do() throws InterruptedException {
    TestClient client = run(ONE_AT_A_TIME);
    List<TestCall> taken = take(client, 2);

    client.get("/nowhere").send().expectStatus(404);
    client.delete("/work").send().expectStatus(405);

    finish(taken);
  }

  @Test
  void route_may_have_a_limit_of_its_own() throws InterruptedException {
    App app = App.create()
        .get("/work", works, maxInFlight(1, 0))
        .get("/other", request -> Mono.fromSupplier(() -> Response.text("other")));
    TestClient client = run(UnaryOperator.identity(), app);
    TestCall first = client.get("/work").start();
    awaitWorks(1);

    client.get("/work").send().expectProblem(503);
    client.get("/other").send().expectBody("other");

    works.finish("one");
    first.response().expectBody("one");
    TestCall second = client.get("/work").start();
    works.finish("two");
    second.response().expectBody("two");
  }

  @Test
  void routes_of_a_group_share_its_limit_and_others_have_their_own() throws InterruptedException {
    RouteOption shared = maxInFlight(1, 0);
    App app = App.create()
        .group("/a", group -> group.get("/1", works).get("/2", works), maxInFlight(1, 0))
        .get("/b", works, shared)
        .get("/c", works, shared);
    TestClient client = run(UnaryOperator.identity(), app);
    TestCall a = client.get("/a/1").start();
    awaitWorks(1);
    client.get("/a/2").send().expectStatus(503);
    TestCall b = client.get("/b").start();
    awaitWorks(2);
    client.get("/c").send().expectStatus(503);

    works.finish("a");
    a.response().expectBody("a");
    works.finish("b");
    b.response().expectBody("b");
  }

  @Test
  void limit_of_a_route_counts_a_stream_until_its_end() {
    Sinks.Many<ByteBuffer> content = Sinks.many().replay().all();
    App app = App.create()
        .get("/stream", request -> Response.chunks(content.asFlux()), maxInFlight(1, 0));
    TestClient client = run(UnaryOperator.identity(), app);
    TestStream stream = client.get("/stream").stream();

    client.get("/stream").send().expectStatus(503);

    content.tryEmitComplete().orThrow();
    stream.expectComplete().expectOutcome(Outcome.COMPLETED);
    client.get("/stream").send().expectStatus(200);
  }

  @Test
  void client_that_leaves_a_stream_makes_room_in_the_limit_of_its_route() {
    App app =
        App.create().get("/stream", request -> Response.chunks(Flux.never()), maxInFlight(1, 0));
    TestClient client = run(UnaryOperator.identity(), app);

    for (int i = 0; i < 3; i++) {
      client.get("/stream").stream().cancel().expectOutcome(Outcome.CLIENT_GONE);
    }
  }

  @Test
  void waiting_for_a_route_takes_no_place_of_the_service() throws InterruptedException {
    App app = App.create()
        .get("/slow", works, maxInFlight(1, 5))
        .get("/other", request -> Mono.fromSupplier(() -> Response.text("other")));
    TestClient client = run(limits -> limits.withMaxInFlight(2).withMaxQueued(0), app);
    TestCall first = client.get("/slow").start();
    awaitWorks(1);
    TestCall second = client.get("/slow").start().expectNotAnswered();

    client.get("/other").send().expectBody("other");

    works.finish("one");
    first.response().expectBody("one");
    works.finish("two");
    second.response().expectBody("two");
  }

  @Test
  void limits_may_be_switched_off() throws InterruptedException {
    TestClient client = run(limits -> limits.withMaxInFlight(0).withMaxQueued(0));
    List<TestCall> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(client.get("/work").start());
    }
    awaitWorks(20);

    for (TestCall call : calls) {
      works.finish("done");
    }
    calls.forEach(call -> call.response().expectBody("done"));
  }

  @Test
  void app_may_answer_refused_requests_its_own_way() throws InterruptedException {
    App app = App.create()
        .error(
            OverloadedException.class,
            (error, request) -> error.response().withHeader("retry-after", "9"))
        .get("/work", works);
    TestClient client = run(ONE_AT_A_TIME, app);
    List<TestCall> taken = take(client, 2);

    client.get("/work").send().expectStatus(503).expectHeader("retry-after", "9");

    finish(taken);
  }

  @Test
  void number_in_flight_may_follow_what_a_limit_of_its_own_finds_out() throws InterruptedException {
    AtomicInteger current = new AtomicInteger(1);
    Queue<Boolean> samples = new ConcurrentLinkedQueue<>();
    ConcurrencyLimit adaptive = new ConcurrencyLimit() {
      @Override
      public int current() {
        return current.get();
      }

      @Override
      public void sample(long began, long nanos, int inFlight, boolean dropped) {
        samples.add(dropped);
      }
    };
    TestClient client = run(limits -> limits.withMaxQueued(0).withAdaptive(() -> adaptive));
    TestCall first = client.get("/work").start();
    awaitWorks(1);
    client.get("/work").send().expectStatus(503);
    current.set(2);
    TestCall second = client.get("/work").start();
    awaitWorks(2);

    second.cancel().expectCancelled();
    works.finish("one");
    first.response().expectBody("one");

    assertThat(samples)
        .as("the one that was answered; that client has gone")
        .containsExactly(false);
  }

  @Test
  void work_that_ran_into_its_deadline_is_a_drop_for_the_adaptive_limit() {
    Queue<Boolean> samples = new ConcurrentLinkedQueue<>();
    ConcurrencyLimit adaptive = new ConcurrencyLimit() {
      @Override
      public int current() {
        return 1;
      }

      @Override
      public void sample(long began, long nanos, int inFlight, boolean dropped) {
        samples.add(dropped);
      }
    };
    App app = App.create().get("/work", request -> Mono.never(), deadline(Duration.ofSeconds(1)));
    TestClient client = run(limits -> limits.withAdaptive(() -> adaptive), app);
    TestCall call = client.get("/work").start();

    client.advance(Duration.ofSeconds(1));

    call.response().expectStatus(503);
    assertThat(samples).containsExactly(true);
  }

  /** Sends as many requests, of which the first is worked on and the others wait. */
  private List<TestCall> take(TestClient client, int count) {
    List<TestCall> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(client.get("/work").start().expectNotAnswered());
    }
    awaitWorks(1);
    return calls;
  }

  private void finish(List<TestCall> calls) throws InterruptedException {
    for (TestCall call : calls) {
      works.finish("done");
      call.response().expectBody("done");
    }
  }
}
