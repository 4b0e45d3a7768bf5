package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @ParameterizedTest(name = "{0} prints as {1}")
  @CsvSource({
    "200, 200 OK",
    "204, 204 No Content",
    "404, 404 Not Found",
    "413, 413 Content Too Large",
    "422, 422 Unprocessable Content",
    "299, 299",
    "599, 599",
    "100, 100 Continue",
  })
  void a_status_has_its_registered_reason(int code, String printed) {
    assertThat(Status.of(code)).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 99, 600, 1000, Integer.MAX_VALUE})
  void a_status_out_of_range_is_refused(int code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Status.of(code))
        .withMessage("status: " + code + " (expected: 100 to 599)");
    assertThatIllegalArgumentException().isThrownBy(() -> Response.status(code));
    assertThatIllegalArgumentException().isThrownBy(() -> Response.ok().withStatus(code));
  }

  @Test
  void a_status_reason_cannot_smuggle_in_a_line() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Status(200, "OK\r\nx: y"));
  }

  @ParameterizedTest(name = "{0}: error {1}, forbids content {2}")
  @CsvSource({
    "100, false, true",
    "199, false, true",
    "200, false, false",
    "204, false, true",
    "205, false, false",
    "304, false, true",
    "399, false, false",
    "400, true, false",
    "500, true, false",
  })
  void a_status_knows_what_it_means(int code, boolean error, boolean forbids) {
    assertThat(Status.of(code).isError()).isEqualTo(error);
    assertThat(Status.of(code).forbidsContent()).isEqualTo(forbids);
  }

  @Test
  void a_method_is_any_token_and_its_case_counts() {
    assertThat(Method.of("GET")).isSameAs(Method.GET);
    assertThat(Method.of("QUERY")).isSameAs(Method.QUERY);
    assertThat(Method.of("get")).isNotEqualTo(Method.GET);
    assertThat(Method.of("M-SEARCH")).hasToString("M-SEARCH").isEqualTo(new Method("M-SEARCH"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G T", "GET ", "GET\r\n", "G\u00c4T", "G/T", "\u0000"})
  void a_method_that_is_no_token_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Method.of(name))
        .withMessageStartingWith("method: '")
        .withMessageEndingWith("' (expected: an RFC 9110 token)")
        .withMessageNotContainingAny("\r", "\n", "\u0000");
  }

  @ParameterizedTest(name = "{0} bytes print as {1}")
  @CsvSource({
    "0, 0 B",
    "1, 1 B",
    "1023, 1023 B",
    "1024, 1 KB",
    "1025, 1025 B",
    "10240, 10 KB",
    "1048576, 1 MB",
    "1049600, 1025 KB",
    "1073741824, 1024 MB",
  })
  void a_data_size_prints_in_the_largest_unit_that_divides_it(long bytes, String printed) {
    assertThat(DataSize.ofBytes(bytes)).hasToString(printed);
  }

  @Test
  void data_sizes_of_different_units_are_equal() {
    assertThat(DataSize.ofMegabytes(2))
        .isEqualTo(DataSize.ofKilobytes(2048))
        .isEqualTo(DataSize.ofBytes(2 * 1024 * 1024));
  }

  @Test
  void a_data_size_below_zero_or_beyond_64_bits_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataSize.ofBytes(-1))
        .withMessage("data size: -1 (expected: >= 0)");
    assertThatThrownBy(() -> DataSize.ofMegabytes(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void keys_of_one_name_are_still_two_keys() {
    Key<String> one = Key.of("user");

    assertThat(one).isNotEqualTo(Key.<String>of("user")).hasToString("user");
    assertThat(one.name()).isEqualTo("user");
  }

  @Test
  void a_server_sent_event_is_built_up() {
    assertThat(ServerSentEvent.of("x").withId("1").withEvent("tick"))
        .isEqualTo(new ServerSentEvent("1", "tick", "x", null));
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(strings = {"a\nb", "a\rb", "a\r\ndata: x", "\u0000"})
  void a_one_line_field_of_an_event_takes_one_line(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSentEvent.of("x").withId(text))
        .withMessageStartingWith("event id: '")
        .withMessageEndingWith("' (expected: one line)")
        .withMessageNotContainingAny("\r", "\n", "\u0000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSentEvent.of("x").withEvent(text))
        .withMessageStartingWith("event type: '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT-0.001S", "P106751991168D"})
  void an_event_cannot_ask_for_a_retry_in_the_past_or_beyond_all_numbers(Duration retry) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServerSentEvent(null, null, "x", retry))
        .withMessage(
            "event retry: " + retry + " (expected: >= 0, at most PT2562047788015H12M55.807S)");
  }
}
