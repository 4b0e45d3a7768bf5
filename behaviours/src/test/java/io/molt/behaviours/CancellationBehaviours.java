package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Outcome;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** What a client that goes away sets off, and what it does not. */
class CancellationBehaviours extends Behaviours {

  @Test
  void client_that_leaves_before_the_response_cancels_the_handler() {
    TestSource<Response> pending = TestSource.create();
    TestCall call =
        run(App.create().get("/", request -> pending.flux())).get("/").start();

    pending.expectSubscribed();
    call.expectNotAnswered().cancel().expectCancelled();
    pending.expectCancelled();
  }

  @Test
  void client_that_leaves_while_the_response_streams_cancels_its_source() {
    TestSource<Integer> source = TestSource.of(Flux.just(1, 2).concatWith(Flux.never()));
    TestStream stream =
        run(App.create().get("/", request -> Response.ndjson(source.flux()))).get("/").stream();

    stream.expectNext(1, 2).cancel().expectCancelled();
    source.expectCancelled();
  }

  @Test
  void client_that_leaves_after_some_elements_is_sent_no_more() {
    TestSource<Integer> source = TestSource.of(Flux.range(1, 100_000_000));
    TestStream stream =
        run(App.create().get("/", request -> Response.ndjson(source.flux()))).get("/").stream();

    stream.request(3).expectNext(1, 2, 3).cancel();
    source.expectCancelled();
    if (!isLive()) {
      assertThat(source.emitted()).isEqualTo(3);
    }
  }

  @Test
  void client_that_leaves_with_unread_content_pending_cancels_the_handler() {
    TestSource<Response> pending = TestSource.create();
    TestSource<ByteBuffer> content = TestSource.of(
        Flux.range(0, 4).map(i -> ByteBuffer.allocate(16 * 1024)).concatWith(Flux.never()));
    TestCall call = run(App.create().post("/", request -> pending.flux()))
        .lenient()
        .post("/")
        .body(content.flux())
        .start();

    pending.expectSubscribed();
    call.cancel().expectCancelled();
    pending.expectCancelled();
  }

  @Test
  void client_that_leaves_while_its_content_is_read_cancels_the_handler() {
    AtomicInteger read = new AtomicInteger();
    AtomicBoolean cancelled = new AtomicBoolean();
    TestSource<ByteBuffer> content =
        TestSource.of(Flux.just(ByteBuffer.allocate(100)).concatWith(Flux.never()));
    TestCall call = run(App.create()
            .post(
                "/",
                request -> request
                    .chunks()
                    .doOnNext(chunk -> read.addAndGet(chunk.remaining()))
                    .then(Mono.just(Response.ok()))
                    .doOnCancel(() -> cancelled.set(true))))
        .post("/")
        .body(content.flux())
        .start();

    Await.until("content has come", () -> read.get() == 100);
    call.cancel().expectCancelled();
    Await.until("the handler is cancelled", cancelled::get);
    content.expectCancelled();
  }

  @Test
  void cancellation_reaches_what_a_handler_waits_for_deep_within() {
    TestSource<String> slow = TestSource.create();
    App app = App.create()
        .get(
            "/",
            request -> Mono.just("a")
                .flatMap(first -> slow.flux().next().map(second -> first + second))
                .zipWith(Mono.just("c"), String::concat)
                .map(Response::text));
    TestCall call = run(app).get("/").start();

    slow.expectSubscribed();
    call.cancel();
    slow.expectCancelled();
  }

  @Test
  void cancellation_reaches_the_handler_through_middleware() {
    TestSource<Response> pending = TestSource.create();
    AtomicBoolean seen = new AtomicBoolean();
    App app = App.create()
        .use((request, next) -> next.handle(request).doOnCancel(() -> seen.set(true)))
        .group(
            "/group",
            group -> group
                .use((request, next) -> next.handle(request).map(r -> r.withHeader("x", "y")))
                .get("/", request -> pending.flux()));
    TestCall call = run(app).get("/group").start();

    pending.expectSubscribed();
    call.cancel();
    pending.expectCancelled();
    Await.until("the middleware is cancelled", seen::get);
  }

  @Test
  void context_tells_that_the_client_has_gone() {
    AtomicReference<RequestContext> context = new AtomicReference<>();
    AtomicReference<Outcome> ended = new AtomicReference<>();
    TestSource<Response> pending = TestSource.create();
    TestCall call = run(App.create().get("/", request -> {
          context.set(request.context());
          request.context().ended().subscribe(ended::set);
          return pending.flux();
        }))
        .get("/")
        .start();

    pending.expectSubscribed();
    assertThat(context.get().isCancelled()).isFalse();
    assertThat(context.get().outcome()).isEmpty();
    call.cancel();
    Await.until("the end is told", () -> ended.get() != null);
    assertThat(ended).hasValue(Outcome.CLIENT_GONE);
    assertThat(context.get().outcome()).isEqualTo(Optional.of(Outcome.CLIENT_GONE));
    assertThat(context.get().isCancelled()).isTrue();
  }

  @Test
  void work_on_the_side_can_stop_when_the_request_is_cancelled() {
    TestSource<Integer> side = TestSource.create();
    App app = App.create().get("/", request -> {
      side.flux().takeUntilOther(request.context().cancelled()).subscribe();
      return Mono.never();
    });
    TestCall call = run(app).get("/").start();

    side.expectSubscribed();
    call.cancel();
    side.expectCancelled();
  }

