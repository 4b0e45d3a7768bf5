package io.molt.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private static final long MICRO = 1000;

  @Test
  void percentile_is_the_time_that_so_large_a_part_took_at_most() {
    Latencies latencies = new Latencies();
    for (int i = 1; i <= 1000; i++) {
      latencies.add(i * 100 * MICRO);
    }

    assertThat(latencies.count()).isEqualTo(1000);
    assertThat(latencies.millis(0.5)).isCloseTo(50, Percentage.withPercentage(1));
    assertThat(latencies.millis(0.99)).isCloseTo(99, Percentage.withPercentage(1));
    assertThat(latencies.millis(0.999)).isCloseTo(99.9, Percentage.withPercentage(1));
    assertThat(latencies.millis(1)).isEqualTo(100);
  }

  @Test
  void every_time_up_to_an_hour_is_counted_within_a_hundredth() {
    for (long micros = 1; micros < 3_600_000_000L; micros += 1 + micros / 7) {
      Latencies latencies = new Latencies();
      latencies.add(micros * MICRO);
      latencies.add(Long.MAX_VALUE);

      assertThat(latencies.millis(0.5) * 1000)
          .isCloseTo(micros, within(micros / 100.0))
          .isGreaterThanOrEqualTo(micros);
    }
  }

  @Test
  void nothing_is_left_of_what_was_cleared() {
    Latencies latencies = new Latencies();
    latencies.add(5 * MICRO);

    latencies.clear();
    latencies.add(MICRO);

    assertThat(latencies.count()).isEqualTo(1);
    assertThat(latencies.millis(1)).isEqualTo(0.001);
  }

  @Test
  void those_that_are_added_count_as_if_each_had_been() {
    Latencies latencies = new Latencies();
    Latencies others = new Latencies();
    latencies.add(5 * MICRO);
    others.add(MICRO);
    others.add(9 * MICRO);

    latencies.add(others);

    assertThat(latencies.count()).isEqualTo(3);
    assertThat(latencies.millis(0.3)).isEqualTo(0.001);
    assertThat(latencies.millis(0.6)).isEqualTo(0.005);
    assertThat(latencies.millis(1)).isEqualTo(0.009);
  }
}
