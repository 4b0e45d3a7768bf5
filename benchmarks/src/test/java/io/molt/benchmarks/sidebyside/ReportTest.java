package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Cell MOLT = new Cell(Metric.CPU, Endpoint.PLAINTEXT, Contender.MOLT);

  private final Figures figures = new Figures();

  @Test
  void goal_that_is_met_or_missed_is_told_with_what_was_measured() {
    figures.add(MOLT, 1, 6);
    figures.add(MOLT.of(Contender.VERTX), 1, 6.25);
    figures.add(MOLT.of(Contender.NETTY), 1, 5);

    assertThat(report())
        .contains("| CPU, plaintext ÷ vertx | ≤ 1.00 | 0.960 | 0.960–0.960 | 1 | yes |")
        .contains("| CPU, plaintext ÷ netty | ≤ 1.03 | 1.200 | 1.200–1.200 | 1 | **no** |");
  }

  @Test
  void goal_that_lacks_a_server_is_told_to_be_not_measured() {
    figures.add(MOLT, 1, 6);

    assertThat(report()).contains("| CPU, plaintext ÷ jooby | ≤ 1.00 | not measured |  |  |  |");
  }

  @Test
  void ratios_stand_beside_the_figures_they_are_of() {
    figures.add(MOLT, 1, 6);
    figures.add(MOLT.of(Contender.VERTX), 1, 8);

    assertThat(report()).contains("| vertx | 8.00 |").contains("| vertx | 0.750 (0.750–0.750) |");
  }

  @Test
  void latency_at_a_rate_of_its_own_is_marked() {
    Cell offered = new Cell(Metric.OFFERED, Endpoint.PLAINTEXT, Contender.MOLT);
    figures.add(offered, 1, 60_000);
    figures.add(offered.of(Contender.VERTX), 1, 20_000);

    assertThat(report())
        .contains("| molt | plaintext | 60,000 |")
        .contains("| vertx \\* | plaintext | 20,000 |");
  }

  @Test
  void troubles_and_facts_are_told() {
    assertThat(report()).contains("- vertx: left out").contains("- Kernel: 6.1");
  }

  private String report() {
    return new Report(
            figures,
            List.of(Contender.MOLT, Contender.VERTX),
            Map.of("Kernel", "6.1"),
            Map.of(Contender.VERTX, "vertx-web 5"),
            List.of("vertx: left out"))
        .toString();
  }
}
