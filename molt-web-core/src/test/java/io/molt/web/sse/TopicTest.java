package io.molt.web.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.molt.web.http.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class TopicTest {
  private static final ServerSentEvent GAP = ServerSentEvent.of("").withEvent("gap");

  @Test
  void subscriber_gets_the_place_to_come_back_to_and_what_is_published_from_then_on() {
    Topic topic = topic(10);
    topic.publish("before");

    StepVerifier.create(fresh(topic, Overflow.DROP_OLDEST))
        .expectNext(place("t-1"))
        .then(() -> topic.publish("a"))
        .expectNext(event("t-2", "a"))
        .then(() -> topic.publish("b"))
        .expectNext(event("t-3", "b"))
        .thenCancel()
        .verify();
    assertThat(topic.subscribers()).isZero();
  }

  @Test
  void topic_without_an_event_has_a_place_before_the_first() {
    StepVerifier.create(fresh(topic(10), Overflow.DROP_OLDEST))
        .expectNext(place("t-0"))
        .thenCancel()
        .verify();
  }

  @Test
  void publish_tells_the_id() {
    Topic topic = topic(10);

    assertThat(topic.publish("a")).isEqualTo("t-1");
    assertThat(topic.publish(ServerSentEvent.of("b").withId("own"))).isEqualTo("own");
    assertThat(topic.publish("c")).isEqualTo("t-3");
  }

  @Test
  void all_subscribers_get_the_same_objects() {
    Topic topic = topic(10);
    Collected first = new Collected(Long.MAX_VALUE);
    Collected second = new Collected(Long.MAX_VALUE);
    fresh(topic, Overflow.DROP_OLDEST).subscribe(first);
    fresh(topic, Overflow.DROP_OLDEST).subscribe(second);

    topic.publish("a");

    assertThat(first.events.get(1)).isSameAs(second.events.get(1));
  }

  @ParameterizedTest
  @CsvSource({"t-0,1 2 3", "t-1,2 3", "t-2,3", "t-3,''"})
  void who_comes_back_gets_what_was_missed(String lastEventId, String missed) {
    Topic topic = topic(3);
    publish(topic, 1, 3);

    assertThat(replay(topic, lastEventId)).containsExactlyElementsOf(events(missed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t-0",
        "t-1",
        "t-6",
        "t-99999999999999999999",
        "t--1",
        "t-+3",
        "t-03",
        "t-",
        "t",
        "u-4",
        "4",
        "?"
      })
  void who_comes_back_with_an_id_that_is_not_kept_is_told_and_gets_all_that_is(String lastEventId) {
    Topic topic = topic(3);
    publish(topic, 1, 5);

    assertThat(replay(topic, lastEventId))
        .startsWith(GAP.withId("t-2"))
        .containsSubsequence(events("3 4 5"))
        .hasSize(4);
  }

  @Test
  void gap_is_told_once_for_all_that_makes_way_until_it_is_asked_for() {
    Topic topic = topic(3);
    publish(topic, 1, 5);

    StepVerifier.create(topic.events(Optional.of("t-1"), Overflow.DROP_OLDEST), 0)
        .then(() -> publish(topic, 6, 9))
        .thenRequest(10)
        .expectNext(GAP.withId("t-6"))
        .expectNextSequence(events("7 8 9"))
        .thenCancel()
        .verify();
  }

  @Test
  void gap_is_told_as_the_options_say() {
    ServerSentEvent reload = ServerSentEvent.of("all").withEvent("reload");
    Topic topic =
        Topic.create(TopicOptions.defaults().withOrigin("t").withCapacity(1).withGap(reload));

    assertThat(replay(topic, "other")).containsExactly(reload.withId("t-0"));
  }

  @Test
  void ids_of_ones_own_are_found_as_long_as_they_are_kept() {
    Topic topic = topic(2);
    for (String id : List.of("x", "y", "z")) {
      topic.publish(ServerSentEvent.of(id).withId(id));
    }

    assertThat(replay(topic, "y")).containsExactly(event("z", "z"));
    assertThat(replay(topic, "z")).isEmpty();
    assertThat(replay(topic, "x"))
        .containsExactly(GAP.withId("t-1"), event("y", "y"), event("z", "z"));
  }

  @Test
  void ids_of_ones_own_that_look_like_those_of_the_topic_are_not_mixed_up_with_them() {
    Topic topic = topic(10);
    for (String id : List.of("t-3", "t-1", "t-2")) {
      topic.publish(ServerSentEvent.of(id).withId(id));
    }

    assertThat(replay(topic, "t-3")).containsExactly(event("t-1", "t-1"), event("t-2", "t-2"));
    assertThat(replay(topic, "t-2")).isEmpty();
  }

  @Test
  void id_that_is_used_again_is_that_of_the_newest_event() {
    Topic topic = topic(2);
    for (int i = 0; i < 5; i++) {
      topic.publish(ServerSentEvent.of("" + i).withId("same"));
    }

    assertThat(replay(topic, "same")).isEmpty();
  }

  @Test
  void nothing_is_handed_on_that_was_not_asked_for() {
    Topic topic = topic(10);

    StepVerifier.create(fresh(topic, Overflow.DROP_OLDEST), 0)
        .then(() -> publish(topic, 1, 3))
        .thenRequest(1)
        .expectNext(place("t-0"))
        .thenRequest(2)
        .expectNextSequence(events("1 2"))
        .thenRequest(5)
        .expectNextSequence(events("3"))
        .thenCancel()
        .verify();
  }

  @Test
  void slow_subscriber_misses_the_oldest_and_is_told() {
    Topic topic = topic(3);

    StepVerifier.create(fresh(topic, Overflow.DROP_OLDEST), 1)
        .expectNext(place("t-0"))
        .then(() -> publish(topic, 1, 10))
        .thenRequest(10)
        .expectNext(GAP.withId("t-7"))
        .expectNextSequence(events("8 9 10"))
        .then(() -> publish(topic, 11, 11))
        .expectNextSequence(events("11"))
        .thenCancel()
        .verify();
  }

  @Test
  void latest_only_begins_with_the_newest_and_leaves_out_what_was_in_between() {
    Topic topic = topic(3);
    publish(topic, 1, 2);

    StepVerifier.create(fresh(topic, Overflow.LATEST_ONLY), 1)
        .expectNextSequence(events("2"))
        .then(() -> publish(topic, 3, 10))
        .thenRequest(2)
        .expectNextSequence(events("10"))
        .then(() -> publish(topic, 11, 11))
        .expectNextSequence(events("11"))
        .thenCancel()
        .verify();
  }

  @ParameterizedTest
  @CsvSource({"t-1,5", "t-4,5", "t-5,''", "other,5"})
  void latest_only_sends_who_comes_back_the_newest_unless_it_is_known(String id, String sent) {
    Topic topic = topic(3);
    publish(topic, 1, 5);
    Collected client = new Collected(Long.MAX_VALUE);

    topic.events(Optional.of(id), Overflow.LATEST_ONLY).subscribe(client);

    assertThat(client.events).containsExactlyElementsOf(events(sent));
  }

  @Test
  void latest_only_is_told_of_no_gap_where_there_is_no_event_yet() {
    Topic topic = topic(3);

    StepVerifier.create(topic.events(Optional.of("other"), Overflow.LATEST_ONLY))
        .expectNext(place("t-0"))
        .then(() -> publish(topic, 1, 1))
        .expectNextSequence(events("1"))
        .then(topic::complete)
        .verifyComplete();
  }

  @Test
  void who_is_to_be_disconnected_is_once_it_is_half_of_what_is_kept_behind() {
    Topic topic = topic(10);

    StepVerifier.create(fresh(topic, Overflow.DISCONNECT), 1)
        .expectNext(place("t-0"))
        .then(() -> publish(topic, 1, 5))
        .then(() -> assertThat(topic.subscribers()).isOne())
        .then(() -> publish(topic, 6, 6))
        .verifyComplete();
    assertThat(topic.subscribers()).isZero();
    assertThat(replay(topic, "t-0")).hasSize(6);
  }

  @Test
  void what_was_missed_before_is_no_reason_to_disconnect() {
    Topic topic = topic(10);
    publish(topic, 1, 10);

    StepVerifier.create(topic.events(Optional.of("t-0"), Overflow.DISCONNECT), 1)
        .expectNextSequence(events("1"))
        .thenRequest(20)
        .expectNextSequence(events("2 3 4 5 6 7 8 9 10"))
        .thenCancel()
        .verify();
  }

  @Test
  void who_catches_up_is_told_of_what_makes_way_meanwhile_and_not_disconnected() {
    Topic topic = topic(10);
    publish(topic, 1, 10);

    StepVerifier.create(topic.events(Optional.of("t-0"), Overflow.DISCONNECT), 1)
        .expectNextSequence(events("1"))
        .then(() -> publish(topic, 11, 13))
        .thenRequest(20)
        .expectNext(GAP.withId("t-3"))
        .expectNextSequence(events("4 5 6 7 8 9 10 11 12 13"))
        .thenCancel()
        .verify();
  }

  @Test
  void who_comes_back_too_late_is_disconnected_only_for_what_is_published_from_then_on() {
    Topic topic = topic(10);
    publish(topic, 1, 20);

    StepVerifier.create(topic.events(Optional.of("t-1"), Overflow.DISCONNECT), 0)
        .then(() -> publish(topic, 21, 25))
        .then(() -> assertThat(topic.subscribers()).isOne())
        .then(() -> publish(topic, 26, 26))
        .verifyComplete();
    assertThat(topic.subscribers()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void complete_ends_streams_after_the_events_that_are_left(Overflow overflow) {
    Topic topic = topic(4);

    StepVerifier.create(fresh(topic, overflow), 1)
        .expectNext(place("t-0"))
        .then(() -> publish(topic, 1, 1))
        .then(topic::complete)
        .thenRequest(1)
        .expectNextSequence(events("1"))
        .verifyComplete();
    assertThat(topic.subscribers()).isZero();
  }

  @Test
  void complete_topic_takes_no_events_and_still_replays() {
    Topic topic = topic(4);
    publish(topic, 1, 2);
    topic.complete();
    topic.complete();

    assertThatIllegalStateException()
        .isThrownBy(() -> topic.publish("late"))
        .withMessage("the topic is complete (expected: no event after complete())");
    StepVerifier.create(topic.events(Optional.of("t-1"), Overflow.DROP_OLDEST))
        .expectNextSequence(events("2"))
        .verifyComplete();
  }

  @Test
  void subscriber_that_takes_nothing_keeps_nobody_waiting_and_nothing_for_itself() {
    Topic topic = topic(5);
    Collected idle = new Collected(0);
    Collected busy = new Collected(Long.MAX_VALUE);
    fresh(topic, Overflow.DROP_OLDEST).subscribe(idle);
    fresh(topic, Overflow.DROP_OLDEST).subscribe(busy);

    publish(topic, 1, 10_000);
    idle.request(Long.MAX_VALUE);

    assertThat(busy.events).hasSize(10_001);
    assertThat(idle.events).hasSize(7);
  }

  @Test
  void subscriber_may_publish_and_leave_while_it_is_handed_an_event() {
    Topic topic = topic(10);
    List<Object> seen = new ArrayList<>();
    fresh(topic, Overflow.DROP_OLDEST)
        .filter(event -> event.data() != null)
        .doOnNext(event -> seen.add(event.data()))
        .doOnNext(event -> topic.publish(event.data() + "+"))
        .take(3)
        .subscribe();

    topic.publish("a");

    assertThat(seen).containsExactly("a", "a+", "a++");
    assertThat(topic.subscribers()).isZero();
  }

  @Test
  void subscriber_that_throws_is_given_up_and_all_others_get_the_event() {
    Topic topic = topic(10);
    List<Collected> others = new ArrayList<>();
    List<Throwable> told = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Collected other = new Collected(Long.MAX_VALUE);
      others.add(other);
      fresh(topic, Overflow.DROP_OLDEST).subscribe(other);
      fresh(topic, Overflow.DROP_OLDEST).subscribe(new Throwing(told));
    }

    topic.publish("a");
    topic.publish("b");

    assertThat(others)
        .allSatisfy(other -> assertThat(other.ids()).containsExactly("t-0", "t-1", "t-2"));
    assertThat(told).hasSize(10).allSatisfy(thrown -> assertThat(thrown).hasMessage("absent"));
    assertThat(topic.subscribers()).isEqualTo(10);
  }

  @Test
  void every_event_of_many_publishers_reaches_every_subscriber_once_in_one_order()
      throws Exception {
    int publishers = 4;
    int each = 2_000;
    Topic topic = topic(publishers * each);
    List<Collected> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Collected client = new Collected(Long.MAX_VALUE);
      clients.add(client);
      fresh(topic, Overflow.DROP_OLDEST).subscribe(client);
    }

    together(publishers, () -> publish(topic, 1, each));
    topic.complete();

    assertThat(clients).allSatisfy(client -> {
      assertThat(client.done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(client.ids()).hasSize(publishers * each + 1).doesNotHaveDuplicates();
      assertThat(client.ids()).isEqualTo(clients.get(0).ids());
    });
  }

  @Test
  void whoever_comes_and_goes_while_events_are_published_misses_none_of_its_own() throws Exception {
    Topic topic = topic(100_000);
    AtomicInteger wrong = new AtomicInteger();
    AtomicInteger left = new AtomicInteger(20_000);

    together(4, () -> {
      while (left.get() > 0) {
        if (left.get() % 4 == 0) {
          Collected client = new Collected(5);
          fresh(topic, Overflow.DROP_OLDEST).subscribe(client);
          topic.publish("x");
          client.cancel();
          wrong.addAndGet(client.isInARow() ? 0 : 1);
        } else {
          topic.publish("y");
        }
        left.decrementAndGet();
      }
    });

    assertThat(wrong).hasValue(0);
    assertThat(topic.subscribers()).isZero();
  }

  @Test
  void demand_that_comes_while_events_do_is_met_and_no_more() throws Exception {
    Topic topic = topic(4_000);
    Collected client = new Collected(0);
    fresh(topic, Overflow.DROP_OLDEST).subscribe(client);

    together(2, () -> {
      for (int i = 0; i < 1_000; i++) {
        topic.publish("x");
        client.request(1);
      }
    });

    assertThat(client.events).hasSize(2_000);
    assertThat(client.isInARow()).isTrue();
  }

  @Test
  void overtaken_subscribers_stay_in_order_and_are_told() throws Exception {
    Topic topic = topic(2);
    Collected client = new Collected(Long.MAX_VALUE);
    fresh(topic, Overflow.DROP_OLDEST).subscribe(client);

    together(4, () -> publish(topic, 1, 5_000));
    topic.complete();

    assertThat(client.done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(client.isInARow()).isTrue();
    assertThat(client.ids().get(client.ids().size() - 1)).isEqualTo("t-20000");
  }

  @Test
  void latest_only_ends_with_the_newest_however_events_race() throws Exception {
    Topic topic = topic(1);
    Collected client = new Collected(Long.MAX_VALUE);
    topic.publish("first");
    fresh(topic, Overflow.LATEST_ONLY).subscribe(client);

    together(4, () -> publish(topic, 1, 5_000));

    List<String> ids = client.ids();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.get(ids.size() - 1)).isEqualTo("t-20001");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, (1 << 24) + 1})
  void capacity_out_of_bounds_is_refused(int events) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicOptions.defaults().withCapacity(events))
        .withMessage("topic capacity: " + events + " (expected: 1 to 16777216)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a-b", "a\n"})
  void origin_that_would_not_do_in_an_id_is_refused(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopicOptions.defaults().withOrigin(origin))
        .withMessageContaining("topic origin");
  }

  @Test
  void topics_have_origins_of_their_own_unless_told_otherwise() {
    assertThat(TopicOptions.defaults().origin())
        .isNotEqualTo(TopicOptions.defaults().origin());
  }

  private static Topic topic(int capacity) {
    return Topic.create(TopicOptions.defaults().withOrigin("t").withCapacity(capacity));
  }

  private static Flux<ServerSentEvent> fresh(Topic topic, Overflow overflow) {
    return topic.events(Optional.empty(), overflow);
  }

  private static List<ServerSentEvent> replay(Topic topic, String lastEventId) {
    Collected client = new Collected(Long.MAX_VALUE);
    topic.events(Optional.of(lastEventId), Overflow.DROP_OLDEST).subscribe(client);
    client.cancel();
    return client.events;
  }

  private static void publish(Topic topic, int from, int to) {
    for (int i = from; i <= to; i++) {
      topic.publish("" + i);
    }
  }

  private static ServerSentEvent place(String id) {
    return new ServerSentEvent(id, null, null, null);
  }

  private static ServerSentEvent event(String id, String data) {
    return ServerSentEvent.of(data).withId(id);
  }

  private static List<ServerSentEvent> events(String numbers) {
    return numbers.isEmpty()
        ? List.of()
        : List.of(numbers.split(" ")).stream().map(n -> event("t-" + n, n)).toList();
  }

  private static void together(int threads, Runnable work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      pool.submit(() -> {
        start.countDown();
        start.await();
        work.run();
        return null;
      });
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Throws at the first event that has data, what operators do not catch. */
  private static final class Throwing implements CoreSubscriber<ServerSentEvent> {
    private final List<Throwable> told;

    Throwing(List<Throwable> told) {
      this.told = told;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ServerSentEvent event) {
      if (event.data() != null) {
        throw new NoClassDefFoundError("absent");
      }
    }

    @Override
    public void onError(Throwable thrown) {
      told.add(thrown);
    }

    @Override
    public void onComplete() {}
  }

  /** Keeps what it is handed, and asks for so much at first. */
  private static final class Collected extends BaseSubscriber<ServerSentEvent> {
    private final long first;
    private final List<ServerSentEvent> events = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    Collected(long first) {
      this.first = first;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      if (first > 0) {
        request(first);
      }
    }

    @Override
    protected void hookOnNext(ServerSentEvent event) {
      synchronized (this) {
        events.add(event);
      }
    }

    @Override
    protected void hookOnComplete() {
      done.countDown();
    }

    synchronized List<String> ids() {
      return events.stream().map(ServerSentEvent::id).toList();
    }

    /** Returns whether no id is missing or out of turn, but before an event that says so. */
    synchronized boolean isInARow() {
      for (int i = 1; i < events.size(); i++) {
        boolean told = "gap".equals(events.get(i).event());
        long step = number(events.get(i)) - number(events.get(i - 1));
        if (told ? step < 1 : step != 1) {
          return false;
        }
      }
      return true;
    }

    private static long number(ServerSentEvent event) {
      return Long.parseLong(event.id().substring(2));
    }
  }
}
