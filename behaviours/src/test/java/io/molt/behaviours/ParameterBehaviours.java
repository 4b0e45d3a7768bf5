package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters in path, query, header fields and cookies: how they are read, and what a client is told of a bad one. */
class ParameterBehaviours extends Behaviours {
  enum Order {
    ASC,
    DESC
  }

  private static App answering(Handler handler) {
    return App.create().get("/", handler);
  }

  private static App page() {
    return answering(
        request -> Response.text("page " + request.query("page").asInt().orElse(1)));
  }

  private static App name() {
    return answering(request -> Response.text("[" + request.query("name").get() + "]"));
  }

  @Test
  void path_parameters_are_found_by_name() {
    App app = App.create()
        .get(
            "/users/{user}/posts/{post}",
            request -> Response.text(request.path("post") + " of " + request.path("user")));

    run(app).get("/users/ada/posts/1").send().expectBody("1 of ada");
  }

  @Test
  void path_parameters_are_listed_from_left_to_right() {
    App app = App.create()
        .get("/{b}/{a}", request -> Response.text(request.pathParams().toMap().toString()));

    run(app).get("/1/2").send().expectBody("{b=1, a=2}");
  }

  @ParameterizedTest
  @CsvSource({
    "a%20b, 'a b'",
    "a+b, a+b",
    "%C3%A9, é",
    "%F0%9F%8D%AF, 🍯",
    "100%25, 100%",
    "a%2Fb%2Fc, a/b/c",
    "%253A, %3A",
    "a&b=c, a&b=c"
  })
  void path_parameter_is_decoded_once(String raw, String expected) {
    App app = App.create().get("/{name}", request -> Response.text(request.path("name")));

    run(app).get("/" + raw).send().expectBody(expected);
  }

  @Test
  void catch_all_tells_encoded_slashes_apart_in_its_raw_form() {
    App app = App.create()
        .get(
            "/files/{rest...}",
            request -> Response.text("" + request.pathParams().raw("rest")));

    run(app).get("/files/a%2Fb/c").send().expectBody("a%2Fb/c");
  }

  @Test
  void path_parameter_that_the_pattern_has_not_is_our_fault() {
    App app = App.create().get("/{name}", request -> Response.text(request.path("nmae")));

    run(app).get("/ada").send().expectProblem(500).expectNoJson("/detail");
  }

  static Stream<Arguments> goodValues() {
    return Stream.of(
        Arguments.of(String.class, "a", "a"),
        Arguments.of(Integer.class, "-42", "-42"),
        Arguments.of(int.class, "42", "42"),
        Arguments.of(Long.class, "9223372036854775807", "9223372036854775807"),
        Arguments.of(Short.class, "-32768", "-32768"),
        Arguments.of(Double.class, "1e3", "1000.0"),
        Arguments.of(Float.class, "0.5", "0.5"),
        Arguments.of(Boolean.class, "true", "true"),
        Arguments.of(boolean.class, "false", "false"),
        Arguments.of(BigDecimal.class, "12.50", "12.50"),
        Arguments.of(
            BigInteger.class, "123456789012345678901234567890", "123456789012345678901234567890"),
        Arguments.of(
            UUID.class,
            "123E4567-e89b-12d3-a456-426614174000",
            "123e4567-e89b-12d3-a456-426614174000"),
        Arguments.of(Order.class, "DESC", "DESC"),
        Arguments.of(Order.class, "asc", "ASC"),
        Arguments.of(LocalDate.class, "2026-01-31", "2026-01-31"),
        Arguments.of(LocalTime.class, "13:45", "13:45"),
        Arguments.of(LocalDateTime.class, "2026-01-31T13:45:01", "2026-01-31T13:45:01"),
        Arguments.of(
            OffsetDateTime.class, "2026-01-31T13:45:01%2B01:00", "2026-01-31T13:45:01+01:00"),
        Arguments.of(Instant.class, "2026-01-31T13:45:00Z", "2026-01-31T13:45:00Z"),
        Arguments.of(Duration.class, "PT90S", "PT1M30S"));
  }

  @ParameterizedTest
  @MethodSource("goodValues")
  void path_parameter_is_read_as_its_type(Class<?> type, String raw, String expected) {
    App app = App.create().get("/{v}", request -> Response.text("" + request.path("v", type)));

    run(app).get("/" + raw).send().expectBody(expected);
  }

