package io.molt.web.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {
  private static final List<MediaType> OFFERS =
      List.of(MediaType.JSON, MediaType.NDJSON, MediaType.TEXT);

  @ParameterizedTest(name = "<{0}> is answered with <{1}>")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        // spotless:off
        "none                                            | application/json",
        "``                                              | application/json",
        "*/*                                             | application/json",
        "application/json                                | application/json",
        "application/x-ndjson                            | application/x-ndjson",
        "APPLICATION/X-NDJSON                            | application/x-ndjson",
        "application/*                                   | application/json",
        "text/*                                          | text/plain; charset=utf-8",
        "text/plain                                      | text/plain; charset=utf-8",
        "text/html                                       | none",
        "image/*                                         | none",
        // weights
        "application/json;q=0.5, application/x-ndjson    | application/x-ndjson",
        "application/json;q=0.5,application/x-ndjson;q=0.4| application/json",
        "application/json; q=0.001                       | application/json",
        "application/json;Q=0.1, text/plain;q=0.2        | text/plain; charset=utf-8",
        "text/plain, application/json                    | application/json",
        "text/plain;q=1.000, application/json;q=0.999    | text/plain; charset=utf-8",
        // exclusion
        "application/json;q=0                            | none",
        "application/json;q=0, */*                       | application/x-ndjson",
        "*/*, application/json;q=0.0                     | application/x-ndjson",
        "application/*;q=0, */*;q=0.1                    | text/plain; charset=utf-8",
        "*/*;q=0                                         | none",
        // the more precise range counts, whatever its weight
        "*/*, application/json;q=0.2                     | application/x-ndjson",
        "application/*;q=0.9, application/json;q=0.1     | application/x-ndjson",
        "*/*;q=0.1, application/*;q=0.2, text/plain;q=0.3| text/plain; charset=utf-8",
        // parameters
        "text/plain;charset=UTF-8                        | text/plain; charset=utf-8",
        "text/plain;charset=iso-8859-1                   | none",
        "text/plain;format=flowed                        | none",
        "text/plain;format=flowed, text/plain;q=0.3      | text/plain; charset=utf-8",
        "text/plain;charset=utf-8;q=0, text/plain        | none",
        "application/json;charset=utf-8                  | application/json",
        "application/json;charset=utf-8;q=0.1, text/plain| text/plain; charset=utf-8",
        "application/json;version=2                      | none",
        // a list may have empty members
        ",                                               | application/json",
        ", ,text/plain, ,                                | text/plain; charset=utf-8",
        "text/html;a=`,`                                 | application/json",
        // malformed as a whole: as if it were absent
        "json                                            | application/json",
        "text/plain, json                                | application/json",
        "text/html, *; q=.2, */*; q=.2                   | application/json",
        "text/plain;q=2                                  | application/json",
        "text/plain;q=-1                                 | application/json",
        "text/plain;q=NaN                                | application/json",
        "text/plain;q=x                                  | application/json",
        "text/plain;q=                                   | application/json",
        "text/plain;q                                    | application/json",
        "\"                                              | application/json",
        // spotless:on
      })
  void the_client_gets_what_it_wants_most(String accept, String expected) {
    assertThat(Codecs.best(OFFERS, accept))
        .isEqualTo(expected == null ? null : MediaType.parse(expected));
  }

  /** The examples of RFC 9110 section 12.5.1, as corrected by its erratum 7138, and of RFC 7231 section 5.3.2. */
  @ParameterizedTest(name = "{0} makes {1} worth {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "audio/*; q=0.2, audio/basic | audio/basic | 1000",
        "audio/*; q=0.2, audio/basic | audio/mpeg  | 200",
        "audio/*; q=0.2, audio/basic | text/plain  | 0",
        "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c | text/html  | 1000",
        "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c | text/x-c   | 1000",
        "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c | text/x-dvi | 800",
        "text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c | text/plain | 500",
        "text/*, text/plain, text/plain;format=flowed, */*;q=0.1 | text/plain;format=flowed | 1000",
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5 | text/plain;format=flowed | 1000",
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5 | text/plain               | 700",
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5 | text/html                | 300",
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5 | image/jpeg               | 500",
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5 | text/plain;format=fixed  | 400",
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5 | text/html;level=3        | 300",
        "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5 | text/html;level=1 | 1000",
        "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5 | text/html         | 700",
        "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5 | text/plain        | 300",
        "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5 | image/jpeg        | 500",
        "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5 | text/html;level=2 | 400",
        "text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5 | text/html;level=3 | 700",
        // a weight before a parameter is a weight all the same
        "text/html;q=0.4;level=2, text/html;q=0.7 | text/html;level=2 | 400",
        // a parameter makes any range more specific
        "text/*;q=0.2, text/*;charset=utf-8;q=0.7, text/html;q=0.9 | text/plain;charset=utf-8 | 700",
        "text/*;charset=utf-8;q=0.7, text/html;q=0.9 | text/html;charset=utf-8 | 900",
        "*/*;q=0.2, */*;charset=utf-8;q=0.7, text/*;q=0.9 | image/svg+xml;charset=utf-8 | 700",
        // the order of ranges does not count
        "*/*;q=0.1, text/*;q=0.2, text/html;q=0.3 | text/html | 300",
        "text/html;q=0.3, text/*;q=0.2, */*;q=0.1 | text/html | 300",
        // a star alone is what old clients send
        "*                | text/html | 1000",
        "text/html, *;q=.2 | text/plain | 200",
        // weights, to the third digit
        "a/b;q=0     | a/b | 0",
        "a/b;q=0.    | a/b | 0",
        "a/b;q=0.000 | a/b | 0",
        "a/b;q=1.    | a/b | 1000",
        "a/b;q=1.000 | a/b | 1000",
        "a/b;q=0.123 | a/b | 123",
        "a/b;q=.5    | a/b | 500",
        "a/b;q=0.29  | a/b | 290",
        "a/b;q=0.3333 | a/b | 334",
        "a/b;q=0.3330 | a/b | 333",
        "a/b;q=0.0001 | a/b | 1",
        "a/b;q=0.00000000000000000000000000000000000000001 | a/b | 1",
        "a/b;q=0.99999999999999999999999999999999999999999 | a/b | 1000",
        // what is no weight makes the field one that says nothing
        "a/b;q=1.001 | x/y | 1000",
        "a/b;q=00.5  | x/y | 1000",
        "a/b;q=1e-1  | x/y | 1000",
        "a/b;q=0.5f  | x/y | 1000",
        "a/b;q=0x1p-1 | x/y | 1000",
        "a/b;q=.     | x/y | 1000",
        "a/b;q=+0.5  | x/y | 1000",
        // spotless:on
      })
  void every_media_type_has_the_weight_of_its_most_specific_range(
      String accept, String mediaType, int thousandths) {
    assertThat(Accept.parse(accept).weight(MediaType.parse(mediaType))).isEqualTo(thousandths);
  }

  @Test
  void the_earlier_offer_wins_among_equals() {
    List<MediaType> offers = List.of(MediaType.TEXT, MediaType.JSON);

    assertThat(Codecs.best(offers, "application/json, text/plain")).isEqualTo(MediaType.TEXT);
    assertThat(Codecs.best(offers, null)).isEqualTo(MediaType.TEXT);
  }

  @Test
  void a_quoted_comma_does_not_end_a_range() {
    assertThat(Codecs.best(OFFERS, "text/html;a=\"x,y\", text/plain")).isEqualTo(MediaType.TEXT);
    assertThat(Codecs.best(OFFERS, "text/html;a=\"x\\\",y\", text/plain"))
        .isEqualTo(MediaType.TEXT);
    assertThat(Codecs.best(OFFERS, "text/html;a=\"x\\\\\", text/plain")).isEqualTo(MediaType.TEXT);
  }

  @Test
  void without_offers_nothing_is_best() {
    assertThat(Codecs.best(List.of(), "*/*")).isNull();
  }

  @Test
  void a_header_of_thousands_of_ranges_is_answered() {
    assertThat(Codecs.best(OFFERS, "a/b;q=0.1,".repeat(20_000) + "text/plain"))
        .isEqualTo(MediaType.TEXT);
  }
}
