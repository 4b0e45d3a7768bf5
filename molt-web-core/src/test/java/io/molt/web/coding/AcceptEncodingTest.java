package io.molt.web.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an Accept-Encoding says (RFC 9110 section 12.5.3). */
class AcceptEncodingTest {
  private static final List<String> OFFERS = List.of("zstd", "br", "gzip");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|''|false",
        "gzip|gzip|false",
        "gzip, br|br gzip|false",
        "gzip;q=0.9, br;q=0.8, zstd;q=1.000|zstd gzip br|false",
        "*|zstd br gzip|false",
        "*;q=0.5, gzip|gzip zstd br|false",
        "*;q=0.5, gzip, identity;q=0.1|gzip zstd br|false",
        "*;q=0|''|true",
        "identity;q=0|''|true",
        "identity;q=0, gzip|gzip|true",
        "*;q=0, identity|''|false",
        "gzip;q=0.001|gzip|false",
        "identity, gzip|gzip|false",
        "gzip;q=0.5, identity;q=0.6|''|false",
        "gzip;q=1.1|''|false",
        "gzip;q=0.1234|''|false",
        "gzip;level=9|''|false",
        "gzip;q=0, gzip;q=1|''|false",
        "X-GZip|gzip|false",
        ",, gzip ,|gzip|false",
      })
  void offers_are_sorted_by_what_is_wanted(String field, String preferred, boolean refuses) {
    AcceptEncoding accepted = AcceptEncoding.parse(List.of(field));

    assertThat(String.join(" ", accepted.preferred(OFFERS, Function.identity())))
        .isEqualTo(preferred);
    assertThat(accepted.refusesIdentity()).isEqualTo(refuses);
  }

  @Test
  void fields_are_joined_and_may_be_missing() {
    assertThat(AcceptEncoding.parse(List.of("gzip;q=0.5", "br")).preferred(OFFERS, o -> o))
        .containsExactly("br", "gzip");
    assertThat(AcceptEncoding.parse(List.of()).preferred(OFFERS, o -> o)).isEmpty();
    assertThat(AcceptEncoding.parse(List.of()).refusesIdentity()).isFalse();
  }
}
