package io.molt.docs;

import static io.molt.web.RouteOption.onDrain;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.Health;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ShutdownSnippetsTest {
  private record Order(String id) {}

  private final AtomicReference<String> mailed = new AtomicReference<>();

  private Mono<Void> mail(Order order) {
    return Mono.fromRunnable(() -> mailed.set(order.id()));
  }

  @Test
  void a_server_is_told_how_to_stop() {
    App app = App.create();
    ServerOptions free = ServerOptions.defaults().withHost("127.0.0.1").withPort(0);
    // snippet: shutdown-options
    ServerOptions options = ServerOptions.defaults()
        .withShutdown(shutdown ->
            shutdown.withReadinessWait(Duration.ofSeconds(5)).withGrace(Duration.ofSeconds(20)));
    // end
    assertThat(options.shutdown().readinessWait()).isEqualTo(Duration.ofSeconds(5));
    Server server = app.listen(free);
    // snippet: shutdown-stop
    server.stop();
    // end
    assertThat(server.onStop().toFuture()).isCompleted();
  }

  @Test
  void probes_are_answered() {
    // snippet: shutdown-health
    App app = App.create().get("/ready", Health.readiness()).get("/live", Health.liveness());
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/ready").send().expectStatus(200);
      client.drain();
      client.get("/ready").send().expectStatus(503);
      client.get("/live").send().expectStatus(200);
    }
  }

  @Test
  void streams_end_by_the_policy_of_their_route() {
    TestSource<String> ticks = TestSource.create();
    TestSource<String> rows = TestSource.create();
    TestSource<ByteBuffer> dump = TestSource.create();
    // snippet: shutdown-policies
    App app = App.create()
        .get(
            "/ticks",
            request -> Response.sse(ticks.flux()),
            onDrain(DrainPolicy.completeWith(ServerSentEvent.retryAfter(Duration.ofSeconds(1)))))
        .get("/rows", request -> Response.ndjson(rows.flux()), onDrain(DrainPolicy.complete()))
        .get(
            "/dump",
            request -> Response.chunks(dump.flux()),
            onDrain(DrainPolicy.abortAfter(Duration.ofSeconds(10))));
    // end
    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestStream first = client.get("/ticks").stream();
      TestStream second = client.get("/rows").stream();
      TestStream third = client.get("/dump").stream();
      client.drain();
      assertThat(first.nextEvent().retry()).isEqualTo(Duration.ofSeconds(1));
      first.expectComplete();
      second.expectComplete();
      client.advance(Duration.ofSeconds(10));
      third.expectBroken().expectOutcome(Outcome.DRAINED);
    }
  }

  @Test
  void a_handler_ends_its_stream_itself() {
    TestSource<Integer> numbers = TestSource.create();
    // snippet: shutdown-draining
    App app = App.create()
        .get(
            "/numbers",
            request -> Response.ndjson(Flux.concat(
                numbers.flux().takeUntilOther(request.context().draining()), Mono.just(-1))));
    // end
    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/numbers").stream().request(2);
      numbers.next(7);
      client.drain();
      stream.expectNext(7, -1).expectComplete();
    }
  }

  @Test
  void work_is_spawned() {
    // snippet: shutdown-spawn
    App app = App.create().post("/orders", request -> {
      Order order = new Order("o-7");
      request.context().spawn(mail(order));
      return Response.created("/orders/" + order.id());
    });
    // end
    try (TestClient client = TestClient.of(app)) {
      client.post("/orders").send().expectStatus(201);
      client.expectDrained();
    }
    assertThat(mailed).hasValue("o-7");
  }

  @Test
  void work_is_shielded() {
    TestSource<String> transfer = TestSource.create();
    // snippet: shutdown-shield
    App app = App.create()
        .post(
            "/transfers",
            request -> request.context().shield(transfer.flux().next()).map(Response::text));
    // end
    try (TestClient client = TestClient.of(app)) {
      TestCall call = client.post("/transfers").start();
      transfer.expectSubscribed();
      call.cancel().expectCancelled();
      transfer.expectNotCancelled().next("done");
      client.expectDrained();
    }
  }

  @Test
  void a_test_sees_that_a_service_drains() {
    TestSource<String> ticks = TestSource.create();
    App app = App.create().get("/ticks", request -> Response.sse(ticks.flux()));
    // snippet: shutdown-test
    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/ticks").stream().request(1);
      ticks.next("tick");
      client.drain();
      stream.expectNext("tick").expectComplete();
      ticks.expectCancelled();
      client.expectDrained();
    }
    // end
  }
}
