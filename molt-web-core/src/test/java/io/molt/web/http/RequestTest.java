package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.molt.web.codec.Codecs;
import io.molt.web.form.FormOptions;
import io.molt.web.router.Outcome;
import io.molt.web.router.PathParams;
import io.molt.web.router.Router;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Timeout(60)
class RequestTest {

  private enum Color {
    RED,
    DARK_BLUE
  }

  // Targets.

  @ParameterizedTest(name = "<{0}>")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "/|/|none",
        "/a%20b|/a%20b|none",
        "/a?|/a|``",
        "/a?b=c|/a|b=c",
        "/a?b?c|/a|b?c",
        "/?/x|/|/x",
        "*|*|none",
        "``|``|none",
      })
  void a_target_is_a_path_and_a_query_as_they_were_sent(String target, String path, String query) {
    Request request = Requests.get(target);

    assertThat(request.rawPath()).isEqualTo(path);
    assertThat(request.unmatchedPath()).isEqualTo(path);
    assertThat(request.rawQuery().orElse(null)).isEqualTo(query);
    assertThat(request.target()).isEqualTo(target);
    assertThat(request).hasToString("GET " + target);
  }

  // The query.

  @ParameterizedTest(name = "a in <{0}> is <{1}>")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "a=1|1",
        "a=1&b=2|1",
        "b=2&a=1|1",
        "a=1&a=2|1",
        "&&a=1&|1",
        "a=|``",
        "a|``",
        "b&a|``",
        "a=b=c|b=c",
        "a==|=",
        "a=+|` `",
        "a=x+y%20z|x y z",
        "a=%2B%26%3D|+&=",
        "a=%C3%A4|\u00e4",
        "a=%c3%a4|\u00e4",
        "a=%F0%9F%98%80|\ud83d\ude00",
        "a=\u00e4+\ud83d\ude00|\u00e4 \ud83d\ude00",
        "a=%00|`\u0000`",
        "a=a;b|a;b",
        "%61=1|1",
        "%61=1&a=2|1",
        "a?=1|none",
        "A=1|none",
        "aa=1|none",
        "=1|none",
        "``|none",
        "&|none",
        "%zz=1|none",
        "%zz=1&a=2|2",
        "+a=1|none",
      })
  void a_query_parameter_is_decoded_as_forms_encode_it(String query, String value) {
    Param<String> param = Requests.get("/?" + query).query("a");

    assertThat(param.toOptional().orElse(null)).isEqualTo(value);
    assertThat(param.isPresent()).isEqualTo(value != null);
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "%",
        "%2",
        "%zz",
        "x%",
        "%%",
        "%2g",
        "%+1",
        "%C3",
        "%C3%28",
        "%FF",
        "%C0%80",
        "%ED%A0%80",
        "%F5%80%80%80",
        "%\uff11\uff11"
      })
  void a_query_parameter_that_is_not_encoded_well_is_a_400(String value) {
    Request request = Requests.get("/?a=" + value + "&b=1");

    assertProblem(
        () -> request.query("a"),
        "The query parameter 'a' is '" + value + "' (expected: percent-encoded UTF-8).");
    assertProblem(
        () -> request.queryAll("a"),
        "The query parameter 'a' is '" + value + "' (expected: percent-encoded UTF-8).");
    assertThat(request.query("b").get()).isEqualTo("1");
    assertThat(request.queryAll("b")).containsExactly("1");
  }

  @Test
  void all_values_of_a_query_parameter_keep_their_order() {
    Request request = Requests.get("/?a=1&b=x&%61=2&a&a=+");

    assertThat(request.queryAll("a")).containsExactly("1", "2", "", " ");
    assertThat(request.queryAll("c")).isEmpty();
    assertThat(Requests.get("/").queryAll("a")).isEmpty();
    assertThat(request.queryParams())
        .containsExactly(entry("a", List.of("1", "2", "", " ")), entry("b", List.of("x")));
    assertThat(Requests.get("/?").queryParams()).isEmpty();
  }

  @Test
  void a_huge_query_is_read() {
    String query = "x=%20&".repeat(100_000) + "a=" + "1".repeat(100_000);

    assertThat(Requests.get("/?" + query).query("a").get()).hasSize(100_000);
    assertThat(Requests.get("/?" + query).queryAll("x")).hasSize(100_000);
  }

  // Conversions.

  static Stream<Arguments> conversions() {
    return Stream.of(
        Arguments.of(String.class, "x", "x"),
        Arguments.of(Integer.class, "-2147483648", Integer.MIN_VALUE),
        Arguments.of(int.class, "7", 7),
        Arguments.of(Long.class, "9223372036854775807", Long.MAX_VALUE),
        Arguments.of(long.class, "007", 7L),
        Arguments.of(short.class, "-1", (short) -1),
        Arguments.of(double.class, "1.5e3", 1500.0),
        Arguments.of(float.class, "0.1", 0.1f),
        Arguments.of(BigDecimal.class, "1.50", new BigDecimal("1.50")),
        Arguments.of(BigInteger.class, "9".repeat(100), new BigInteger("9".repeat(100))),
        Arguments.of(boolean.class, "true", true),
        Arguments.of(Boolean.class, "false", false),
        Arguments.of(
            UUID.class,
            "123E4567-e89b-12d3-a456-426614174000",
            UUID.fromString("123e4567-e89b-12d3-a456-426614174000")),
        Arguments.of(Color.class, "RED", Color.RED),
        Arguments.of(Color.class, "dark_blue", Color.DARK_BLUE),
        Arguments.of(LocalDate.class, "2026-01-31", LocalDate.of(2026, 1, 31)),
        Arguments.of(LocalTime.class, "13:45", LocalTime.of(13, 45)),
        Arguments.of(
            LocalDateTime.class, "2026-01-31T13:45:00", LocalDateTime.of(2026, 1, 31, 13, 45)),
        Arguments.of(
            OffsetDateTime.class,
            "2026-01-31T13:45:00%2B01:00",
            OffsetDateTime.parse("2026-01-31T13:45:00+01:00")),
        Arguments.of(Instant.class, "2026-01-31T13:45:00Z", Instant.parse("2026-01-31T13:45:00Z")),
        Arguments.of(Duration.class, "PT30S", Duration.ofSeconds(30)));
  }

  @ParameterizedTest(name = "{0} from {1}")
  @MethodSource("conversions")
  <T> void a_parameter_is_converted(Class<T> type, String text, T expected) {
    assertThat(Requests.get("/?a=" + text).query("a").as(type).get()).isEqualTo(expected);
    assertThat(matched("/{a}", "/" + text).path("a", type)).isEqualTo(expected);
  }

  static Stream<Arguments> badValues() {
    String integer = "a whole number from -2147483648 to 2147483647";
    String number = "a number";
    String uuid = "a UUID";
    return Stream.of(
        Arguments.of(Integer.class, "", integer),
        Arguments.of(Integer.class, "x", integer),
        Arguments.of(Integer.class, " 1", integer),
        Arguments.of(Integer.class, "1.0", integer),
        Arguments.of(Integer.class, "0x10", integer),
        Arguments.of(Integer.class, "2147483648", integer),
        Arguments.of(int.class, "\u0663", integer),
        Arguments.of(Long.class, "9223372036854775808", "a whole number of at most 64 bits"),
        Arguments.of(long.class, "1L", "a whole number of at most 64 bits"),
        Arguments.of(Short.class, "32768", "a whole number from -32768 to 32767"),
        Arguments.of(Double.class, "NaN", number),
        Arguments.of(Double.class, "Infinity", number),
        Arguments.of(Double.class, "-Infinity", number),
        Arguments.of(Double.class, "1e999", number),
        Arguments.of(Double.class, "0x1p3", number),
        Arguments.of(Double.class, "1d", number),
        Arguments.of(Double.class, " 1", number),
        Arguments.of(Double.class, "1,5", number),
        Arguments.of(Double.class, "", number),
        Arguments.of(Double.class, "1" + "0".repeat(100), number),
        Arguments.of(Float.class, "1e39", number),
        Arguments.of(Float.class, "NaN", number),
        Arguments.of(BigDecimal.class, "1e999999999", "a decimal number"),
        Arguments.of(BigDecimal.class, "1e-999999999", "a decimal number"),
        Arguments.of(BigDecimal.class, "1e99999999999", "a decimal number"),
        Arguments.of(BigDecimal.class, "x", "a decimal number"),
        Arguments.of(BigInteger.class, "9".repeat(101), "a whole number"),
        Arguments.of(BigInteger.class, "1.0", "a whole number"),
        Arguments.of(Boolean.class, "TRUE", "true or false"),
        Arguments.of(Boolean.class, "1", "true or false"),
        Arguments.of(Boolean.class, "", "true or false"),
        Arguments.of(UUID.class, "1-1-1-1-1", uuid),
        Arguments.of(UUID.class, "123e4567e89b12d3a456426614174000", uuid),
        Arguments.of(UUID.class, "+23e4567-e89b-12d3-a456-426614174000", uuid),
        Arguments.of(UUID.class, "123e4567-e89b-12d3-a456-42661417400g", uuid),
        Arguments.of(UUID.class, "123e4567-e89b-12d3-a456-42661417400\u0663", uuid),
        Arguments.of(Color.class, "green", "one of RED, DARK_BLUE"),
        Arguments.of(LocalDate.class, "2026-02-30", "a date such as 2026-01-31"),
        Arguments.of(LocalDate.class, "31.01.2026", "a date such as 2026-01-31"),
        Arguments.of(LocalTime.class, "25:00", "a time such as 13:45:00"),
        Arguments.of(
            LocalDateTime.class, "2026-01-31", "a date and time such as 2026-01-31T13:45:00"),
        Arguments.of(
            OffsetDateTime.class,
            "2026-01-31T13:45:00",
            "a date and time such as 2026-01-31T13:45:00+01:00"),
        Arguments.of(Instant.class, "yesterday", "an instant such as 2026-01-31T13:45:00Z"),
        Arguments.of(Duration.class, "30s", "a duration such as PT30S"));
  }

  @ParameterizedTest(name = "{0} from <{1}>")
  @MethodSource("badValues")
  void a_value_that_cannot_be_converted_is_a_400_that_says_what_was_expected(
      Class<?> type, String text, String expected) {
    Request request = Requests.get("/").withHeaders(Headers.empty()).withBody(Body.empty());
    Param<String> param = new Param<>("query parameter", "a", text);
    String shown = text.length() > 100 ? text.substring(0, 100) + "..." : text;

    HttpException error = assertProblem(
        () -> param.as(type),
        "The query parameter 'a' is '" + shown + "' (expected: " + expected + ").");
    assertThat(error.problem().extensions())
        .containsExactly(entry("parameter", "a"), entry("expected", expected));
    assertThat(request.query("a").as(type).isPresent()).isFalse();
  }

  @Test
  void a_type_without_conversion_is_a_mistake_of_the_developer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Requests.get("/?a=1").query("a").as(Thread.class))
        .withMessageStartingWith("parameter type: java.lang.Thread (expected: ")
        .withMessageEndingWith("for others use as(expected, function))");
  }

  @Test
  void a_conversion_of_ones_own_names_what_it_expects() {
    Param<String> param = Requests.get("/?a=x").query("a");

    assertThat(param.as("a letter", text -> text.charAt(0)).get()).isEqualTo('x');
    assertProblem(
        () -> param.as("an even number", Integer::parseInt),
        "The query parameter 'a' is 'x' (expected: an even number).");
    assertThatThrownBy(() -> param.as("x", text -> {
          throw new IllegalStateException("not the client's fault");
        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Requests.get("/").query("a").as("x", text -> text).isPresent()).isFalse();
  }

  @Test
  void an_absent_parameter_is_missing_only_when_it_is_asked_for() {
    Request request = Requests.get("/");

    assertThat(request.query("page").asInt().orElse(1)).isEqualTo(1);
    assertThat(request.query("page").asLong().toOptional()).isEmpty();
    assertThat(request.query("page").asBoolean().isPresent()).isFalse();
    HttpException error = assertProblem(
        () -> request.query("page").asInt().get(), "The query parameter 'page' is missing.");
    assertThat(error.problem().extensions()).containsExactly(entry("parameter", "page"));
    assertProblem(() -> request.header("X-Key").get(), "The header 'X-Key' is missing.");
    assertProblem(() -> request.cookie("id").get(), "The cookie 'id' is missing.");
  }

  @Test
  void what_a_client_sent_is_shown_in_part_and_on_one_line() {
    Request request = Requests.get("/?a=x%0d%0ay" + "z".repeat(500));

    assertProblem(
        () -> request.query("a").asInt(),
        "The query parameter 'a' is 'x\\u000d\\u000ay" + "z".repeat(86)
            + "...' (expected: a whole number from -2147483648 to 2147483647).");
  }

  @Test
  void the_first_header_of_a_name_counts() {
    Request request = Requests.get("/").withHeaders(Headers.of("X-A", "1", "x-a", "2"));

    assertThat(request.header("x-A").asInt().get()).isEqualTo(1);
    assertProblem(
        () -> request.withHeader("x-a", "b").header("x-a").asInt(),
        "The header 'x-a' is 'b' (expected: a whole number from -2147483648 to 2147483647).");
  }

  // Path parameters.

  @Test
  void a_path_parameter_is_decoded_and_a_plus_stays_one() {
    assertThat(matched("/{a}", "/x%2Fy+z%20").path("a")).isEqualTo("x/y+z ");
    assertProblem(
        () -> matched("/{a}", "/x").path("a", Long.class),
        "The path parameter 'a' is 'x' (expected: a whole number of at most 64 bits).");
  }

  @Test
  void a_path_parameter_that_the_pattern_lacks_is_a_mistake_of_the_developer() {
    Request request = matched("/{user}/{post}", "/5/6");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> request.path("id"))
        .withMessage("path parameter: 'id' (expected: one of [user, post] in /{user}/{post})");
    assertThat(request.pattern()).contains("/{user}/{post}");
    assertThat(request.context().pattern()).contains("/{user}/{post}");
    assertThat(request.pathParams().toMap()).isEqualTo(Map.of("user", "5", "post", "6"));
  }

  // Content.

  @Test
  void a_stream_is_read_once_and_the_second_reader_learns_how_to_read_it_twice() {
    Request request = Requests.post(Body.stream(Flux.just(utf8("x"))));

    request.text().as(StepVerifier::create).expectNext("x").verifyComplete();
    for (Flux<?> again : List.of(
        request.bytes().flux(),
        request.text().flux(),
        request.chunks(),
        request.buffered().flux(),
        request.withHeader("a", "b").chunks())) {
      again
          .as(StepVerifier::create)
          .expectErrorSatisfies(error -> assertThat(error)
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("body was read already (expected: one reader; use request.buffered()"
                  + " first to read it more than once)"))
          .verify();
    }
  }

  @Test
  void a_buffered_request_can_be_read_many_times() {
    Request buffered =
        Requests.post(Body.stream(Flux.just(utf8("x"), utf8("y")))).buffered().block();

    assertThat(buffered).isNotNull();
    for (int i = 0; i < 3; i++) {
      assertThat(buffered.text().block()).isEqualTo("xy");
      assertThat(buffered.bytes().block()).isEqualTo(new byte[] {'x', 'y'});
      buffered.chunks().as(StepVerifier::create).expectNext(utf8("xy")).verifyComplete();
    }
    assertThat(buffered.content().length()).isEqualTo(2);
  }

  @Test
  void whole_content_is_limited_to_one_megabyte_unless_told_otherwise() {
    byte[] megabyte = new byte[1024 * 1024];
    Body over = Body.stream(Flux.just(ByteBuffer.wrap(megabyte), utf8("x")));

    assertThat(Requests.post(Body.of(megabyte)).bytes().block()).hasSize(megabyte.length);
    assertProblem(
        () -> Requests.post(over).bytes().block(), "The content is larger than 1048576 bytes.");
    assertProblem(
        () -> Requests.post(Body.of(new byte[megabyte.length + 1])).buffered().block(),
        "The content is larger than 1048576 bytes.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"text/plain, \u00c3\u00a4", "text/plain; charset=iso-8859-1, \u00c3\u00a4"})
  void text_is_in_the_charset_of_its_media_type(String type, String ignored) {
    byte[] utf8 = {(byte) 0xc3, (byte) 0xa4};
    String expected = type.contains("8859") ? ignored : "\u00e4";

    assertThat(Requests.post(Body.of(utf8), "content-type", type).text().block())
        .isEqualTo(expected);
  }

  @Test
  void text_without_a_readable_media_type_is_utf_8() {
    assertThat(
            Requests.post(Body.of(new byte[] {'x'}), "content-type", "?").text().block())
        .isEqualTo("x");
    assertThat(Requests.post(Body.of(new byte[] {'x'})).contentType()).isEmpty();
    assertThat(Requests.post(Body.empty()).text().block()).isEmpty();
  }

  @Test
  void text_in_a_charset_that_nobody_knows_is_a_415() {
    Request request =
        Requests.post(Body.of(new byte[] {1}), "content-type", "text/plain; charset=klingon");

    request
        .text()
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOfSatisfying(HttpException.class, http -> {
              assertThat(http.status()).isEqualTo(Status.UNSUPPORTED_MEDIA_TYPE);
              assertThat(http.problem().detail())
                  .isEqualTo("charset: klingon (expected: one this server knows, such as utf-8)");
            }))
        .verify();
  }

  @ParameterizedTest(name = "<{0}>")
  @CsvSource(
      quoteCharacter = '`',
      nullValues = "none",
      value = {"none, missing", "application/json, application/json", "x\ty, x\\u0009y"})
  void a_body_of_a_type_that_no_codec_reads_is_a_415_that_says_which_are_read(
      String type, String shown) {
    Request request = Requests.post(Body.of(new byte[] {1}));
    Request typed = type == null ? request : request.withHeader("content-type", type);

    typed
        .body(String.class)
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOfSatisfying(HttpException.class, http -> {
              assertThat(http.status()).isEqualTo(Status.UNSUPPORTED_MEDIA_TYPE);
              assertThat(http.problem().detail())
                  .isEqualTo(
                      "The content type is " + shown + " (expected: text/plain; charset=utf-8).");
              assertThat(http.headers().get("accept")).isEqualTo("text/plain; charset=utf-8");
            }))
        .verify();
  }

  @Test
  void a_body_of_a_class_that_no_codec_reads_is_a_mistake_of_the_developer() {
    Requests.post(Body.of(new byte[] {1}), "content-type", "application/json")
        .body(Thread.class)
        .as(StepVerifier::create)
        .expectErrorSatisfies(error -> assertThat(error)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("no codec reads java.lang.Thread (expected: molt-web-json on the class"
                + " path, or a codec given with app.codec(..))"))
        .verify();
  }

  // What surrounds it.

  @Test
  void state_and_attributes_that_are_not_set_are_named() {
    Key<String> key = Key.of("user");
    Request request = Requests.get("/");

    assertThatThrownBy(() -> request.state(key))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("application state 'user' is not set (expected: app.state(user, value) when"
            + " the app is made)");
    assertThatThrownBy(() -> request.attribute(key))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "attribute 'user' is not set (expected: a middleware that sets it, before this one)");
    assertThat(request.routeAttribute(key)).isEmpty();
  }

  @Test
  void state_and_attributes_are_found_by_their_own_key_only() {
    Key<String> key = Key.of("user");
    Codecs codecs = Codecs.of(List.of(), List.of());
    Request request = Requests.get("/")
        .withScope(new RequestScope(
            codecs,
            Map.of(key, "state"),
            Map.of(key, "route"),
            RequestScope.DEFAULT_MAX_BODY,
            FormOptions.defaults()));
    request.context().set(key, "attribute");

    assertThat(request.state(key)).isEqualTo("state");
    assertThat(request.routeAttribute(key)).contains("route");
    assertThat(request.withMethod(Method.PUT).attribute(key)).isEqualTo("attribute");
    assertThatThrownBy(() -> request.state(Key.<String>of("user")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_copy_differs_in_what_was_asked_for_only() {
    Request request = Requests.post(Body.of(new byte[] {1}), "a", "1");
    Request copy = request.withMethod(Method.PUT).withHeader("A", "2").withBody(Body.empty());

    assertThat(copy.method()).isEqualTo(Method.PUT);
    assertThat(copy.headers().all("a")).containsExactly("2");
    assertThat(copy.content().length()).isZero();
    assertThat(copy.target()).isEqualTo("/");
    assertThat(copy.context()).isSameAs(request.context());
    assertThat(request.headers().get("a")).isEqualTo("1");
    assertThat(request.method()).isEqualTo(Method.POST);
  }

  private static Request matched(String pattern, String path) {
    Router<String> router = Router.<String>builder().add("GET", pattern, "", "").build();
    Outcome<String> outcome = router.match("GET", path);
    PathParams params = ((Outcome.Found<String>) outcome).params();
    Request request = Requests.get(path);
    return request.matched(pattern, params, request.scope());
  }

  private static HttpException assertProblem(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String detail) {
    HttpException error = catchThrowableOfType(HttpException.class, call);
    assertThat(error).isNotNull();
    assertThat(error.problem().detail()).isEqualTo(detail);
    return error;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
