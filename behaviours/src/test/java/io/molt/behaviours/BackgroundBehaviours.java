package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Work that outlives the request it comes from. */
class BackgroundBehaviours extends Behaviours {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final TestSource<String> work = TestSource.create();

  @Test
  void work_goes_on_after_the_response() {
    TestClient client = run(spawning());

    client.post("/orders").send().expectStatus(202);

    work.expectSubscribed().expectNotCancelled();
    work.next("mail").complete();
    client.expectDrained();
  }

  @Test
  void work_goes_on_when_the_client_goes_away() {
    App app = App.create().post("/", request -> {
      request.context().spawn(work.flux());
      return Mono.never();
    });
    TestClient client = run(app);
    TestCall call = client.post("/").start();
    work.expectSubscribed();

    call.cancel().expectCancelled();

    work.expectNotCancelled().complete();
    client.expectDrained();
  }

  @Test
  void work_knows_the_trace_and_the_route_of_its_request() {
    AtomicReference<String> found = new AtomicReference<>();
    App app = App.create().post("/orders/{id}", request -> {
      request
          .context()
          .spawn(RequestContext.current()
              .doOnNext(context ->
                  found.set(context.traceId() + " " + context.pattern().orElse(""))));
      return Response.status(202);
    });
    TestClient client = run(app);

    client
        .post("/orders/7")
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .send()
        .expectStatus(202);

    client.expectDrained();
    assertThat(found).hasValue(TRACE + " /orders/{id}");
  }

  @Test
  void work_that_takes_too_long_is_cancelled_and_told_once() {
    TestClient client = run(spawning()).virtualTime();
    client.post("/orders").send().expectStatus(202);
    work.expectSubscribed();

    try (Log log = Log.capture()) {
      client.advance(Duration.ofSeconds(29));
      work.expectNotCancelled();
      client.advance(Duration.ofSeconds(1));
      work.expectCancelled();
      client.expectDrained();
      assertThat(log.text())
          .containsOnlyOnce("background work of /orders was not done within 30000 ms");
    }
  }

  @Test
  void work_has_a_lifetime_of_its_own() {
    TestClient client = run(App.create().post("/", request -> {
          request.context().spawn(work.flux(), Duration.ofHours(2));
          return Response.status(202);
        }))
        .virtualTime();
    client.post("/").send();

    client.advance(Duration.ofMinutes(119));
    work.expectNotCancelled();
    client.advance(Duration.ofMinutes(1));
    work.expectCancelled();
  }

  @Test
  void failure_of_work_is_told_once_with_its_route_and_does_not_touch_the_response() {
    TestClient client = run(spawning());
    client.post("/orders").send().expectStatus(202);

    try (Log log = Log.capture()) {
      work.error(new IllegalStateException("mail server down"));
      client.expectDrained();
      assertThat(log.text())
          .containsOnlyOnce("background work of /orders failed")
          .containsOnlyOnce("IllegalStateException: mail server down");
    }
  }

  @Test
  void work_is_awaited_when_the_service_drains() {
    TestClient client = run(spawning());
    client.post("/orders").send().expectStatus(202);

    client.drain().timeout(Duration.ofMillis(200));
    work.expectNotCancelled();
    assertThatThrownBy(client::expectDrained)
        .hasMessage("background work: 1 under way (expected: done within 200 ms)");

    work.next("mail").complete();
    client.timeout(Duration.ofSeconds(5)).expectDrained();
  }

  @Test
  void work_that_is_left_at_the_end_is_cancelled() {
    TestClient client = run(spawning());
    client.post("/orders").send().expectStatus(202);
    work.expectSubscribed();

    client.close();

    work.expectCancelled();
  }

  @Test
  void shielded_work_runs_to_its_end_though_the_client_has_gone() {
    AtomicReference<String> written = new AtomicReference<>();
    App app = App.create()
        .post(
            "/",
            request -> request
                .context()
                .shield(work.flux().doOnNext(written::set).then())
                .thenReturn(Response.ok()));
    TestClient client = run(app);
    TestCall call = client.post("/").start();
    work.expectSubscribed();

    call.cancel().expectCancelled();
    work.expectNotCancelled().next("both accounts").complete();

    client.expectDrained();
    assertThat(written).hasValue("both accounts");
  }

  @Test
  void shielded_work_answers_who_still_waits() {
    App app = App.create()
        .get("/", request -> request.context().shield(Mono.just("done")).map(Response::text))
        .get("/none", request -> request.context().shield(Mono.<Response>empty()))
        .get(
            "/broken",
            request -> request
                .context()
                .shield(Mono.<Response>error(new IllegalStateException("broken"))));
    TestClient client = run(app);

    client.get("/").send().expectBody("done");
    client.get("/none").send().expectStatus(404);
    client.get("/broken").send().expectStatus(500);
  }

  private App spawning() {
    return App.create().post("/orders", request -> {
      request.context().spawn(work.flux());
      return Response.status(202);
    });
  }
}
