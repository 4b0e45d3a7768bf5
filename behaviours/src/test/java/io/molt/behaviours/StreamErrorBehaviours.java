package io.molt.behaviours;

import static io.molt.web.RouteOption.problemAtEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Ended;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Observer;
import io.molt.web.http.Outcome;
import io.molt.web.http.Problem;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.http.Status;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Streams that fail when their head is out: broken off, or ended well by a problem where the route says so. */
class StreamErrorBehaviours extends Behaviours {
  private static final String NDJSON = "application/x-ndjson";
  private static final String EVENTS = "text/event-stream";

  static Stream<Handler> streams() {
    return Stream.of(
        request -> Response.sse(failing()),
        request -> Response.ndjson(failing()),
        request -> Response.stream(failing()),
        request -> Response.chunks(
            failing().map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
  }

  // Unless said otherwise

  @ParameterizedTest
  @MethodSource("streams")
  void stream_that_fails_breaks_off_so_that_its_client_knows(Handler handler) {
    try (Log log = Log.capture()) {
      answering(handler).get("/").stream()
          .expectStatus(200)
          .expectBroken()
          .expectOutcome(Outcome.FAILED);

      assertThat(log.text()).containsOnlyOnce("GET / broke off").contains("broken");
    }
  }

  @Test
  void array_that_fails_breaks_off_though_the_route_wants_a_problem() {
    answering(request -> Response.stream(failing()), problemAtEnd())
        .get("/")
        .accept("application/json")
        .stream()
        .expectBroken()
        .expectOutcome(Outcome.FAILED);
  }

  @Test
  void chunks_that_fail_break_off_though_the_route_wants_a_problem() {
    Flux<ByteBuffer> chunks = Flux.error(new IllegalStateException("broken"));

    answering(request -> Response.chunks(chunks), problemAtEnd()).get("/").stream()
        .expectBroken();
  }

  // By option

  @Test
  void events_that_fail_end_with_a_problem() {
    try (Log log = Log.capture()) {
      TestStream stream =
          answering(request -> Response.sse(failing()), problemAtEnd()).get("/").stream()
              .expectNext("a");

      ServerSentEvent last = stream.nextEvent();
      assertThat(last.event()).isEqualTo("problem");
      assertThat(last.id()).isNull();
      assertThat((String) last.data())
          .startsWith(
              "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,\"id\":\"")
          .doesNotContain("broken");
      stream.expectComplete().expectOutcome(Outcome.FAILED);
      String id = ((String) last.data()).replaceAll(".*\"id\":\"|\".*", "");
      assertThat(log.text()).containsOnlyOnce(id).contains("IllegalStateException: broken");
    }
  }

  @Test
  void lines_that_fail_end_with_a_problem() {
    HttpException error =
        new HttpException(Problem.of(Status.CONFLICT, "It has\nchanged.").with("row", 7));
    Flux<Integer> elements = Flux.just(1).concatWith(Mono.error(error));

    answering(request -> Response.ndjson(elements), problemAtEnd()).get("/").stream()
        .expectNext(1)
        .expectNext(Map.of(
            "type", "about:blank",
            "title", "Conflict",
            "status", 409,
            "detail", "It has\nchanged.",
            "row", 7))
        .expectComplete()
        .expectOutcome(Outcome.FAILED);
  }

  @Test
  void problem_comes_in_the_form_that_was_negotiated() {
    TestClient client = answering(request -> Response.stream(failing()), problemAtEnd());

    TestStream events = client.get("/").accept(EVENTS).stream().expectNext("a");
    assertThat(events.nextEvent().event()).isEqualTo("problem");
    events.expectComplete();
    TestStream lines = client.get("/").accept(NDJSON).stream().expectNext("a");
    assertThat(lines.nextElement()).contains("\"status\":500");
    lines.expectComplete();
  }

  @Test
  void error_handler_of_the_app_makes_the_problem() {
    App app = App.create()
        .error(
            IllegalStateException.class,
            (error, request) ->
                Mono.just(Response.problem(Problem.of(Status.of(503), "Come back."))))
        .get("/", request -> Response.ndjson(failing()), problemAtEnd());

    TestStream stream = run(app).get("/").stream().expectNext("a");

    assertThat(stream.nextElement())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":\"Come back.\"}");
    stream.expectComplete();
  }

  @Test
  void of_an_error_handler_that_answers_in_another_form_the_status_counts() {
    App app = App.create()
        .error(
            IllegalStateException.class, (error, request) -> Response.text("no").withStatus(409))
        .get("/", request -> Response.ndjson(failing()), problemAtEnd());

    TestStream stream = run(app).get("/").stream().expectNext("a");

    assertThat(stream.nextElement())
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409}");
    stream.expectComplete();
  }

