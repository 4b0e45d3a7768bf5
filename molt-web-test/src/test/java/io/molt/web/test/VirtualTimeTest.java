package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Tag("in-memory")
class VirtualTimeTest {
  private static final Handler TICKS =
      request -> Response.chunks(Flux.interval(Duration.ofSeconds(1), request.scheduler())
          .onBackpressureDrop()
          .map(tick -> "tick " + tick + " at " + request.context().clock().instant() + "\n")
          .map(line -> ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8))));

  private static final Handler SLOW = request ->
      Mono.delay(Duration.ofSeconds(20), request.scheduler()).thenReturn(Response.text("done"));

  @Test
  void stream_ticks_when_time_is_let_pass_and_not_before() {
    TestClient client = TestClient.of(TICKS).virtualTime();
    TestStream stream = client.get("/ticks").stream().request(10).expectNothing();

    client.advance(Duration.ofMillis(999));
    stream.expectNothing();
    client.advance(Duration.ofMillis(1));
    stream.expectText("tick 0 at 2026-01-01T00:00:01Z\n").expectNothing();
    client.advance(Duration.ofSeconds(2));
    stream
        .expectText("tick 1 at 2026-01-01T00:00:02Z\ntick 2 at 2026-01-01T00:00:03Z\n")
        .expectNothing()
        .cancel();
  }

  @Test
  void answer_comes_when_its_time_has_come() {
    TestClient client = TestClient.of(SLOW).virtualTime();
    TestCall call = client.get("/slow").start();

    client.advance(Duration.ofSeconds(19));
    call.expectNotAnswered();
    client.advance(Duration.ofSeconds(1));

    call.response().expectBody("done");
  }

  @Test
  void clock_starts_where_it_is_told_to() {
    Instant start = Instant.parse("2001-02-03T04:05:06Z");
    TestClient client = TestClient.of(
            request -> Response.text(request.context().clock().instant() + " "
                + Instant.ofEpochMilli(
                    request.scheduler().now(java.util.concurrent.TimeUnit.MILLISECONDS))))
        .virtualTime(start);

    client.advance(Duration.ofSeconds(4));

    assertThat(client.clock().instant()).isEqualTo(start.plusSeconds(4));
    client
        .get("/")
        .send()
        .expectBody("2001-02-03T04:05:10Z 2001-02-03T04:05:10Z")
        .expectHeader("date", "Sat, 03 Feb 2001 04:05:10 GMT");
  }

  @Test
  void timer_of_a_cancelled_request_is_gone() {
    TestSource<Long> source = TestSource.create();
    TestClient client = TestClient.of(
            request -> Mono.delay(Duration.ofSeconds(1), request.scheduler())
                .thenMany(source.flux())
                .then(Mono.just(Response.ok())))
        .virtualTime();

    client.get("/").start().cancel();
    client.advance(Duration.ofSeconds(2));

    assertThat(source.subscriptions()).isZero();
  }

  @Test
  void waiting_for_what_needs_virtual_time_says_so() {
    TestClient client = TestClient.of(SLOW).virtualTime().timeout(Duration.ofMillis(20));

    assertThatThrownBy(() -> client.get("/slow").send())
        .hasMessageContaining(
            "virtual time has not moved (expected: start() or stream(), then advance(..))");
  }

  @Test
  void advancing_real_time_is_refused() {
    TestClient client = TestClient.of(SLOW);

    assertThatThrownBy(() -> client.advance(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("advance: time is real (expected: virtualTime() first)");
  }

  @Test
  void virtual_time_is_refused_once_real_time_has_been_used() {
    TestClient client = TestClient.of(request -> Response.ok());
    client.get("/").send();

    assertThatThrownBy(client::virtualTime)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("virtualTime() after a request (expected: before the first)");
  }

  @Test
  void global_schedulers_keep_real_time() {
    TestClient client = TestClient.of(
            request -> Mono.delay(Duration.ofMillis(1)).thenReturn(Response.text("real")))
        .virtualTime();

    client.get("/").send().expectBody("real");
    assertThat(Schedulers.parallel().getClass().getName()).doesNotContain("Virtual");
  }

  @Test
  void tests_with_virtual_time_run_beside_each_other_undisturbed() throws Exception {
    int tests = 4;
    CyclicBarrier together = new CyclicBarrier(tests);
    ExecutorService threads = Executors.newFixedThreadPool(tests);
    try {
      List<Callable<String>> all = new ArrayList<>();
      for (int i = 1; i <= tests; i++) {
        int step = i;
        all.add(() -> run(step, together));
      }
      for (Future<String> one : threads.invokeAll(all)) {
        assertThat(one.get()).isEqualTo("undisturbed");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Advances in steps of its own size, in lockstep with the others, and sees only its own ticks. */
  private static String run(int step, CyclicBarrier together) throws Exception {
    TestClient client = TestClient.of(TICKS).virtualTime();
    TestStream stream = client.get("/ticks").stream().request(1_000);
    for (int round = 0; round < 20; round++) {
      together.await();
      client.advance(Duration.ofSeconds(step));
      for (int tick = 0; tick < step; tick++) {
        int number = round * step + tick;
        stream.expectText("tick " + number + " at "
            + Instant.parse("2026-01-01T00:00:00Z").plusSeconds(number + 1) + "\n");
      }
      stream.expectNothing();
    }
    stream.cancel();
    client.close();
    return "undisturbed";
  }
}
