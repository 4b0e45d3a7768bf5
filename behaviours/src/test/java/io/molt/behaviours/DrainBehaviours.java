package io.molt.behaviours;

import static io.molt.web.DrainPolicy.abortAfter;
import static io.molt.web.DrainPolicy.complete;
import static io.molt.web.DrainPolicy.completeWith;
import static io.molt.web.DrainPolicy.finish;
import static io.molt.web.RouteOption.onDrain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.Health;
import io.molt.web.RouteOption;
import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What becomes of requests and streams when the service is about to stop. */
class DrainBehaviours extends Behaviours {
  private final TestSource<Integer> source =
      TestSource.of(Flux.just(1, 2).concatWith(Flux.never()));

  @Test
  void request_that_is_under_way_is_answered() {
    TestSource<Response> pending = TestSource.create();
    TestClient client = run(App.create().get("/", request -> pending.flux()));
    TestCall call = client.get("/").start();
    pending.expectSubscribed();

    client.drain();
    pending.expectNotCancelled().next(Response.text("done"));

    call.response().expectBody("done").expectOutcome(Outcome.COMPLETED);
    client.expectDrained();
  }

  @Test
  void request_that_comes_later_is_answered() {
    TestClient client =
        run(App.create().get("/", request -> Response.text("served"))).drain();

    client.get("/").send().expectBody("served");
  }

  @Test
  void readiness_turns_off_and_liveness_does_not() {
    TestClient client =
        run(App.create().get("/ready", Health.readiness()).get("/live", Health.liveness()));
    client.get("/ready").send().expectStatus(200).expectHeader("cache-control", "no-store");
    client.get("/live").send().expectStatus(200);

    client.drain();

    client
        .get("/ready")
        .send()
        .expectProblem(503, "The service is about to stop.")
        .expectHeader("cache-control", "no-store");
    client.get("/live").send().expectStatus(200);
  }

  @Test
  void events_end_by_themselves() {
    TestClient client = run(App.create().get("/", request -> Response.sse(source.flux())));
    TestStream stream = client.get("/").stream().expectNext(1, 2);

    client.drain();

    stream.expectComplete().expectOutcome(Outcome.COMPLETED);
    source.expectCancelled();
    client.expectDrained();
  }

  @Test
  void events_that_are_negotiated_end_by_themselves() {
    TestClient client = run(App.create().get("/", request -> Response.stream(source.flux())));
    TestStream stream =
        client.get("/").header("accept", "text/event-stream").stream().expectNext(1, 2);

    client.drain();

    stream.expectComplete();
  }

  @Test
  void events_that_begin_later_end_at_once() {
    TestClient client =
        run(App.create().get("/", request -> Response.sse(source.flux()))).drain();

    client.get("/").send().expectStatus(200);
  }

  @Test
  void last_event_tells_the_client_when_to_come_back() {
    ServerSentEvent last = ServerSentEvent.retryAfter(Duration.ofSeconds(2));
    TestClient client = run(stream(request -> Response.sse(source.flux()), completeWith(last)));
    TestStream stream = client.get("/").stream().expectNext(1, 2);

    client.drain();

    assertThat(stream.nextEvent()).isEqualTo(last);
    stream.expectComplete();
  }

  @Test
  void stream_that_has_ended_by_itself_gets_no_last_element() {
    TestClient client = run(stream(request -> Response.ndjson(Flux.just(1)), completeWith("bye")));

    client.get("/").send().expectBody("1\n");
  }

  @Test
  void stream_of_elements_goes_on_unless_told_otherwise() {
    TestSource<Integer> elements = TestSource.create();
    TestClient client = run(App.create().get("/", request -> Response.ndjson(elements.flux())));
    TestStream stream = client.get("/").stream().request(2);

    client.drain();
    elements.next(1).next(2).complete();

    stream.expectNext(1, 2).expectComplete();
  }

  @Test
  void elements_complete_where_the_route_says_so() {
    TestClient client = run(stream(request -> Response.ndjson(source.flux()), complete()));
    TestStream stream = client.get("/").stream().expectNext(1, 2);

    client.drain();

    stream.expectComplete();
    source.expectCancelled();
  }

  @Test
  void array_that_completes_is_a_whole_array() {
    TestClient client =
        run(stream(request -> Response.stream(source.flux()), completeWith("the rest is missing")));
    TestStream stream = client.get("/").header("accept", "application/json").stream();
    stream.expectText("[1,2");

    client.drain();

    stream.expectText(",\"the rest is missing\"]").expectComplete();
  }

  @Test
  void chunks_complete_where_the_route_says_so() {
    TestSource<ByteBuffer> chunks =
        TestSource.of(Flux.just(bytes("some")).concatWith(Flux.never()));
    TestClient client =
        run(stream(request -> Response.chunks(chunks.flux()), completeWith(bytes("!"))));
    TestStream stream = client.get("/").stream();
    stream.expectText("some");

    client.drain();

    stream.expectText("!").expectComplete();
    chunks.expectCancelled();
  }