  @Test
  void error_handler_that_fails_is_a_500() {
    App app = App.create()
        .error(IllegalStateException.class, (error, request) -> {
          throw new IllegalArgumentException("second");
        })
        .get("/", request -> Response.ndjson(failing()), problemAtEnd());

    TestStream stream = run(app).get("/").stream().expectNext("a");

    assertThat(stream.nextElement()).contains("\"status\":500");
    stream.expectComplete();
  }

  @Test
  void element_that_cannot_be_written_is_a_problem_and_cancels_the_source() {
    TestSource<Object> source =
        TestSource.of(Flux.<Object>just(1, new Unwritable()).concatWith(Flux.never()));
    TestStream stream =
        answering(request -> Response.sse(source.flux()), problemAtEnd()).get("/").stream()
            .expectNext(1);

    assertThat(stream.nextEvent().event()).isEqualTo("problem");
    stream.expectComplete();
    source.expectCancelled();
  }

  @Test
  void element_that_fails_when_half_of_it_is_written_is_no_part_of_the_lines() {
    TestStream stream =
        answering(request -> Response.ndjson(Flux.just(1, new Unwritable())), problemAtEnd())
            .get("/")
            .stream();

    stream.expectText("1\n{\"type\":\"about:blank\",");
    stream.drain();
  }

  @Test
  void problem_waits_until_it_is_asked_for() {
    TestSource<Integer> source =
        TestSource.of(Flux.just(1).concatWith(Mono.error(HttpException.conflict("changed"))));
    TestStream stream =
        answering(request -> Response.ndjson(source.flux()), problemAtEnd()).get("/").stream()
            .request(1)
            .expectNext(1);

    assertThat(stream.nextElement()).contains("\"status\":409");
    stream.expectComplete();
  }

  @Test
  void stream_that_does_not_fail_is_as_it_was() {
    answering(request -> Response.ndjson(Flux.just(1)), problemAtEnd())
        .get("/")
        .send()
        .expectBody("1\n");
  }

  @Test
  void client_that_leaves_is_no_problem() {
    TestSource<Integer> source = TestSource.of(Flux.just(1).concatWith(Flux.never()));

    answering(request -> Response.ndjson(source.flux()), problemAtEnd()).get("/").stream()
        .expectNext(1)
        .cancel()
        .expectCancelled();
    source.expectCancelled();
  }

  @Test
  void observers_see_that_the_request_has_failed_and_the_cause() {
    AtomicReference<Ended> ended = new AtomicReference<>();
    App app = App.create()
        .observe(new Observer() {
          @Override
          public void onEnd(Ended request) {
            ended.set(request);
          }
        })
        .get("/", request -> Response.ndjson(failing()), problemAtEnd());

    run(app).get("/").stream().drain();

    Await.until("it is told", () -> ended.get() != null);
    assertThat(ended.get().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(ended.get().request().context().failure())
        .hasValueSatisfying(cause -> assertThat(cause).hasMessage("broken"));
    assertThat(app.describe().toString()).contains("problemAtEnd");
  }

  private static Flux<String> failing() {
    return Flux.just("a").concatWith(Flux.error(new IllegalStateException("broken")));
  }

  private static final class Unwritable {
    @SuppressWarnings("unused") // called by the codec
    public String getName() {
      throw new IllegalStateException("broken");
    }
  }
}
