package io.molt.benchmarks.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FigureTest {
  private static final Figure OBJECTS = Figure.parse("31.00 0.5%");

  @Test
  void one_object_more_or_less_is_not_the_same() {
    assertThat(OBJECTS.isExceededBy(32)).isTrue();
    assertThat(OBJECTS.isBeatenBy(30)).isTrue();
  }

  @Test
  void what_is_within_the_margin_is_the_same() {
    assertThat(OBJECTS.isExceededBy(31.1)).isFalse();
    assertThat(OBJECTS.isBeatenBy(30.9)).isFalse();
  }

  @Test
  void one_of_what_there_was_none_of_is_too_much_also_for_one_of_16_requests() {
    Figure none = Figure.parse("0.00 2%");

    assertThat(none.isExceededBy(1.0 / 16)).isTrue();
    assertThat(none.isExceededBy(0.01)).isFalse();
  }

  @Test
  void what_is_written_is_read_as_the_same() {
    assertThat(Figure.parse(OBJECTS.toString())).isEqualTo(OBJECTS);
  }

  @Test
  void margin_that_somebody_gave_is_kept_with_a_new_value() {
    assertThat(new Figure(30, 0.02).withMarginOf(OBJECTS)).hasToString("30.00 0.5%");
  }

  @Test
  void line_without_a_margin_is_refused_with_what_was_expected() {
    assertThatThrownBy(() -> Figure.parse("31"))
        .hasMessage("baseline: 31 (expected: a value and a margin, as in: 1496.0 2%)");
  }

  @Test
  void cost_that_is_not_in_the_baseline_does_not_hold() {
    assertThat(new Comparison("plaintext.bytes", null, 1).isWorse()).isTrue();
  }
}
