package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void all_is_measured_unless_something_is_named() {
    Options usual = Options.of();
    Options some = Options.of("--servers", "molt,vertx", "--endpoints", "json");

    assertThat(Contender.all()).allMatch(usual::wants);
    assertThat(usual.wants("events")).isTrue();
    assertThat(Contender.all().stream().filter(some::wants).map(Contender::name))
        .containsExactly("molt", "vertx");
    assertThat(some.wants("events")).isFalse();
  }

  @Test
  void what_is_given_goes_before_what_short_means() {
    Options options = Options.of("--seconds", "7", "--short");

    assertThat(options.seconds()).isEqualTo(7);
    assertThat(options.rounds()).isLessThan(Options.of().rounds());
  }

  @Test
  void wrk_shares_the_core_of_the_servers_unless_it_is_given_one() {
    assertThat(Options.of("--server-core", "1").wrkCore()).isEqualTo(1);
    assertThat(Options.of("--server-core", "1", "--wrk-core", "0").wrkCore()).isZero();
  }

  @Test
  void option_that_is_unknown_or_lacks_its_value_is_named() {
    assertThatThrownBy(() -> Options.of("--fast", "1")).hasMessageStartingWith("--fast: unknown");
    assertThatThrownBy(() -> Options.of("--rounds")).hasMessage("--rounds: no value");
  }
}
