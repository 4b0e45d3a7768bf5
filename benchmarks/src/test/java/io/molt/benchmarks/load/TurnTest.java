package io.molt.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int COUNT = 50;

  private final Turn turn = new Turn(1);

  @Test
  void run_of_which_half_counts_is_enough() {
    assertThat(turn.isEnough()).isFalse();
    run(25);

    assertThat(turn.isEnough()).isTrue();
    assertThat(turn.droppedPercent()).isEqualTo(50);
  }

  @Test
  void runs_of_which_less_counts_are_put_together_until_they_are_enough() {
    run(30);
    assertThat(turn.isEnough()).isFalse();
    run(50);
    assertThat(turn.isEnough()).isFalse();
    run(46);
    assertThat(turn.isEnough()).isFalse();
    run(49);

    assertThat(turn.isEnough()).isTrue();
    assertThat(turn.runs()).isEqualTo(4);
    assertThat(turn.droppedPercent()).isEqualTo(87.5);
    assertThat(turn.kept().count()).isEqualTo(20 + 4 + 1);
  }

  /** One request in each slice, and a generator that was late in so many of them. */
  private void run(int late) {
    Slices slices = turn.next();
    slices.begin(0);
    for (int i = 0; i < COUNT; i++) {
      slices.sent(i * SLICE);
      slices.answered(i * SLICE, SLICE);
    }
    for (int i = 0; i < late; i++) {
      slices.late(i * SLICE, i * SLICE + 1);
    }
  }
}
