package io.molt.web.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S, 0",
    "500ms, PT0.5S, 500ms",
    "60s, PT1M, 1m",
    "90s, PT1M30S, 90s",
    "1m30s, PT1M30S, 90s",
    "2m, PT2M, 2m",
    "24h, PT24H, 24h",
    "1d, PT24H, 24h",
    "1d2h3m4s5ms, PT26H3M4.005S, 93784005ms",
    "PT1M, PT1M, 1m",
    "PT0.0000001S, PT0.0000001S, PT0.0000001S",
    "PT-5S, PT-5S, PT-5S",
  })
  void durations_are_read_and_written_back(String text, Duration duration, String written) {
    assertThat(Kind.DURATION.read(text)).contains(duration);
    assertThat(Kind.DURATION.write(duration)).isEqualTo(written);
    assertThat(Kind.DURATION.read(written)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "5 parsecs", "1s2m", "-5s", "1.5s", "9999999999s", "PT", "s"})
  void what_is_no_duration_is_not_read(String text) {
    assertThat(Kind.DURATION.read(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B",
    "1000, 1000, 1000B",
    "1024, 1024, 1KB",
    "512B, 512, 512B",
    "16KB, 16384, 16KB",
    "16kb, 16384, 16KB",
    "16k, 16384, 16KB",
    "1 MB, 1048576, 1MB",
    "1536KB, 1572864, 1536KB",
    "1G, 1073741824, 1024MB",
    "2147483647, 2147483647, 2147483647B",
  })
  void sizes_are_read_and_written_back(String text, int bytes, String written) {
    assertThat(Kind.SIZE.read(text)).contains(bytes);
    assertThat(Kind.SIZE.write(bytes)).isEqualTo(written);
    assertThat(Kind.SIZE.read(written)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1TB", "1.5MB", "2GB", "2147483648", "9999999999GB", "KB"})
  void what_is_no_size_is_not_read(String text) {
    assertThat(Kind.SIZE.read(text)).isEmpty();
  }

  @Test
  void large_sizes_have_no_bound_but_that_of_a_long() {
    assertThat(Kind.LARGE_SIZE.read("100GB")).contains(100L << 30);
    assertThat(Kind.LARGE_SIZE.write(100L << 30)).isEqualTo("102400MB");
    assertThat(Kind.LARGE_SIZE.read("9999999999GB")).isEmpty();
  }

  @Test
  void numbers_and_ports_are_whole() {
    assertThat(Kind.NUMBER.read("-12")).contains(-12);
    assertThat(Kind.NUMBER.read("1e3")).isEmpty();
    assertThat(Kind.NUMBER.read("4294967297")).isEmpty();
    assertThat(Kind.PORT.read("65535")).contains(65_535);
    assertThat(Kind.PORT.read("65536")).isEmpty();
    assertThat(Kind.PORT.read("-1")).isEmpty();
  }

  @Test
  void switches_are_true_or_false() {
    assertThat(Kind.SWITCH.read("TRUE")).contains(true);
    assertThat(Kind.SWITCH.read("false")).contains(false);
    assertThat(Kind.SWITCH.read("yes")).isEmpty();
  }

  @Test
  void constants_are_written_in_kebab_case_and_listed_where_one_is_expected() {
    enum Taste {
      SWEET,
      VERY_SOUR
    }
    Kind<Taste> kind = Kind.oneOf(Taste.class);
    assertThat(kind.read("very-sour")).contains(Taste.VERY_SOUR);
    assertThat(kind.read("bitter")).isEmpty();
    assertThat(kind.write(Taste.VERY_SOUR)).isEqualTo("very-sour");
    assertThat(kind.expected()).isEqualTo("sweet | very-sour");
    assertThat(Kind.oneOf(TimeUnit.class).read("days")).contains(TimeUnit.DAYS);
  }

  @Test
  void lists_are_separated_by_commas() {
    Kind<List<Duration>> kind = Kind.listOf(Kind.DURATION);
    assertThat(kind.read("1s, 2m")).contains(List.of(Duration.ofSeconds(1), Duration.ofMinutes(2)));
    assertThat(kind.read("")).contains(List.of());
    assertThat(kind.read("1s,,2m")).isEmpty();
    assertThat(kind.write(List.of(Duration.ofSeconds(1), Duration.ofMinutes(2))))
        .isEqualTo("1s,2m");
  }

  @Test
  void paths_are_not_empty() {
    assertThat(Kind.PATH.read("/etc/tls/key.pem")).contains(Path.of("/etc/tls/key.pem"));
    assertThat(Kind.PATH.read("")).isEqualTo(Optional.empty());
    assertThat(Kind.PATH.read("a\0b")).isEmpty();
  }

  @Test
  void secrets_are_never_shown() {
    assertThat(Kind.SECRET.read("tiger")).contains("tiger");
    assertThat(Kind.SECRET.write("tiger")).isEqualTo("***");
    assertThat(Kind.SECRET.quote("tiger")).isEqualTo("***");
    assertThat(Kind.TEXT.quote("tiger")).isEqualTo("'tiger'");
  }
}
