package io.molt.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class HeartbeatTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String BEAT = ":\n\n";

  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final TestPublisher<ByteBuffer> source = TestPublisher.create();

  @AfterEach
  void disposeTime() {
    time.dispose();
  }

  @Test
  void comment_is_sent_wherever_nothing_else_was_for_that_time() {
    Client client = subscribe(100);

    time.advanceTimeBy(SECOND);
    source.next(bytes("a"));
    time.advanceTimeBy(Duration.ofMillis(999));
    assertThat(client.seen).containsExactly(BEAT, "a");
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(client.seen).containsExactly(BEAT, "a", BEAT);
  }

  @Test
  void interval_begins_with_the_event_before() {
    Client client = subscribe(100);

    time.advanceTimeBy(Duration.ofMillis(700));
    source.next(bytes("a"));
    time.advanceTimeBy(Duration.ofMillis(999));
    assertThat(client.seen).containsExactly("a");
    time.advanceTimeBy(Duration.ofMillis(1));
    assertThat(client.seen).containsExactly("a", BEAT);
  }

  @Test
  void clock_that_is_set_back_holds_no_comment_back() {
    SetBack clock = new SetBack(time);
    Client client = new Client(100);
    new Heartbeat(source.flux(), SECOND, clock).subscribe(client);

    clock.by = Duration.ofHours(1);
    time.advanceTimeBy(Duration.ofSeconds(3));

    assertThat(client.seen).containsExactly(BEAT, BEAT, BEAT);
  }

  @Test
  void client_that_takes_nothing_is_sent_none_nor_those_it_missed() {
    Client client = subscribe(0);

    time.advanceTimeBy(Duration.ofSeconds(10));
    assertThat(client.seen).isEmpty();
    client.request(10);
    assertThat(client.seen).isEmpty();
    time.advanceTimeBy(SECOND);
    assertThat(client.seen).containsExactly(BEAT);
  }

  @Test
  void event_whose_place_a_comment_took_is_kept_until_it_is_asked_for() {
    Client client = subscribe(1);

    time.advanceTimeBy(SECOND);
    source.next(bytes("a"));
    source.complete();
    assertThat(client.seen).containsExactly(BEAT);
    client.request(1);
    assertThat(client.seen).containsExactly(BEAT, "a");
    assertThat(client.done.getCount()).isZero();
  }

  @Test
  void source_is_asked_for_one_event_at_a_time() {
    subscribe(100);

    source.assertMinRequested(1);
    source.next(bytes("a"));
    source.assertMaxRequested(1);
  }

  @Test
  void no_comment_comes_after_the_end() {
    Client client = subscribe(100);

    source.complete();
    time.advanceTimeBy(Duration.ofSeconds(10));

    assertThat(client.seen).isEmpty();
    assertThat(client.done.getCount()).isZero();
    assertThat(time.getScheduledTaskCount()).isLessThan(3);
  }

  @Test
  void failure_is_passed_on() {
    Client client = subscribe(100);

    source.error(new IllegalStateException("broken"));

    assertThat(client.failure).hasMessage("broken");
  }

  @Test
  void cancellation_reaches_the_source_and_ends_the_comments() {
    Client client = subscribe(100);

    client.cancel();
    time.advanceTimeBy(Duration.ofSeconds(10));

    source.assertCancelled();
    assertThat(client.seen).isEmpty();
  }

  @Test
  void many_events_at_once_do_not_grow_the_stack() {
    Client client = new Client(Long.MAX_VALUE);
    new Heartbeat(Flux.range(0, 1_000_000).map(i -> bytes("")), SECOND, time).subscribe(client);

    assertThat(client.seen).hasSize(1_000_000);
    assertThat(client.done.getCount()).isZero();
  }

  @Test
  void no_more_is_sent_than_asked_for_while_comments_and_events_race() throws Exception {
    AtomicLong asked = new AtomicLong();
    Client client = new Client(0);
    new Heartbeat(
            Flux.range(0, 20_000)
                .map(i -> bytes("e"))
                .publishOn(Schedulers.newSingle("events", true), 1),
            Duration.ofMillis(1),
            Schedulers.newSingle("time", true))
        .subscribe(client);

    while (client.done.getCount() > 0) {
      asked.addAndGet(3);
      client.request(3);
      assertThat((long) client.count()).isLessThanOrEqualTo(asked.get());
    }

    assertThat(client.done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(client.seen.stream().filter("e"::equals)).hasSize(20_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "P366D"})
  void interval_out_of_bounds_is_refused(Duration interval) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RouteOption.heartbeat(interval))
        .withMessageContaining("heartbeat: " + interval);
  }

  private Client subscribe(long first) {
    Client client = new Client(first);
    new Heartbeat(source.flux(), SECOND, time).subscribe(client);
    return client;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** Another scheduler, with a clock on the wall that is set back as those of operating systems are. */
  private static final class SetBack implements Scheduler {
    private final Scheduler actual;
    private volatile Duration by = Duration.ZERO;

    SetBack(Scheduler actual) {
      this.actual = actual;
    }

    @Override
    public Disposable schedule(Runnable task) {
      return actual.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
      return actual.schedule(task, delay, unit);
    }

    @Override
    public Worker createWorker() {
      return actual.createWorker();
    }

    @Override
    public long now(TimeUnit unit) {
      boolean wall = unit.compareTo(TimeUnit.MILLISECONDS) >= 0;
      return actual.now(unit) - (wall ? unit.convert(by) : 0);
    }
  }

  private static final class Client extends BaseSubscriber<ByteBuffer> {
    private final long first;
    private final List<String> seen = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Throwable failure;

    Client(long first) {
      this.first = first;
    }

    synchronized int count() {
      return seen.size();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      if (first > 0) {
        request(first);
      }
    }

    @Override
    protected synchronized void hookOnNext(ByteBuffer event) {
      seen.add(UTF_8.decode(event.duplicate()).toString());
    }

    @Override
    protected void hookOnError(Throwable error) {
      failure = error;
      done.countDown();
    }

    @Override
    protected void hookOnComplete() {
      done.countDown();
    }
  }
}
