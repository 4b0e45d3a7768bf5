package io.molt.docs;

import static io.molt.web.RouteOption.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.AccessLog;
import io.molt.web.http.Ended;
import io.molt.web.http.Middleware;
import io.molt.web.http.Observer;
import io.molt.web.http.Outcome;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

class ContextSnippetsTest {
  private static final Logger LOG = LoggerFactory.getLogger(ContextSnippetsTest.class);
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private record User(String name) {}

  @Test
  void code_deep_in_a_service_finds_the_context() {
    App app =
        App.create().get("/users/{id}", request -> load(request.path("id")).map(Response::json));
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/users/1")
          .header("traceparent", TRACE)
          .send()
          .expectJson("/name", "1 for 0af7651916cd43dd8448eb211c80319c");
    }
  }

  // snippet: context-current
  private static Mono<User> load(String id) {
    return RequestContext.current().map(context -> new User(id + " for " + context.traceId()));
  }

  // end

  @Test
  void a_deadline_cancels_and_answers() {
    TestSource<User> slow = TestSource.create();
    // snippet: context-deadline
    App app = App.create()
        .get(
            "/report",
            request -> slow.flux().next().map(Response::json),
            deadline(Duration.ofSeconds(2)));

    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestCall call = client.get("/report").start().expectNotAnswered();
      client.advance(Duration.ofSeconds(2));
      call.response().expectProblem(503, "The answer was not ready within 2000 ms.");
      slow.expectCancelled();
    }
    // end
  }

  @Test
  void what_is_left_of_the_deadline_is_known() {
    // snippet: context-remaining
    App app = App.create()
        .get(
            "/left",
            request -> Mono.delay(Duration.ofSeconds(1), request.scheduler())
                .map(tick -> request.context().remaining().orElse(Duration.ZERO))
                .map(left -> Response.text("left: " + left)),
            deadline(Duration.ofSeconds(3)));
    // end
    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestCall call = client.get("/left").start();
      client.advance(Duration.ofSeconds(1));
      call.response().expectBody("left: PT2S");
    }
  }

  @Test
  void a_client_that_goes_away_cancels_the_source() {
    // snippet: context-cancel
    TestSource<Integer> ticks = TestSource.create();
    App app = App.create().get("/ticks", request -> Response.ndjson(ticks.flux()));

    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/ticks").stream().request(1);
      ticks.next(1);
      stream.expectNext(1).cancel();
      ticks.expectCancelled();
      stream.expectOutcome(Outcome.CLIENT_GONE);
    }
    // end
  }

  @Test
  void an_observer_is_told_how_it_ended() {
    Map<Outcome, Integer> counts = new ConcurrentHashMap<>();
    // snippet: context-ended
    Middleware count = (request, next) -> {
      request.context().ended().subscribe(outcome -> counts.merge(outcome, 1, Integer::sum));
      return next.handle(request);
    };
    // end
    TestSource<String> source = TestSource.create();
    App app = App.create()
        .use(count)
        .get("/ok", request -> Response.ok())
        .get("/stream", request -> Response.ndjson(source.flux()));
    try (TestClient client = TestClient.of(app)) {
      client.get("/ok").send().expectOutcome(Outcome.COMPLETED);
      client.get("/stream").stream().cancel().expectOutcome(Outcome.CLIENT_GONE);
    }
    assertThat(counts).containsEntry(Outcome.COMPLETED, 1).containsEntry(Outcome.CLIENT_GONE, 1);
  }

  @Test
  void observers_are_told_of_every_request() {
    // snippet: observer
    Observer slow = new Observer() {
      @Override
      public void onEnd(Ended request) {
        if (request.duration().toSeconds() >= 1) {
          LOG.info("{} {} took {}", request.method(), request.path(), request.duration());
        }
      }
    };
    App app = App.create()
        .observe(AccessLog.create())
        .observe(slow)
        .get("/ping", request -> Response.text("pong"));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/ping").send().expectBody("pong").expectOutcome(Outcome.COMPLETED);
    }
  }

  @Test
  void work_of_ones_own_stops_with_the_request() {
    TestSource<Long> work = TestSource.create();
    // snippet: context-cancelled
    App app = App.create().post("/jobs", request -> {
      work.flux()
          .takeUntilOther(request.context().cancelled())
          .subscribe(done -> LOG.info("step {}", done));
      return Mono.<Response>never();
    });
    // end
    try (TestClient client = TestClient.of(app)) {
      TestCall call = client.post("/jobs").start();
      work.expectSubscribed();
      call.cancel().expectCancelled();
      work.expectCancelled();
    }
  }
}
