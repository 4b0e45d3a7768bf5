package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Cell MOLT = new Cell(Metric.CPU, "json", "molt");
  private static final Cell PEER = MOLT.of("peer");
  private static final Cell OTHER = MOLT.of("other");

  private final Figures figures = new Figures();

  @Test
  void ratio_is_the_median_of_ratios_not_the_ratio_of_medians() {
    add(MOLT, 1, 10, 9);
    add(PEER, 2, 10, 3);

    assertThat(figures.ratio(MOLT, PEER)).contains(new Spread(0.75, 1, 2, 3));
  }

  @Test
  void ratio_pairs_only_rounds_that_both_have() {
    figures.add(MOLT, 1, 100);
    figures.add(MOLT, 2, 6);
    figures.add(PEER, 2, 3);
    figures.add(PEER, 3, 100);

    assertThat(figures.ratio(MOLT, PEER)).contains(new Spread(2, 2, 2, 1));
    assertThat(figures.ratio(MOLT, OTHER)).isEmpty();
  }

  @Test
  void least_is_that_with_the_least_median_among_those_measured() {
    add(MOLT, 3, 3, 3);
    add(PEER, 1, 4, 5);

    assertThat(figures.least(List.of(MOLT, PEER, OTHER))).contains(MOLT);
    assertThat(figures.least(List.of(OTHER))).isEmpty();
  }

  @Test
  void csv_has_a_line_for_each_figure() {
    add(MOLT, 1.25, 1e-9);
    figures.add(new Cell(Metric.START, "", "peer"), 1, 700);

    assertThat(figures.toCsv())
        .containsExactly(
            "metric,endpoint,server,round,value",
            "CPU,json,molt,1,1.25",
            "CPU,json,molt,2,1.0E-9",
            "START,,peer,1,700.0");
  }

  private void add(Cell cell, double... values) {
    for (int i = 0; i < values.length; i++) {
      figures.add(cell, i + 1, values[i]);
    }
  }
}
