package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private static Ended ended(Request request, int status, Outcome outcome, Duration duration) {
    return new Ended(request, status, outcome, Stage.HANDLER, Optional.empty(), duration, -1, 0);
  }

  private static Request get(String target) {
    return Request.of(
        Method.GET,
        target,
        Headers.empty(),
        Body.empty(),
        Requests.context("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));
  }

  @Test
  void a_line_has_every_key_in_its_place() {
    Request request = get("/users/42?secret=x");
    request.context().matched("/users/{id}");
    Ended ended = new Ended(
        request,
        200,
        Outcome.COMPLETED,
        Stage.WRITE,
        Optional.of(Duration.ofNanos(1_118_000)),
        Duration.ofNanos(1_204_999),
        0,
        27);

    assertThat(AccessLog.line(ended))
        .isEqualTo("method=GET path=/users/42 route=/users/{id} status=200 outcome=completed"
            + " stage=write ms=1.204 first_ms=1.118 in=0 out=27 protocol=\"in memory\""
            + " peer=in-memory trace=" + TRACE);
  }

  @Test
  void what_is_not_known_is_a_dash() {
    assertThat(AccessLog.line(ended(get("/x"), 0, Outcome.DRAINED, Duration.ofSeconds(61))))
        .isEqualTo("method=GET path=/x route=- status=- outcome=drained stage=handler ms=61000.000"
            + " first_ms=- in=0 out=0 protocol=\"in memory\" peer=in-memory trace=" + TRACE);
  }

  @Test
  void the_exception_behind_it_is_named_last() {
    Request request = get("/x");
    request.context().failed(new IllegalStateException("secret"));

    assertThat(AccessLog.line(ended(request, 500, Outcome.COMPLETED, Duration.ZERO)))
        .endsWith(" error=java.lang.IllegalStateException")
        .doesNotContain("secret");
  }

  @Test
  void an_id_that_is_not_the_traces_stands_beside_it() {
    Request request = get("/x");
    assertThat(AccessLog.line(ended(request, 200, Outcome.COMPLETED, Duration.ZERO)))
        .endsWith(" trace=" + TRACE);

    request.context().setRequestId("edge=\"1\"");

    assertThat(AccessLog.line(ended(request, 200, Outcome.COMPLETED, Duration.ZERO)))
        .endsWith(" trace=" + TRACE + " id=\"edge=\\\"1\\\"\"");
  }

  @ParameterizedTest
  @CsvSource({"0, 0.000", "1999, 0.001", "99999, 0.099", "100000, 0.100", "61999999999, 61999.999"})
  void times_are_milliseconds_with_three_digits(long nanos, String shown) {
    assertThat(AccessLog.line(ended(get("/x"), 200, Outcome.COMPLETED, Duration.ofNanos(nanos))))
        .contains(" ms=" + shown + " ");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "/plain/a-b_c.d~e%20f:@;,+*()'!$&        | /plain/a-b_c.d~e%20f:@;,+*()'!$&",
        "/a=b                                    | \"/a=b\"",
        "/\" status=200                          | \"/\\\" status=200\"",
        "/\\                                     | \"/\\\\\"",
        "/é                                      | \"/é\"",
      })
  void a_value_stays_its_own(String path, String shown) {
    assertThat(AccessLog.line(ended(get(path), 200, Outcome.COMPLETED, Duration.ZERO)))
        .contains("path=" + shown + " route=");
  }

  @Test
  void control_characters_and_line_ends_are_escaped() {
    Refused refused = new Refused(
        Refused.Reason.MALFORMED,
        Connection.of(new Peer("2001:db8::1", 4711), Protocol.HTTP_1_1),
        400,
        "bad\r\nstatus=200 \u001b[2J\u2028\u0085");

    assertThat(AccessLog.line(refused))
        .isEqualTo("refused=malformed status=400 protocol=HTTP/1.1 peer=2001:db8::1"
            + " detail=\"bad\\u000d\\u000astatus=200 \\u001b[2J\\u2028\\u0085\"");
  }

  @Test
  void digits_are_those_of_no_locale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
      assertThat(AccessLog.line(
              ended(get("/x"), 499, Outcome.CLIENT_GONE, Duration.ofNanos(1_234_567))))
          .contains("status=499 outcome=client_gone", "ms=1.234 ");
    } finally {
      Locale.setDefault(before);
    }
  }
}
