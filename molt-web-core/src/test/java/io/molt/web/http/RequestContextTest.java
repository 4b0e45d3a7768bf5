package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

@Timeout(60)
class RequestContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void a_deadline_can_only_come_forward() {
    RequestContext context = Requests.context();
    assertThat(context.deadline()).contains(Requests.NOW.plusSeconds(30));
    assertThat(context.remaining()).contains(Duration.ofSeconds(30));

    context.shortenDeadline(Requests.NOW.plusSeconds(10));
    context.shortenDeadline(Requests.NOW.plusSeconds(20));
    assertThat(context.remaining()).contains(Duration.ofSeconds(10));

    context.shortenDeadline(Requests.NOW.plusSeconds(5));
    assertThat(context.deadline()).contains(Requests.NOW.plusSeconds(5));
    assertThat(context.remaining()).contains(Duration.ofSeconds(5));
  }

  @Test
  void the_time_left_is_never_negative() {
    RequestContext context = Requests.context();

    context.shortenDeadline(Requests.NOW.minusSeconds(5));

    assertThat(context.remaining()).contains(Duration.ZERO);
  }

  @Test
  void the_earliest_of_many_deadlines_counts_whoever_sets_it() {
    RequestContext context = Requests.context();

    IntStream.rangeClosed(1, 1000)
        .parallel()
        .forEach(i -> context.shortenDeadline(Requests.NOW.plusSeconds(i)));

    assertThat(context.remaining()).contains(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void the_end_is_told_to_those_who_asked_before_and_after(Outcome outcome) {
    RequestContext context = Requests.context();
    Mono<Outcome> early = context.ended();

    StepVerifier.create(early.zipWith(context.ended()))
        .then(() -> assertThat(context.outcome()).isEmpty())
        .then(() -> assertThat(context.end(outcome)).isTrue())
        .assertNext(both -> assertThat(both.toList()).containsExactly(outcome, outcome))
        .verifyComplete();

    StepVerifier.create(context.ended()).expectNext(outcome).verifyComplete();
    StepVerifier.create(early).expectNext(outcome).verifyComplete();
    assertThat(context.outcome()).contains(outcome);
  }

  @ParameterizedTest
  @EnumSource(value = Outcome.class, mode = EnumSource.Mode.EXCLUDE, names = "COMPLETED")
  void every_end_but_completion_is_a_cancellation(Outcome outcome) {
    RequestContext context = Requests.context();
    assertThat(context.isCancelled()).isFalse();

    StepVerifier.create(context.cancelled()).then(() -> context.end(outcome)).verifyComplete();

    StepVerifier.create(context.cancelled()).verifyComplete();
    assertThat(context.isCancelled()).isTrue();
  }

  @Test
  void a_request_that_completed_was_never_cancelled() {
    RequestContext context = Requests.context();
    CountDownLatch told = new CountDownLatch(1);
    context.cancelled().doOnTerminate(told::countDown).subscribe();

    context.end(Outcome.COMPLETED);
    context.cancelled().doOnTerminate(told::countDown).subscribe();

    assertThat(told.getCount()).isEqualTo(1);
    assertThat(context.isCancelled()).isFalse();
  }

  @Test
  void the_first_word_about_the_end_counts() {
    RequestContext context = Requests.context();

    assertThat(context.end(Outcome.COMPLETED)).isTrue();
    assertThat(context.end(Outcome.CLIENT_GONE)).isFalse();
    assertThat(context.outcome()).contains(Outcome.COMPLETED);
  }

  @Test
  void one_of_many_ends_counts_and_every_watcher_learns_of_it() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      RequestContext context = Requests.context();
      CountDownLatch told = new CountDownLatch(8);

      long firsts = IntStream.range(0, 16)
          .parallel()
          .filter(i -> {
            if (i % 2 == 0) {
              context.ended().subscribe(outcome -> told.countDown());
              return false;
            }
            return context.end(Outcome.values()[i % Outcome.values().length]);
          })
          .count();

      assertThat(firsts).isEqualTo(1);
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void attributes_are_found_by_their_key() {
    Key<String> user = Key.of("user");
    RequestContext context = Requests.context();
    assertThat(context.find(user)).isEmpty();
    assertThatThrownBy(() -> context.get(user))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "attribute 'user' is not set (expected: a middleware that sets it, before this one)");

    context.set(user, "ada");
    context.set(user, "bob");

    assertThat(context.get(user)).isEqualTo("bob");
    assertThat(context.find(Key.<String>of("user"))).isEmpty();
  }

  @Test
  void attributes_can_be_set_from_many_threads() {
    RequestContext context = Requests.context();
    Key<?>[] keys = IntStream.range(0, 500).mapToObj(i -> Key.of("k" + i)).toArray(Key[]::new);

    IntStream.range(0, keys.length).parallel().forEach(i -> set(context, keys[i], i));

    assertThat(keys).allSatisfy(key -> assertThat(context.find(key)).isPresent());
  }

  @Test
  void the_trace_id_is_that_of_the_client() {
    RequestContext context =
        Requests.context("TraceParent", "00-" + TRACE + "-00f067aa0ba902b7-01");

    assertThat(context.traceId()).isEqualTo(TRACE);
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-<script>alert(1)</script>xxxxxxxx-00f067aa0ba902b7-01",
      })
  void a_malformed_trace_parent_makes_way_for_a_new_id(String header) {
    RequestContext context = Requests.context("traceparent", header);

    assertThat(context.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    assertThat(context.traceId()).isEqualTo(context.traceId());
    assertThat(Requests.context().traceId()).isNotEqualTo(Requests.context().traceId());
  }

  @Test
  void new_trace_ids_are_all_different() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(Requests.context().traceId());
    }

    assertThat(ids).hasSize(10_000).allMatch(id -> id.matches("(?!0{32})[0-9a-f]{32}"));
  }

  @Test
  void the_request_id_is_that_of_the_trace_unless_another_is_set() {
    RequestContext context =
        Requests.context("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
    assertThat(context.requestId()).isEqualTo(TRACE);

    context.setRequestId("edge-1");

    assertThat(context.requestId()).isEqualTo("edge-1");
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.detached(Duration.ofSeconds(1)).requestId()).isEqualTo("edge-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "é"})
  void an_id_that_does_not_fit_a_header_is_refused(String id) {
    assertThatThrownBy(() -> Requests.context().setRequestId(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("request id: ")
        .hasMessageEndingWith("(expected: visible ASCII, no spaces)");
  }

  @Test
  void the_current_context_is_that_of_the_subscription() {
    RequestContext context = Requests.context();

    RequestContext.current()
        .contextWrite(Context.of(RequestContext.class, context))
        .as(StepVerifier::create)
        .expectNext(context)
        .verifyComplete();
  }

  @Test
  void outside_of_a_request_there_is_no_current_context() {
    RequestContext.current()
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("no request in the context (expected: a publisher that a handler returned,"
                + " or one subscribed to within it)"))
        .verify();
  }

  @SuppressWarnings("unchecked") // the keys of this test hold integers
  private static void set(RequestContext context, Key<?> key, int value) {
    context.set((Key<Integer>) key, value);
  }
}
