package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  private static final Cell MOLT = new Cell(Metric.CPU, "json", "molt");
  private static final Cell QUICK = MOLT.of("quick");
  private static final Cell SLOW = MOLT.of("slow");

  private final Figures figures = new Figures();

  @Test
  void figure_by_itself_is_held_to_its_bound() {
    Goal goal = Goal.most(2, "figure", MOLT);
    figures.add(MOLT, 1, 2);

    assertThat(goal.measured(figures))
        .hasValueSatisfying(measured -> assertThat(goal.isMet(measured)).isTrue());
    assertThat(goal.isMet(new Spread(1, 2.1, 3, 5))).isFalse();
  }

  @Test
  void figure_is_compared_with_the_best_of_the_others() {
    Goal goal = Goal.most(0.6, "ratio", MOLT, List.of(SLOW, QUICK));
    figures.add(MOLT, 1, 5);
    figures.add(QUICK, 1, 10);
    figures.add(SLOW, 1, 50);

    assertThat(goal.measured(figures)).contains(new Spread(0.5, 0.5, 0.5, 1));
  }

  @Test
  void nothing_is_said_where_the_other_was_not_measured() {
    figures.add(MOLT, 1, 5);

    assertThat(Goal.most(1, "ratio", MOLT, List.of(QUICK)).measured(figures)).isEmpty();
    assertThat(Goal.most(1, "figure", QUICK).measured(figures)).isEmpty();
  }

  @Test
  void lower_bound_holds_from_itself_on() {
    Goal goal = Goal.least(0.95, "ratio", MOLT, QUICK);

    assertThat(goal.isMet(new Spread(0.9, 0.95, 1, 3))).isTrue();
    assertThat(goal.isMet(new Spread(0.9, 0.94, 1, 3))).isFalse();
  }

  @Test
  void goals_are_named_apart() {
    assertThat(Goals.all()).extracting(Goal::name).doesNotHaveDuplicates();
  }
}