  @ParameterizedTest
  @MethodSource("goodValues")
  void query_parameter_is_read_as_its_type(Class<?> type, String raw, String expected) {
    App app =
        answering(request -> Response.text("" + request.query("v").as(type).get()));

    run(app).get("/?v=" + raw).send().expectBody(expected);
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        Arguments.of(Integer.class, "2147483648", "a whole number from -2147483648 to 2147483647"),
        Arguments.of(Integer.class, "1.0", "a whole number from -2147483648 to 2147483647"),
        Arguments.of(Long.class, "9223372036854775808", "a whole number of at most 64 bits"),
        Arguments.of(Long.class, "0x10", "a whole number of at most 64 bits"),
        Arguments.of(Short.class, "32768", "a whole number from -32768 to 32767"),
        Arguments.of(Double.class, "NaN", "a number"),
        Arguments.of(Double.class, "1e999", "a number"),
        Arguments.of(Float.class, "1,5", "a number"),
        Arguments.of(Boolean.class, "yes", "true or false"),
        Arguments.of(BigDecimal.class, "1e999999999", "a decimal number"),
        Arguments.of(BigInteger.class, "1.5", "a whole number"),
        Arguments.of(UUID.class, "1-2-3-4-5", "a UUID"),
        Arguments.of(Order.class, "UP", "one of ASC, DESC"),
        Arguments.of(LocalDate.class, "2026-02-30", "a date such as 2026-01-31"),
        Arguments.of(LocalTime.class, "25:00", "a time such as 13:45:00"),
        Arguments.of(
            LocalDateTime.class, "2026-01-31", "a date and time such as 2026-01-31T13:45:00"),
        Arguments.of(
            OffsetDateTime.class,
            "2026-01-31T13:45:00",
            "a date and time such as 2026-01-31T13:45:00+01:00"),
        Arguments.of(Instant.class, "today", "an instant such as 2026-01-31T13:45:00Z"),
        Arguments.of(Duration.class, "90s", "a duration such as PT30S"));
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void bad_path_parameter_is_a_400_that_names_it_and_what_was_expected(
      Class<?> type, String raw, String expected) {
    App app =
        App.create().get("/{size}", request -> Response.text("" + request.path("size", type)));

    run(app)
        .get("/" + raw)
        .send()
        .expectProblem(
            400, "The path parameter 'size' is '" + raw + "' (expected: " + expected + ").")
        .expectJson("/parameter", "size")
        .expectJson("/expected", expected);
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void bad_query_parameter_is_a_400_that_names_it_and_what_was_expected(
      Class<?> type, String raw, String expected) {
    App app =
        answering(request -> Response.text("" + request.query("size").as(type).get()));

    run(app)
        .get("/?size=" + raw)
        .send()
        .expectProblem(
            400, "The query parameter 'size' is '" + raw + "' (expected: " + expected + ").")
        .expectJson("/parameter", "size")
        .expectJson("/expected", expected);
  }

  @Test
  void bad_header_is_a_400_that_names_it_and_what_was_expected() {
    App app = answering(
        request -> Response.text("" + request.header("x-count").asInt().get()));

    run(app)
        .get("/")
        .header("X-Count", "many")
        .send()
        .expectProblem(
            400,
            "The header 'x-count' is 'many' (expected: a whole number from -2147483648 to 2147483647).")
        .expectJson("/parameter", "x-count");
  }

  @Test
  void bad_cookie_is_a_400_that_names_it_and_what_was_expected() {
    App app = answering(
        request -> Response.text("" + request.cookie("visits").asLong().get()));

    run(app)
        .get("/")
        .cookie("visits", "many")
        .send()
        .expectProblem(
            400, "The cookie 'visits' is 'many' (expected: a whole number of at most 64 bits).")
        .expectJson("/parameter", "visits");
  }

  @Test
  void missing_query_parameter_is_a_400_that_names_it() {
    run(name())
        .get("/")
        .send()
        .expectProblem(400, "The query parameter 'name' is missing.")
        .expectJson("/parameter", "name");
  }

  @Test
  void missing_header_is_a_400_that_names_it() {
    run(answering(request -> Response.text(request.header("x-key").get())))
        .get("/")
        .send()
        .expectProblem(400, "The header 'x-key' is missing.")
        .expectJson("/parameter", "x-key");
  }

  @Test
  void missing_cookie_is_a_400_that_names_it() {
    run(answering(request -> Response.text(request.cookie("session").get())))
        .get("/")
        .send()
        .expectProblem(400, "The cookie 'session' is missing.")
        .expectJson("/parameter", "session");
  }

  @Test
  void absent_parameter_has_the_value_that_stands_in() {
    run(page()).get("/").send().expectBody("page 1");
  }

  @Test
  void present_parameter_counts_before_the_value_that_stands_in() {
    run(page()).get("/?page=7").send().expectBody("page 7");
  }

  @Test
  void bad_parameter_is_not_taken_for_an_absent_one() {
    run(page()).get("/?page=x").send().expectProblem(400);
  }

  @Test
  void empty_parameter_is_not_taken_for_an_absent_one() {
    run(page()).get("/?page=").send().expectProblem(400).expectJson("/parameter", "page");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "?name=ada, [ada]",
        "?name=, []",
        "?name, []",
        "?a=1&name=ada&b=2, [ada]",
        "?name=a=b, [a=b]",
        "?&&name=ada&&, [ada]",
        "?=x&name=ada, [ada]",
        "?Name=x&name=ada, [ada]",
        "?name=a;b=c, [a;b=c]",
        "?name=a+b, [a b]",
        "?name=a%20b, [a b]",
        "?name=a%2Bb, [a+b]",
        "?name=a%26b, [a&b]",
        "?name=%C3%A9, [é]",
        "?name=%F0%9F%8D%AF, [🍯]",
        "?n%61me=ada, [ada]",
        "?other=%zz&name=ada, [ada]",
        "?name=a?b, [a?b]",
        "?name=a/b, [a/b]"
      })
  void query_is_read_as_forms_write_it(String query, String expected) {
    run(name()).get("/" + query).send().expectBody(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%FF", "%C3", "a%00%"})
  void malformed_escape_in_a_query_parameter_is_a_400_that_names_it(String raw) {
    run(name())
        .get("/?name=" + raw)
        .send()
        .expectProblem(400)
        .expectJson("/parameter", "name")
        .expectJson("/expected", "percent-encoded UTF-8");
  }

  @Test
  void first_of_a_repeated_query_parameter_counts() {
    run(name()).get("/?name=ada&name=bob").send().expectBody("[ada]");
  }

  @Test
  void all_values_of_a_repeated_query_parameter_are_there_in_order() {
    App app = answering(request -> Response.text(request.queryAll("tag").toString()));

    run(app).get("/?tag=b&x=1&tag=&tag=a%20c").send().expectBody("[b, , a c]");
  }

  @Test
  void absent_query_parameter_has_no_values() {
    App app = answering(request -> Response.text(request.queryAll("tag").toString()));

    run(app).get("/?tags=1").send().expectBody("[]");
  }

  @Test
  void all_query_parameters_are_listed_in_order_of_appearance() {
    App app = answering(request -> Response.text(request.queryParams().toString()));

    run(app).get("/?b=1&a=2&b=3&c").send().expectBody("{b=[1, 3], a=[2], c=[]}");
  }

  @Test
  void query_is_empty_after_a_question_mark_and_absent_without() {
    var client = run(answering(request -> Response.text(request.rawQuery().toString())));

    client.get("/?").send().expectBody("Optional[]");
    client.get("/").send().expectBody("Optional.empty");
  }

  @Test
  void parameter_is_read_by_a_function_of_the_apps_own() {
    App app = answering(request -> Response.text(request
        .query("currency")
        .as("an ISO 4217 code", Currency::getInstance)
        .get()
        .getDisplayName(java.util.Locale.ENGLISH)));
    var client = run(app);

    client.get("/?currency=EUR").send().expectBody("Euro");
    client
        .get("/?currency=money")
        .send()
        .expectProblem(
            400, "The query parameter 'currency' is 'money' (expected: an ISO 4217 code).");
  }

  @Test
  void parameter_type_without_a_conversion_is_our_fault() {
    App app = answering(
        request -> Response.text("" + request.query("v").as(Thread.class).get()));

    run(app).get("/?v=1").send().expectProblem(500).expectNoJson("/parameter");
  }

  @Test
  void long_bad_value_is_shown_cut_short() {
    run(page())
        .get("/?page=" + "9".repeat(500))
        .send()
        .expectProblem(
            400,
            "The query parameter 'page' is '" + "9".repeat(100)
                + "...' (expected: a whole number from -2147483648 to 2147483647).");
  }

  @Test
  void control_characters_of_a_bad_value_are_shown_escaped() {
    run(page())
        .get("/?page=%0D%0Ax")
        .send()
        .expectProblem(
            400,
            "The query parameter 'page' is '\\u000d\\u000ax'"
                + " (expected: a whole number from -2147483648 to 2147483647).");
  }

  @Test
  void digits_of_other_scripts_are_no_number() {
    run(page()).get("/?page=%D9%A1").send().expectProblem(400);
  }
}
