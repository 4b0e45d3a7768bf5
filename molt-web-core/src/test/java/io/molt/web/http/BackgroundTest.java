package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

class BackgroundTest {
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Service service = service(BackgroundLimits.defaults());

  @AfterEach
  void stopTime() {
    time.dispose();
  }

  @Test
  void spawned_work_starts_at_once_and_counts_until_it_is_done() {
    TestPublisher<String> work = TestPublisher.create();

    request(service).spawn(work);

    work.assertWasSubscribed();
    assertThat(service.backgroundWork()).isEqualTo(1);
    StepVerifier.create(service.backgroundDone())
        .expectSubscription()
        .then(() -> work.emit("one", "two"))
        .verifyComplete();
    assertThat(service.backgroundWork()).isZero();
  }

  @Test
  void spawned_work_goes_on_when_its_request_has_ended() {
    TestPublisher<String> work = TestPublisher.create();
    RequestContext context = request(service);

    context.spawn(work);
    context.end(Outcome.CLIENT_GONE);

    work.assertNotCancelled();
    assertThat(service.backgroundWork()).isEqualTo(1);
  }

  @Test
  void work_that_outlives_its_lifetime_is_cancelled() {
    TestPublisher<String> short1 = TestPublisher.create();
    TestPublisher<String> usual = TestPublisher.create();
    RequestContext context = request(service);

    context.spawn(short1, Duration.ofSeconds(5));
    context.spawn(usual);
    time.advanceTimeBy(Duration.ofSeconds(5));

    short1.assertCancelled();
    usual.assertNotCancelled();
    time.advanceTimeBy(Duration.ofSeconds(25));
    usual.assertCancelled();
    assertThat(service.backgroundWork()).isZero();
  }

  @Test
  void work_finds_the_trace_of_its_request_and_a_deadline_of_its_own() {
    AtomicReference<RequestContext> found = new AtomicReference<>();
    Key<String> user = Key.of("user");
    RequestContext context = request(service);
    context.set(user, "ada");
    context.matched("/mails");
    context.shortenDeadline(Requests.NOW);

    context.spawn(RequestContext.current().doOnNext(found::set), Duration.ofMinutes(1));

    assertThat(found.get()).isNotSameAs(context);
    assertThat(found.get().traceId()).isEqualTo(context.traceId());
    assertThat(found.get().pattern()).contains("/mails");
    assertThat(found.get().get(user)).isEqualTo("ada");
    assertThat(found.get().remaining()).contains(Duration.ofMinutes(1));
    assertThat(found.get().outcome()).contains(Outcome.COMPLETED);
    assertThat(context.outcome()).isEmpty();
  }

  @Test
  void work_that_fails_or_throws_no_longer_counts() {
    RequestContext context = request(service);

    context.spawn(Mono.error(new IllegalStateException("broken")));
    context.spawn(subscriber -> {
      throw new IllegalStateException("thrown");
    });

    assertThat(service.backgroundWork()).isZero();
  }

  @Test
  void more_work_than_the_service_takes_is_refused() {
    Service small = service(BackgroundLimits.defaults().withMax(2));
    RequestContext context = request(small);
    Sinks.Empty<Void> done = Sinks.empty();
    context.spawn(done.asMono());
    context.spawn(Mono.never());

    assertThatThrownBy(() -> context.spawn(Mono.never()))
        .isInstanceOf(HttpException.class)
        .hasMessage(
            "503 Service Unavailable: The service has too much background work (limit: 2).");
    StepVerifier.create(context.shield(Mono.just("no room"))).verifyError(HttpException.class);

    done.tryEmitEmpty();
    StepVerifier.create(context.shield(Mono.just("room"))).expectNext("room").verifyComplete();
    assertThat(small.backgroundWork()).isEqualTo(1);
  }

  @Test
  void a_service_that_stops_cancels_what_is_left_and_takes_no_more() {
    TestPublisher<String> work = TestPublisher.create();
    RequestContext context = request(service);
    context.spawn(work);

    service.drain();
    work.assertNotCancelled();
    context.spawn(Mono.just("still taken"));
    service.stop();

    work.assertCancelled();
    assertThat(service.backgroundWork()).isZero();
    assertThatThrownBy(() -> context.spawn(Mono.never()))
        .isInstanceOf(HttpException.class)
        .hasMessage("503 Service Unavailable: The service has stopped.");
  }

