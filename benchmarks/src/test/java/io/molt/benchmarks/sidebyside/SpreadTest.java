package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void nothing_has_no_middle() {
    assertThat(Spread.of(List.of())).isEmpty();
  }

  @Test
  void single_figure_is_its_own_median_and_quartiles() {
    assertThat(Spread.of(List.of(7.0))).contains(new Spread(7, 7, 7, 1));
  }

  @Test
  void median_and_quartiles_are_those_of_the_figures_in_order() {
    assertThat(Spread.of(List.of(5.0, 1.0, 4.0, 2.0, 3.0))).contains(new Spread(2, 3, 4, 5));
  }

  @Test
  void between_two_figures_is_their_weighted_mean() {
    assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).contains(new Spread(1.75, 2.5, 3.25, 4));
  }
}
