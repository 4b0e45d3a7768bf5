package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class ExchangeTest {
  private final List<Response> answers = new ArrayList<>();

  private Exchange exchange() {
    return new Exchange(Requests.get("/users/5?token=secret"), new Answers(answers::add));
  }

  static Stream<Arguments> answers() {
    Response ok = Response.ok();
    return Stream.of(
        answer("a response", request -> ok, 200),
        answer("a Mono of one", request -> Mono.just(ok), 200),
        answer("a late Mono", request -> Mono.just(ok).hide(), 200),
        answer("a callable", request -> Mono.fromCallable(() -> ok), 200),
        answer("a Flux of one", request -> Flux.just(ok), 200),
        answer("a Flux of two", request -> Flux.just(ok, Response.status(500)), 200),
        answer("an endless Flux", request -> Flux.just(ok).repeat(), 200),
        answer("one, then an error", request -> Flux.just(ok).concatWith(Flux.error(oops())), 200),
        answer("a foreign publisher", request -> ok::subscribe, 200),
        answer("an empty Mono", request -> Mono.empty(), 404),
        answer("a late empty Mono", request -> Mono.<Response>empty().hide(), 404),
        answer("an empty Flux", request -> Flux.empty(), 404),
        answer("an empty callable", request -> Mono.fromCallable(() -> null), 404),
        answer("a problem signalled", request -> Mono.error(HttpException.badRequest("x")), 400),
        answer("an error signalled", request -> Mono.error(oops()), 500),
        answer("an Error signalled", request -> Mono.error(new AssertionError()), 500),
        answer("a supplied error", request -> Mono.error(ExchangeTest::oops), 500),
        answer(
            "an Error while supplying",
            request -> Mono.error(() -> {
              throw new AssertionError();
            }),
            500),
        answer("a late error", request -> Mono.<Response>error(oops()).hide(), 500),
        answer(
            "a callable that fails",
            request -> Mono.fromCallable(() -> {
              throw oops();
            }),
            500),
        answer(
            "a problem thrown",
            request -> {
              throw HttpException.notFound("x");
            },
            404),
        answer(
            "an exception thrown",
            request -> {
              throw oops();
            },
            500),
        answer(
            "an Error thrown",
            request -> {
              throw new AssertionError();
            },
            500),
        answer(
            "a stack overflow",
            request -> {
              throw new StackOverflowError();
            },
            500),
        answer(
            "a class not found",
            request -> {
              throw new NoClassDefFoundError("x/Y");
            },
            500),
        answer(
            "a publisher that throws",
            request -> subscriber -> {
              throw new IllegalStateException();
            },
            500));
  }

  private static Arguments answer(String name, Handler handler, int status) {
    return Arguments.of(name, handler, status);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("answers")
  void whatever_a_handler_does_is_answered_once(String name, Handler handler, int status) {
    exchange().start(handler);

    assertThat(answers).singleElement().extracting(r -> r.status().code()).isEqualTo(status);
  }

  @Test
  @SuppressWarnings("NullAway") // the mistake under test
  void a_handler_that_returns_null_is_our_fault() {
    exchange().start(request -> null);

    assertThat(answers).singleElement().extracting(r -> r.status().code()).isEqualTo(500);
  }

  @Test
  void an_error_of_ours_tells_the_client_nothing_but_an_id() {
    Exchange exchange = exchange();

    exchange.start(request -> Mono.error(new IOException("jdbc://db/?password=secret")));

    assertThat(content(answers.get(0)))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,"
            + "\"id\":\"" + exchange.request().context().traceId() + "\"}");
  }

  @Test
  void a_problem_wrapped_by_an_operator_is_still_a_problem() {
    exchange().start(request -> {
      throw reactor.core.Exceptions.propagate(new HttpException(Status.CONFLICT, "Taken."));
    });

    assertThat(answers).singleElement().hasToString("409 Conflict");
  }

  @Test
  void the_rest_of_a_publisher_is_cancelled_after_its_first_response() {
    TestPublisher<Response> source = TestPublisher.create();

    exchange().start(request -> source);
    source.next(Response.ok());

    source.assertCancelled();
    assertThat(answers).hasSize(1);
  }

  @Test
  void signals_that_break_the_rules_are_answered_once() {
    TestPublisher<Response> rude = TestPublisher.createNoncompliant(
        TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.REQUEST_OVERFLOW);

    exchange().start(request -> rude.mono());
    rude.next(Response.ok());
    rude.next(Response.ok());
    rude.error(oops());
    rude.complete();

    assertThat(answers).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("earlyEnds")
  void an_early_end_cancels_the_handler_and_nobody_is_answered(Outcome outcome) {
    TestPublisher<Response> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    Exchange exchange = exchange();
    exchange.start(request -> source);

    assertThat(exchange.end(outcome)).isTrue();

    source.assertCancelled();
    source.next(Response.ok());
    source.error(oops());
    assertThat(answers).isEmpty();
    assertThat(exchange.request().context().outcome()).contains(outcome);
  }

  static Stream<Outcome> earlyEnds() {
    return Stream.of(Outcome.values()).filter(outcome -> outcome != Outcome.COMPLETED);
  }

  @Test
  void an_exchange_that_ended_before_it_started_is_not_answered() {
    PublisherProbe<Response> late = PublisherProbe.of(Mono.just(Response.ok()).hide());
    for (Handler handler : List.<Handler>of(
        request -> Response.ok(),
        request -> Mono.just(Response.ok()),
        request -> late.mono(),
        request -> {
          throw oops();
        })) {
      Exchange exchange = exchange();
      exchange.end(Outcome.CLIENT_GONE);
      exchange.start(handler);
    }

    assertThat(answers).isEmpty();
    late.assertWasNotRequested();
  }

  @Test
  void completion_cancels_nothing() {
    TestPublisher<ByteBuffer> body = TestPublisher.create();
    Exchange exchange = exchange();
    exchange.start(request -> Response.chunks(body));
    Chunks chunks = new Chunks();
    exchange.subscribe(answers.get(0).body().chunks(), chunks);

    assertThat(exchange.end(Outcome.COMPLETED)).isTrue();
    assertThat(exchange.end(Outcome.CLIENT_GONE)).isFalse();

    body.assertNotCancelled();
    assertThat(exchange.request().context().outcome()).contains(Outcome.COMPLETED);
  }

  @Test
  void a_body_is_cancelled_when_the_client_goes_away() {
    for (Handler handler : List.<Handler>of(
        request -> Response.ok(), request -> Mono.just(Response.ok()).hide())) {
      TestPublisher<ByteBuffer> body = TestPublisher.create();
      Exchange exchange = exchange();
      exchange.start(handler);
      Chunks chunks = new Chunks();
      exchange.subscribe(body, chunks);
      body.next(ByteBuffer.allocate(1));

      exchange.end(Outcome.CLIENT_GONE);

      body.assertCancelled();
      assertThat(chunks.count).hasValue(1);
    }
  }

  @Test
  void a_body_that_comes_after_the_end_is_cancelled_at_once() {
    TestPublisher<ByteBuffer> body = TestPublisher.create();
    Exchange exchange = exchange();
    exchange.start(request -> Response.ok());
    exchange.end(Outcome.CLIENT_GONE);

    exchange.subscribe(body, new Chunks());

    body.assertCancelled();
  }

  @Test
  void a_body_passes_its_end_on() {
    Chunks complete = new Chunks();
    Chunks failed = new Chunks();

    exchange().subscribe(Flux.just(ByteBuffer.allocate(1)), complete);
    exchange().subscribe(Flux.error(oops()), failed);

    assertThat(complete.end).hasValue("complete");
    assertThat(complete.count).hasValue(1);
    assertThat(failed.end).hasValue("java.lang.IllegalStateException: oops");
  }

  @Test
  void the_request_context_reaches_handler_and_body() {
    Exchange exchange = exchange();
    List<RequestContext> seen = new ArrayList<>();
    Flux<ByteBuffer> body =
        RequestContext.current().doOnNext(seen::add).thenMany(Flux.just(ByteBuffer.allocate(1)));

    exchange.start(request -> RequestContext.current()
        .publishOn(Schedulers.immediate())
        .doOnNext(seen::add)
        .thenReturn(Response.chunks(body)));
    exchange.subscribe(answers.get(0).body().chunks(), new Chunks());

    assertThat(seen)
        .containsExactly(exchange.request().context(), exchange.request().context());
  }

  @Test
  void an_answer_and_an_end_at_once_never_answer_twice_and_leave_nothing_running()
      throws Exception {
    for (int round = 0; round < 3000; round++) {
      AtomicInteger answered = new AtomicInteger();
      CountDownLatch settled = new CountDownLatch(1);
      Sinks.One<Response> sink = Sinks.one();
      Exchange exchange = new Exchange(Requests.get("/"), new Answers(response -> {
        answered.incrementAndGet();
        settled.countDown();
      }));
      exchange.start(
          request -> sink.asMono().doOnCancel(settled::countDown).doOnTerminate(() -> {}));

      race(() -> sink.tryEmitValue(Response.ok()), () -> exchange.end(Outcome.CLIENT_GONE));

      assertThat(settled.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(answered.get()).isBetween(0, 1);
      assertThat(exchange.request().context().isCancelled()).isTrue();
    }
  }

  @Test
  void a_body_and_an_end_at_once_leave_nothing_running() throws Exception {
    for (int round = 0; round < 3000; round++) {
      Sinks.Many<ByteBuffer> body = Sinks.many().unicast().onBackpressureError();
      CountDownLatch cancelled = new CountDownLatch(1);
      Exchange exchange = new Exchange(Requests.get("/"), new Answers(response -> {}));
      exchange.start(request -> Response.ok());

      race(
          () -> exchange.subscribe(body.asFlux().doOnCancel(cancelled::countDown), new Chunks()),
          () -> exchange.end(Outcome.CLIENT_GONE));

      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_start_and_an_end_at_once_leave_nothing_running() throws Exception {
    for (int round = 0; round < 3000; round++) {
      CountDownLatch cancelled = new CountDownLatch(1);
      AtomicInteger answered = new AtomicInteger();
      Publisher<Response> never = Mono.<Response>never().doOnCancel(cancelled::countDown);
      Exchange exchange =
          new Exchange(Requests.get("/"), new Answers(response -> answered.incrementAndGet()));

      race(() -> exchange.start(request -> never), () -> exchange.end(Outcome.DEADLINE));

      assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(answered).hasValue(0);
    }
  }

  private static void race(Runnable one, Runnable other) throws Exception {
    CyclicBarrier gate = new CyclicBarrier(2);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(() -> {
      try {
        gate.await(10, TimeUnit.SECONDS);
        other.run();
      } catch (Throwable error) {
        failure.set(error);
      }
    });
    thread.start();
    gate.await(10, TimeUnit.SECONDS);
    one.run();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(failure).hasValue(null);
  }

  private static String content(Response response) {
    return new String(
        response.body().bytes(10_000).blockOptional().orElseThrow(), StandardCharsets.UTF_8);
  }

  private static IllegalStateException oops() {
    return new IllegalStateException("oops");
  }

  /** A writer of a body that asks for everything. */
  private static final class Chunks implements CoreSubscriber<ByteBuffer> {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<String> end = new AtomicReference<>();
    private Subscription subscription = Operators.emptySubscription();

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer chunk) {
      count.incrementAndGet();
    }

    @Override
    public void onError(Throwable error) {
      end.set(error.toString());
    }

    @Override
    public void onComplete() {
      end.set("complete");
    }
  }
}