  @Test
  void shielded_work_gives_its_result_to_who_waits() {
    RequestContext context = request(service);

    StepVerifier.create(context.shield(Mono.just("done"))).expectNext("done").verifyComplete();
    StepVerifier.create(context.shield(Mono.empty())).verifyComplete();
    StepVerifier.create(context.shield(Mono.error(new IllegalStateException("broken"))))
        .verifyErrorMessage("broken");
    assertThat(service.backgroundWork()).isZero();
  }

  @Test
  void shielded_work_starts_with_each_subscription_and_not_before() {
    AtomicReference<Integer> runs = new AtomicReference<>(0);
    Mono<Integer> shielded =
        request(service).shield(Mono.fromSupplier(() -> runs.updateAndGet(n -> n + 1)));
    assertThat(runs).hasValue(0);

    StepVerifier.create(shielded).expectNext(1).verifyComplete();
    StepVerifier.create(shielded).expectNext(2).verifyComplete();
  }

  @Test
  void shielded_work_goes_on_when_nobody_waits_any_more() {
    TestPublisher<String> work = TestPublisher.create();
    List<String> written = new ArrayList<>();

    request(service).shield(work.mono().doOnNext(written::add)).subscribe().dispose();
    work.assertNotCancelled();
    work.emit("written");

    assertThat(written).containsExactly("written");
    assertThat(service.backgroundWork()).isZero();
  }

  @Test
  void shielded_work_sees_the_context_of_who_waits_but_for_the_request() {
    RequestContext context = request(service);
    Mono<String> seen = Mono.deferContextual(
        view -> Mono.just(view.get("tenant") + " " + (view.get(RequestContext.class) == context)));

    context
        .shield(seen)
        .contextWrite(Context.of("tenant", "acme", RequestContext.class, context))
        .as(StepVerifier::create)
        .expectNext("acme false")
        .verifyComplete();
  }

  @Test
  void who_waits_for_shielded_work_is_told_that_it_was_cancelled() {
    Mono<String> endless = request(service).shield(Mono.never());

    StepVerifier.create(endless)
        .then(() -> time.advanceTimeBy(Duration.ofSeconds(30)))
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOf(TimeoutException.class)
            .hasMessage(
                "background work of a request without a route was not done within 30000 ms"))
        .verify();
    StepVerifier.create(endless).then(service::stop).verifyError(CancellationException.class);
  }

  @Test
  void however_many_end_at_once_the_service_is_idle_afterwards() {
    Service real = service.withTime(Schedulers.parallel(), Clock.systemUTC());
    for (int round = 0; round < 200; round++) {
      RequestContext context = request(real);
      IntStream.range(0, 16).parallel().forEach(i -> {
        context.spawn(Flux.just(i).publishOn(Schedulers.parallel()));
        context.shield(Mono.just(i).publishOn(Schedulers.parallel())).subscribe();
      });
      real.backgroundDone().block(Duration.ofSeconds(10));
      assertThat(real.backgroundWork()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT9000H"})
  void a_lifetime_is_positive_and_bounded(String lifetime) {
    assertThatThrownBy(() -> request(service).spawn(Mono.never(), Duration.parse(lifetime)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("background lifetime: " + lifetime + " (expected: > 0, at most PT8760H)");
    assertThatThrownBy(() -> BackgroundLimits.defaults().withLifetime(Duration.parse(lifetime)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BackgroundLimits.defaults().withMax(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("background max: -1 (expected: >= 0)");
  }

  @Test
  void a_service_leaves_before_it_drains_and_drains_before_it_stops() {
    assertThat(service.isReady()).isTrue();

    service.leave();
    assertThat(service.isReady()).isFalse();
    assertThat(service.isDraining()).isFalse();

    StepVerifier.create(service.draining()).then(service::drain).verifyComplete();
    service.leave();
    assertThat(service.phase()).isEqualTo(Service.Phase.DRAINING);
    assertThat(service.isDraining()).isTrue();

    service.stop();
    service.drain();
    assertThat(service.phase()).isEqualTo(Service.Phase.STOPPED);
    assertThat(service.isReady()).isFalse();
    assertThat(service.isDraining()).isTrue();
    StepVerifier.create(request(service).draining()).verifyComplete();
  }

  private Service service(BackgroundLimits limits) {
    return Service.of(request -> Response.ok(), time, Clock.fixed(Requests.NOW, ZoneOffset.UTC))
        .withLimits(RequestLimits.defaults().withBackground(old -> limits));
  }

  private static RequestContext request(Service service) {
    return RequestContext.create(service, Connection.IN_MEMORY, Headers.empty(), Runnable::run);
  }
}
