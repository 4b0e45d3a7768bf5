package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {

  private static final class Fraction extends Number {
    private static final long serialVersionUID = 1L;

    @Override
    public int intValue() {
      return 0;
    }

    @Override
    public long longValue() {
      return 0;
    }

    @Override
    public float floatValue() {
      return 0.5f;
    }

    @Override
    public double doubleValue() {
      return 0.5;
    }

    @Override
    public String toString() {
      return "1/2, \"half\"";
    }
  }

  @Test
  void a_problem_of_a_status_says_no_more_than_that() {
    assertThat(json(Problem.of(Status.NOT_FOUND)))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}");
  }

  @Test
  void members_come_in_the_order_of_the_standard_and_then_as_they_were_added() {
    Problem problem = Problem.of(Status.CONFLICT, "Taken.")
        .with("z", 1)
        .with("a", List.of("x", true))
        .withInstance("/orders/5")
        .withType("https://example.org/taken", "Already taken");

    assertThat(json(problem))
        .isEqualTo("{\"type\":\"https://example.org/taken\",\"title\":\"Already taken\","
            + "\"status\":409,\"detail\":\"Taken.\",\"instance\":\"/orders/5\","
            + "\"z\":1,\"a\":[\"x\",true]}");
  }

  @Test
  void an_extension_cannot_take_the_place_of_a_standard_member() {
    assertThat(json(Problem.of(Status.CONFLICT, "Taken.").with("status", 200).with("type", "x")))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,"
            + "\"detail\":\"Taken.\"}");
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("plain", "plain"),
        Arguments.of("\"", "\\\""),
        Arguments.of("\\", "\\\\"),
        Arguments.of("/", "/"),
        Arguments.of("</script>", "</script>"),
        Arguments.of("\n\r\t", "\\n\\r\\t"),
        Arguments.of("\b\f", "\\u0008\\u000c"),
        Arguments.of("\u0000\u001f", "\\u0000\\u001f"),
        Arguments.of("\u007f", "\u007f"),
        Arguments.of("\u00e4\u20ac", "\u00e4\u20ac"),
        Arguments.of("\u2028\u2029", "\u2028\u2029"),
        Arguments.of("\ud83d\ude00", "\\ud83d\\ude00"),
        Arguments.of("\ud83d", "\\ud83d"),
        Arguments.of("\ude00x", "\\ude00x"),
        Arguments.of("\uffff", "\uffff"),
        Arguments.of("\",\"status\":200,\"x\":\"", "\\\",\\\"status\\\":200,\\\"x\\\":\\\""));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void text_is_escaped_so_that_it_stays_one_string(String text, String written) {
    assertThat(json(Problem.of(Status.CONFLICT, text)))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,"
            + "\"detail\":\"" + written + "\"}");
    assertThat(json(Problem.of(Status.CONFLICT).with(text, 1))).endsWith(",\"" + written + "\":1}");
  }

  static Stream<Arguments> values() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("pointer", "/a~1b");
    inner.put("more", List.of(Map.of(), List.of(), Map.of("x", List.of(1, 2))));
    List<Object> withNull = new ArrayList<>();
    withNull.add(null);
    return Stream.of(
        Arguments.of(0, "0"),
        Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of((byte) -1, "-1"),
        Arguments.of(1.5, "1.5"),
        Arguments.of(0.1f, "0.1"),
        Arguments.of(1e300, "1.0E300"),
        Arguments.of(Double.NaN, "null"),
        Arguments.of(Double.POSITIVE_INFINITY, "null"),
        Arguments.of(Float.NEGATIVE_INFINITY, "null"),
        Arguments.of(new BigDecimal("12.340"), "12.340"),
        Arguments.of(new BigDecimal("1E+400"), "1E+400"),
        Arguments.of(BigInteger.TEN.pow(400), "1" + "0".repeat(400)),
        Arguments.of(new AtomicInteger(5), "5"),
        Arguments.of(new Fraction(), "\"1/2, \\\"half\\\"\""),
        Arguments.of(true, "true"),
        Arguments.of('x', "\"x\""),
        Arguments.of(Status.OK, "\"200 OK\""),
        Arguments.of(Path.of("a/b"), "\"a/b\""),
        Arguments.of(List.of(), "[]"),
        Arguments.of(withNull, "[null]"),
        Arguments.of(Map.of(), "{}"),
        Arguments.of(inner, "{\"pointer\":\"/a~1b\",\"more\":[{},[],{\"x\":[1,2]}]}"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void an_extension_is_written_as_json(Object value, String written) {
    assertThat(json(Problem.of(Status.CONFLICT).with("x", value)))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,\"x\":"
            + written + "}");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200, 304, 399, 600})
  void a_status_that_is_no_error_is_refused(int code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Problem("about:blank", "x", code, null, null, Map.of()))
        .withMessage("problem status: " + code + " (expected: 400 to 599)");
    if (code > 100 && code < 600) {
      assertThatIllegalArgumentException().isThrownBy(() -> Problem.of(Status.of(code)));
    }
  }

  @Test
  void with_leaves_the_original_as_it_was() {
    Problem problem = Problem.of(Status.CONFLICT);

    assertThat(problem.with("a", 1).extensions()).isEqualTo(Map.of("a", 1));
    assertThat(problem.extensions()).isEmpty();
  }

  @Test
  void the_response_to_a_problem_carries_its_status_type_and_text() {
    Response response = Response.problem(Problem.of(Status.CONFLICT, "Taken."));

    assertThat(response.status()).isEqualTo(Status.CONFLICT);
    assertThat(response.headers().get("content-type")).isEqualTo("application/problem+json");
    assertThat(response.body().bytes(1000).block())
        .isEqualTo(Problem.of(Status.CONFLICT, "Taken.").toJson());
  }

  @Test
  void an_exception_answers_with_its_problem_and_header_fields() {
    Problem problem = Problem.of(Status.UNAUTHORIZED, "Who are you?");
    HttpException error = new HttpException(problem, Headers.of("www-authenticate", "Basic"), null);

    assertThat(error).hasMessage("401 Unauthorized: Who are you?");
    assertThat(error.status()).isEqualTo(Status.UNAUTHORIZED);
    assertThat(error.response().headers().get("www-authenticate")).isEqualTo("Basic");
    assertThat(error.response().headers().get("content-type"))
        .isEqualTo("application/problem+json");
    assertThat(new HttpException(Problem.of(Status.NOT_FOUND))).hasMessage("404 Not Found");
  }

  @Test
  void only_a_server_error_carries_a_stack_trace() {
    assertThat(HttpException.badRequest("x").getStackTrace()).isEmpty();
    assertThat(HttpException.notFound("x").getStackTrace()).isEmpty();
    assertThat(new HttpException(Status.SERVICE_UNAVAILABLE, "x").getStackTrace())
        .isNotEmpty();
  }

  private static String json(Problem problem) {
    return new String(problem.toJson(), StandardCharsets.UTF_8);
  }
}