  @Test
  void context_that_is_found_deep_within_is_the_one_that_is_cancelled() {
    AtomicReference<Outcome> ended = new AtomicReference<>();
    TestSource<Response> pending = TestSource.create();
    App app = App.create()
        .get(
            "/",
            request -> RequestContext.current()
                .doOnNext(context -> context.ended().subscribe(ended::set))
                .thenMany(pending.flux())
                .next());
    TestCall call = run(app).get("/").start();

    pending.expectSubscribed();
    call.cancel();
    Await.until("the end is told", () -> ended.get() == Outcome.CLIENT_GONE);
  }

  @Test
  void request_that_was_answered_is_completed_and_not_cancelled() {
    TestSource<Response> answer = TestSource.of(Mono.just(Response.text("done")));
    AtomicReference<Outcome> ended = new AtomicReference<>();
    AtomicBoolean cancelled = new AtomicBoolean();
    App app = App.create().get("/", request -> {
      request.context().ended().subscribe(ended::set);
      request
          .context()
          .cancelled()
          .subscribe(nothing -> {}, error -> {}, () -> cancelled.set(true));
      return Mono.from(answer.flux()).hide();
    });

    run(app).get("/").send().expectBody("done").expectOutcome(Outcome.COMPLETED);
    Await.until("the end is told", () -> ended.get() == Outcome.COMPLETED);
    assertThat(cancelled).isFalse();
  }

  @Test
  void stream_that_was_read_to_its_end_is_completed_and_not_cancelled() {
    TestSource<Integer> source = TestSource.of(Flux.range(1, 10));
    TestStream stream =
        run(App.create().get("/", request -> Response.ndjson(source.flux()))).get("/").stream();

    stream.expectNext(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).expectComplete();
    stream.cancel().expectOutcome(Outcome.COMPLETED);
    source.expectNotCancelled();
  }

  @Test
  void cancelling_twice_is_the_same_as_once() {
    TestSource<Response> pending = TestSource.create();
    TestCall call =
        run(App.create().get("/", request -> pending.flux())).get("/").start();

    pending.expectSubscribed();
    call.cancel().cancel().expectCancelled();
    pending.expectCancelled();
  }

  @Test
  void stream_that_fails_is_no_cancellation_by_the_client() {
    AtomicReference<Outcome> ended = new AtomicReference<>();
    App app = App.create().get("/", request -> {
      request.context().ended().subscribe(ended::set);
      return Response.ndjson(Flux.error(new IllegalStateException("broken")));
    });

    run(app).get("/").stream().expectBroken().expectOutcome(Outcome.FAILED);
    assertThat(ended).hasValue(Outcome.FAILED);
  }

  @Test
  void error_handler_is_not_called_for_a_client_that_leaves() {
    AtomicBoolean called = new AtomicBoolean();
    TestSource<Response> pending = TestSource.create();
    App app = App.create()
        .error(Throwable.class, (error, request) -> {
          called.set(true);
          return Response.text("handled");
        })
        .get("/", request -> pending.flux());
    TestCall call = run(app).get("/").start();

    pending.expectSubscribed();
    call.cancel().expectCancelled();
    pending.expectCancelled();
    assertThat(called).isFalse();
  }

  @Test
  void answer_that_comes_after_the_client_has_gone_is_dropped() {
    AtomicReference<MonoSink<Response>> sink = new AtomicReference<>();
    App app = App.create().get("/", request -> Mono.<Response>create(sink::set));
    TestClient client = run(app);
    TestCall call = client.get("/").start();

    Await.until("the handler waits", () -> sink.get() != null);
    call.cancel().expectCancelled();
    sink.get().success(Response.text("too late"));
    sink.set(null);
    TestCall next = client.get("/").start();
    Await.until("the handler waits again", () -> sink.get() != null);
    sink.get().success(Response.text("in time"));
    next.response().expectBody("in time");
  }

  @Test
  void other_requests_go_on_undisturbed() {
    TestSource<Integer> one = TestSource.of(Flux.range(1, 3).concatWith(Flux.never()));
    TestSource<Integer> other = TestSource.of(Flux.range(1, 3));
    TestClient client = run(App.create()
        .get("/one", request -> Response.ndjson(one.flux()))
        .get("/other", request -> Response.ndjson(other.flux())));

    TestStream leaving = client.get("/one").stream().expectNext(1);
    TestStream staying = client.get("/other").stream().expectNext(1);
    leaving.cancel();
    one.expectCancelled();
    staying.expectNext(2, 3).expectComplete();
    other.expectNotCancelled();
  }

  @Test
  void client_that_leaves_is_nothing_to_log_as_an_error() {
    TestSource<Response> pending = TestSource.create();
    TestSource<Integer> source = TestSource.of(Flux.just(1).concatWith(Flux.never()));
    App app = App.create()
        .get("/pending", request -> pending.flux())
        .get("/stream", request -> Response.ndjson(source.flux()));

    try (Log log = Log.capture()) {
      TestClient client = run(app);
      TestCall call = client.get("/pending").start();
      pending.expectSubscribed();
      call.cancel().expectCancelled();
      client.get("/stream").stream().expectNext(1).cancel().expectCancelled();
      pending.expectCancelled();
      source.expectCancelled();

      assertThat(log.text()).doesNotContain("ERROR", "WARN", "Exception");
    }
  }

  @Test
  void error_of_our_own_is_logged_and_so_would_be_seen() {
    try (Log log = Log.capture()) {
      run(App.create().get("/", request -> Mono.error(new IllegalStateException("broken"))))
          .get("/")
          .send()
          .expectProblem(500);

      assertThat(log.text()).contains("ERROR", "GET / failed", "broken");
    }
  }
}
