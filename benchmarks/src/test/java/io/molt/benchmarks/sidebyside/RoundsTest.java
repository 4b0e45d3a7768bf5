package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {
  @Test
  void few_rounds_are_those_of_one_fleet() {
    assertThat(Rounds.of(3)).containsExactly(new Rounds(1, 1, 3, 3));
  }

  @Test
  void many_are_those_of_two() {
    assertThat(Rounds.of(10)).containsExactly(new Rounds(1, 1, 5, 10), new Rounds(2, 6, 10, 10));
    assertThat(Rounds.of(10)).extracting(Rounds::areLast).containsExactly(false, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 10})
  void each_round_is_had_once(int all) {
    List<Integer> had = new ArrayList<>();
    Rounds.of(all).forEach(rounds -> rounds.forEach(had::add));
    assertThat(had)
        .hasSize(all)
        .doesNotHaveDuplicates()
        .isSorted()
        .startsWith(1)
        .endsWith(all);
  }
}