  @Test
  void last_element_that_is_no_chunk_is_told_before_there_is_a_stream() {
    TestClient client =
        run(stream(request -> Response.chunks(Flux.empty()), completeWith("not a buffer")));

    client.get("/").send().expectStatus(500);
  }

  @Test
  void content_of_a_known_length_is_not_cut_short() {
    TestSource<ByteBuffer> chunks = TestSource.create();
    TestClient client =
        run(stream(request -> Response.ok().withBody(Body.stream(chunks.flux(), 8)), complete()));
    TestStream stream = client.get("/").stream().request(2);
    chunks.next(bytes("some"));

    client.drain();
    chunks.next(bytes("more")).complete();

    stream.expectText("somemore").expectComplete();
  }

  @Test
  void events_go_on_where_the_route_says_so() {
    TestSource<String> events = TestSource.create();
    TestClient client = run(stream(request -> Response.sse(events.flux()), finish()));
    TestStream stream = client.get("/").stream().request(1);

    client.drain();
    events.next("still here").complete();

    stream.expectNext("still here").expectComplete();
  }

  @Test
  void stream_is_broken_off_when_its_time_after_the_drain_is_over() {
    TestClient client = run(stream(
            request -> Response.sse(source.flux()), abortAfter(Duration.ofSeconds(3))))
        .virtualTime();
    TestStream stream = client.get("/").stream().expectNext(1, 2);
    client.advance(Duration.ofMinutes(1));

    client.drain().advance(Duration.ofMillis(2_999));
    stream.expectNothing();
    source.expectNotCancelled();
    client.advance(Duration.ofMillis(1));

    stream.expectBroken().expectOutcome(Outcome.DRAINED);
    source.expectCancelled();
    client.expectDrained();
  }

  @Test
  void stream_that_ends_in_its_time_after_the_drain_is_whole() {
    TestSource<Integer> elements = TestSource.create();
    TestClient client = run(stream(
            request -> Response.ndjson(elements.flux()), abortAfter(Duration.ofSeconds(3))))
        .virtualTime();
    TestStream stream = client.get("/").stream().request(1);

    client.drain().advance(Duration.ofSeconds(2));
    elements.next(1).complete();

    stream.expectNext(1).expectComplete().expectOutcome(Outcome.COMPLETED);
    client.advance(Duration.ofSeconds(2)).expectDrained();
  }

  @Test
  void stream_of_any_kind_is_broken_off() {
    TestSource<ByteBuffer> chunks = TestSource.create();
    TestClient client = run(stream(
            request -> Mono.just(Response.ok().withBody(Body.stream(chunks.flux(), 100)))
                .hide(),
            abortAfter(Duration.ZERO)))
        .virtualTime();
    TestStream stream = client.get("/").stream().request(1);
    chunks.next(bytes("some"));
    stream.expectText("some");

    client.drain().advance(Duration.ofMillis(1));

    stream.expectBroken();
    chunks.expectCancelled();
  }

  @Test
  void policy_of_a_group_holds_for_its_routes_unless_they_have_their_own() {
    TestSource<Integer> other = TestSource.create();
    TestClient client = run(App.create()
        .group(
            "/group",
            group -> group
                .get("/inherits", request -> Response.ndjson(source.flux()))
                .get("/own", request -> Response.ndjson(other.flux()), onDrain(finish())),
            onDrain(complete())));
    TestStream inherits = client.get("/group/inherits").stream().expectNext(1, 2);
    TestStream own = client.get("/group/own").stream().request(1);

    client.drain();

    inherits.expectComplete();
    other.next(1).complete();
    own.expectNext(1).expectComplete();
  }

  @Test
  void policy_is_shown_with_the_route() {
    App app = stream(request -> Response.ok(), completeWith("bye"));

    assertThat(app.describe().toString()).contains("onDrain=completeWith(bye)");
  }

  @Test
  void handler_learns_of_it_and_ends_in_its_own_way() {
    AtomicBoolean asked = new AtomicBoolean();
    App app = App.create().get("/", request -> {
      asked.set(request.context().service().isDraining());
      return Response.ndjson(
          source.flux().takeUntilOther(request.context().draining()).concatWith(Flux.just(99)));
    });
    TestClient client = run(app);
    TestStream stream = client.get("/").stream().expectNext(1, 2);
    assertThat(asked).isFalse();

    client.drain();

    stream.expectNext(99).expectComplete();
  }

  @Test
  void time_before_a_stream_is_broken_off_is_not_negative() {
    assertThatThrownBy(() -> abortAfter(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("abort after: PT-1S (expected: >= 0, at most PT8760H)");
  }

  private static App stream(Handler handler, DrainPolicy policy) {
    RouteOption option = onDrain(policy);
    return App.create().get("/", handler, option);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
