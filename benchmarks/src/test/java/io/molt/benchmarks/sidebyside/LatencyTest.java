package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void rate_is_the_same_for_all_that_bear_it() {
    assertThat(Latency.rate(Optional.of(70.0), Optional.of(100.0))).contains(60.0);
    assertThat(Latency.rate(Optional.of(200.0), Optional.of(100.0))).contains(60.0);
  }

  @Test
  void server_that_cannot_bear_it_has_a_rate_of_its_own() {
    assertThat(Latency.rate(Optional.of(50.0), Optional.of(100.0))).contains(30.0);
  }

  @Test
  void server_whose_throughput_is_unknown_has_no_rate() {
    assertThat(Latency.rate(Optional.empty(), Optional.of(100.0))).isEmpty();
    assertThat(Latency.rate(Optional.of(100.0), Optional.empty())).isEmpty();
  }
}
