package io.molt.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LENGTH = 20;
  private static final int COUNT = 50;

  private final Slices slices = new Slices(1);
  private long now = 123 * MILLI;

  @BeforeEach
  void begin() {
    slices.begin(now);
  }

  @Test
  void all_count_where_the_generator_was_never_late() {
    answerEachMilli();

    assertThat(slices.count()).isEqualTo(COUNT);
    assertThat(slices.dropped()).isZero();
    assertThat(slices.kept().count()).isEqualTo(COUNT * LENGTH);
  }

  @Test
  void those_before_and_at_a_pause_and_of_nine_times_as_long_after_it_do_not_count() {
    answerEachMilli();

    // In the slice that begins at 200 ms; what follows lasts from 203 to 230.
    slices.late(at(200), at(203));

    assertThat(slices.dropped()).isEqualTo(3);
    assertThat(slices.kept().count()).isEqualTo((COUNT - 3) * LENGTH);
    assertThat(slices.kept().millis(1)).isEqualTo(999);
    assertDropped(180, 240);
  }

  @Test
  void slice_is_dropped_once_however_often_the_generator_was_late_in_it() {
    slices.late(at(200), at(201));
    slices.late(at(202), at(203));

    assertThat(slices.dropped()).isEqualTo(2);
  }

  @Test
  void what_several_pauses_left_to_be_worked_off_adds_up() {
    slices.late(at(200), at(202));
    slices.late(at(204), at(206));

    // Each leaves 18 ms, from 202 on.
    assertThat(slices.dropped()).isEqualTo(3);
    slices.late(at(208), at(210));
    slices.late(at(212), at(214));
    assertThat(slices.dropped()).isEqualTo(5);
  }

  @Test
  void pause_before_the_turn_that_is_worked_off_in_it_drops_its_beginning() {
    slices.late(at(-10), at(-5));

    assertThat(slices.dropped()).isEqualTo(3);
  }

  @Test
  void pause_across_either_end_of_the_turn_drops_what_is_within() {
    slices.late(at(-300), at(-299));
    assertThat(slices.dropped()).isZero();

    slices.late(at(-30), at(1));
    assertThat(slices.dropped()).isEqualTo(15);

    slices.late(at(990), at(1200));
    slices.late(at(1300), at(1400));
    assertThat(slices.dropped()).isEqualTo(15 + 2);
  }

  @Test
  void answer_counts_in_the_slice_that_its_request_was_due_in_however_late_it_is() {
    slices.sent(at(100));
    slices.answered(at(100), 700 * MILLI);
    slices.late(at(800), at(801));

    assertThat(slices.dropped()).isEqualTo(2);
    assertThat(slices.kept().millis(1)).isEqualTo(700);
  }

  @Test
  void server_that_stalls_has_all_that_was_due_meanwhile_counted() {
    for (int i = 100; i < 400; i++) {
      slices.sent(at(i));
      slices.answered(at(i), (400 - i) * MILLI);
    }

    assertThat(slices.dropped()).isZero();
    assertThat(slices.kept().count()).isEqualTo(300);
    assertThat(slices.kept().millis(1)).isEqualTo(300);
  }

  @Test
  void requests_that_were_due_before_or_after_the_turn_are_none_of_it() {
    slices.sent(at(-1));
    slices.answered(at(-1), MILLI);
    slices.sent(at(1000));
    slices.answered(at(1000), MILLI);

    assertThat(slices.kept().count()).isZero();
    assertThat(slices.owed()).isZero();
  }

  @Test
  void request_is_owed_until_it_is_answered_or_lost() {
    slices.sent(at(0));
    slices.sent(at(999));
    assertThat(slices.owed()).isEqualTo(2);

    slices.answered(at(0), MILLI);
    assertThat(slices.owed()).isEqualTo(1);

    slices.lost(at(999));
    assertThat(slices.owed()).isZero();
  }

  @Test
  void clock_tells_of_each_time_that_the_generator_did_not_look_for_long() {
    Clock clock = new Clock(() -> now);
    clock.tell(slices);
    for (int i = 0; i < 500; i++) {
      now += Slices.MOST_LATE;
      assertThat(clock.now()).isEqualTo(now);
    }
    assertThat(slices.dropped()).isZero();

    now += Slices.MOST_LATE + 1;
    clock.now();
    assertThat(slices.dropped()).isEqualTo(2);
  }

  @Test
  void clock_that_serves_no_turn_tells_nobody() {
    Clock clock = new Clock(() -> now);
    clock.tell(slices);
    clock.tell(null);
    now += 300 * MILLI;
    clock.now();

    assertThat(slices.dropped()).isZero();
  }

  /** One that was due at each millisecond of the turn, answered after as many. */
  private void answerEachMilli() {
    for (int i = 0; i < COUNT * LENGTH; i++) {
      slices.sent(at(i));
      slices.answered(at(i), i * MILLI);
    }
  }

  private void assertDropped(int from, int to) {
    Latencies expected = new Latencies();
    for (int i = 0; i < COUNT * LENGTH; i++) {
      if (i < from || i >= to) {
        expected.add(i * MILLI);
      }
    }
    assertThat(slices.kept()).hasToString(expected.toString());
  }

  private long at(int millis) {
    return 123 * MILLI + millis * MILLI;
  }
}
