package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Tag("in-memory")
class TestSourceTest {

  @Test
  void elements_that_the_test_sends_arrive() {
    TestSource<String> source = TestSource.create();

    StepVerifier.create(source.flux())
        .then(() -> source.next("a").next("b").complete())
        .expectNext("a", "b")
        .verifyComplete();
    source.expectReleased().expectNotCancelled();
    assertThat(source)
        .hasToString(
            "source: 1 subscribed, " + Long.MAX_VALUE + " asked for, 2 sent, 1 ended, 0 cancelled");
  }

  @Test
  void error_that_the_test_sends_arrives() {
    TestSource<String> source = TestSource.create();

    StepVerifier.create(source.flux())
        .then(() -> source.error(new IllegalStateException("boom")))
        .verifyErrorMessage("boom");
  }

  @Test
  void stream_that_is_watched_passes_through_with_its_demand() {
    TestSource<Integer> source = TestSource.of(Flux.range(1, 10));

    StepVerifier.create(source.flux(), 0)
        .thenRequest(2)
        .expectNext(1, 2)
        .then(() -> source.expectRequested(2))
        .thenRequest(1)
        .expectNext(3)
        .thenCancel()
        .verify();

    assertThat(source.subscriptions()).isEqualTo(1);
    assertThat(source.requested()).isEqualTo(3);
    assertThat(source.emitted()).isEqualTo(3);
    source.expectCancelled();
  }

  @Test
  void completed_stream_that_is_cancelled_afterwards_counts_as_completed() {
    TestSource<Integer> source = TestSource.of(Flux.just(1));

    source.flux().take(1).blockLast();

    assertThat(source.subscriptions()).isEqualTo(1);
    source.expectReleased();
  }

  @Test
  void expectation_that_is_not_met_shows_all_counts() {
    TestSource<Integer> source = TestSource.of(Flux.never());
    source.flux().subscribe();

    assertThatThrownBy(() -> source.expectCancelled(Duration.ofMillis(10)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("source: 1 subscribed, " + Long.MAX_VALUE
            + " asked for, 0 sent, 0 ended, 0 cancelled (expected: cancelled)");
  }

  @Test
  void cancellation_where_none_was_expected_fails() {
    TestSource<Integer> source = TestSource.of(Flux.never());
    source.flux().subscribe().dispose();

    assertThatThrownBy(source::expectNotCancelled)
        .hasMessageContaining("(expected: not cancelled)");
  }

  @Test
  void source_whose_subscriber_has_gone_takes_no_more() {
    TestSource<Integer> source = TestSource.create();
    source.flux().subscribe().dispose();

    assertThatThrownBy(() -> source.next(1))
        .hasMessageContaining("(expected: a subscriber that is still there)");
  }
}
