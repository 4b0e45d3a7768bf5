package io.molt.behaviours;

import static io.molt.web.RouteOption.consumes;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.molt.web.App;
import io.molt.web.codec.TypeRef;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** How JSON (RFC 8259) is read and written. */
class JsonBehaviours extends Behaviours {
  record User(String name, int age) {}

  record Team(String title, User lead, List<User> members, Map<String, Integer> points) {}

  record Maybe(Optional<String> nick, Optional<Integer> shoes) {}

  record Times(Instant at, LocalDate on, Duration took) {}

  record Renamed(@JsonProperty("first_name") String firstName) {}

  record Money(BigDecimal amount, Color color, UUID id) {}

  enum Color {
    RED,
    GREEN
  }

  private static final Handler ECHO = request -> request.body(User.class).map(Response::json);
  private static final String ADA = "{\"name\":\"Ada\",\"age\":36}";

  @Test
  void record_is_read_and_written() {
    post(ADA).expectStatus(200).expectHeader("content-type", "application/json").expectBody(ADA);
  }

  @Test
  void members_are_read_in_any_order() {
    post("{\"age\":36,\"name\":\"Ada\"}").expectBody(ADA);
  }

  @Test
  void white_space_and_a_byte_order_mark_are_skipped() {
    post("\ufeff\n\t { \"name\" : \"Ada\" ,\r\n \"age\" : 36 } \n").expectBody(ADA);
  }

  @Test
  void escapes_and_characters_beyond_ascii_are_read() {
    post("{\"name\":\"\\u00c5sa 😀 \\\"A\\\"\",\"age\":1}").expectJson("/name", "Åsa 😀 \"A\"");
  }

  @Test
  void list_of_records_is_read_by_its_generic_type() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .body(new TypeRef<List<User>>() {})
                    .map(users -> Response.text(users.get(1).name()))))
        .post("/")
        .json(List.of(new User("Ada", 36), new User("Alan", 41)))
        .send()
        .expectBody("Alan");
  }

  @Test
  void map_of_records_is_read_by_its_generic_type() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .body(new TypeRef<Map<String, User>>() {})
                    .map(users -> Response.json(users.get("x").age() + 1))))
        .post("/")
        .body("application/json", "{\"x\":" + ADA + "}")
        .send()
        .expectBody("37");
  }

  @Test
  void nested_records_lists_and_maps_are_read_and_written() {
    Team team =
        new Team("Engine", new User("Ada", 36), List.of(new User("Charles", 79)), Map.of("won", 3));

    run(App.create().post("/", request -> request.body(Team.class).map(Response::json)))
        .post("/")
        .json(team)
        .send()
        .expectBody(team)
        .expectJson("/members/0/name", "Charles")
        .expectJson("/points/won", 3);
  }

  @Test
  void optional_member_that_is_absent_or_null_is_empty() {
    run(App.create()
            .post(
                "/",
                request -> request.body(Maybe.class).map(maybe -> Response.text(maybe.toString()))))
        .post("/")
        .body("application/json", "{\"nick\":null}")
        .send()
        .expectBody("Maybe[nick=Optional.empty, shoes=Optional.empty]");
  }

  @Test
  void optional_member_is_written_as_its_value_or_null() {
    run(App.create()
            .get("/", request -> Response.json(new Maybe(Optional.of("Lady"), Optional.empty()))))
        .get("/")
        .send()
        .expectBody("{\"nick\":\"Lady\",\"shoes\":null}");
  }

  @Test
  void times_are_iso_8601_both_ways() {
    String times = "{\"at\":\"2026-01-31T12:30:00Z\",\"on\":\"2026-02-28\",\"took\":\"PT1H30M\"}";

    run(App.create().post("/", request -> request.body(Times.class).map(Response::json)))
        .post("/")
        .body("application/json", times)
        .send()
        .expectBody(times);
  }

  @Test
  void decimals_enums_and_uuids_keep_their_values() {
    String money =
        "{\"amount\":0.10,\"color\":\"GREEN\",\"id\":\"7f000001-0000-0000-0000-000000000001\"}";

    run(App.create().post("/", request -> request.body(Money.class).map(Response::json)))
        .post("/")
        .body("application/json", money)
        .send()
        .expectBody(money);
  }

  @Test
  void renamed_member_goes_by_its_name_in_json_both_ways() {
    run(App.create().post("/", request -> request.body(Renamed.class).map(Response::json)))
        .post("/")
        .body("application/json", "{\"first_name\":\"Ada\"}")
        .send()
        .expectBody("{\"first_name\":\"Ada\"}");
  }

  @Test
  void string_type_reads_a_json_string() {
    run(App.create().post("/", request -> request.body(String.class).map(Response::text)))
        .post("/")
        .body("application/json", "\"hello\"")
        .send()
        .expectBody("hello");
  }

  @Test
  void string_is_written_as_a_json_string() {
    run(App.create().get("/", request -> Response.json("say \"hi\"")))
        .get("/")
        .send()
        .expectHeader("content-type", "application/json")
        .expectBody("\"say \\\"hi\\\"\"");
  }

  @Test
  void null_member_is_written_as_null() {
    run(App.create().get("/", request -> Response.json(new Renamed(null))))
        .get("/")
        .send()
        .expectBody("{\"first_name\":null}");
  }

  @Test
  void unknown_members_are_ignored() {
    post("{\"name\":\"Ada\",\"age\":36,\"title\":{\"deep\":[1,2]}}").expectBody(ADA);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // spotless:off
    "{\"name\":1,\"age\":2}           | /name | 1 | 9  | expected a string, found a whole number",
    "{\"name\":\"Ada\",\"age\":\"36\"}| /age  | 1 | 21 | expected a whole number, found a string",
    "{\"name\":\"Ada\",\"age\":3.5}   | /age  | 1 | 21 | expected a whole number, found a number with a fraction",
    "{\"name\":\"Ada\",\"age\":null}  | /age  | 1 | 21 | expected a whole number, found null",
    "{\"name\":\"Ada\"}               | /age  | 1 | 14 | required, but missing",
    "[]                               | ``    | 1 | 1  | expected an object, found an array",
    "null                             | ``    | 1 | 1  | expected an object, found null",
    "7                                | ``    | 1 | 1  | expected an object, found a whole number",
    // spotless:on
      })
  void wrong_type_is_a_400_with_pointer_line_and_column(
      String json, String pointer, int line, int column, String detail) {
    post(json)
        .expectProblem(400, detail)
        .expectJson("/pointer", pointer)
        .expectJson("/line", line)
        .expectJson("/column", column);
  }

  @Test
  void wrong_type_on_a_later_line_is_found_there() {
    post("{\n  \"name\": \"Ada\",\n  \"age\": true\n}")
        .expectProblem(400, "expected a whole number, found a boolean")
        .expectJson("/line", 3)
        .expectJson("/column", 10);
  }

  @Test
  void wrong_type_deep_within_is_pointed_at() {
    run(App.create().post("/", request -> request.body(Team.class).map(Response::json)))
        .post("/")
        .body(
            "application/json",
            "{\"members\":[{\"name\":\"Ada\",\"age\":1},{\"name\":\"Alan\",\"age\":\"x\"}]}")
        .send()
        .expectProblem(400)
        .expectJson("/pointer", "/members/1/age");
  }

  @Test
  void wrong_type_is_pointed_at_by_its_name_in_json() {
    run(App.create().post("/", request -> request.body(Renamed.class).map(Response::json)))
        .post("/")
        .body("application/json", "{\"first_name\":{}}")
        .send()
        .expectProblem(400)
        .expectJson("/pointer", "/first_name");
  }

  @Test
  void whole_number_out_of_range_is_told_the_range() {
    post("{\"name\":\"Ada\",\"age\":3000000000}")
        .expectProblem(400, "expected a whole number from -2147483648 to 2147483647");
  }

  @Test
  void unknown_enum_constant_is_told_the_known_ones() {
    run(App.create().post("/", request -> request.body(Money.class).map(Response::json)))
        .post("/")
        .body("application/json", "{\"color\":\"BLUE\"}")
        .send()
        .expectProblem(400, "expected one of RED, GREEN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // spotless:off
    "{\"name\" \"Ada\"}       | 1 | 9",
    "{name:\"Ada\"}           | 1 | 2",
    "{'name':'Ada'}           | 1 | 2",
    "{\"name\":\"Ada\",}      | 1 | 15",
    "{\"age\":01}             | 1 | 9",
    "{\"age\":NaN}            | 1 | 11",
    "hello                    | 1 | 1",
    // spotless:on
      })
  void malformed_json_is_a_400_with_line_and_column(String json, int line, int column) {
    post(json)
        .expectProblem(400, "the JSON is malformed")
        .expectJson("/line", line)
        .expectJson("/column", column)
        .expectNoJson("/pointer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"name\":", "{\"name\":\"Ad", "{\"name\":\"Ada\"", "[{}", "tru"})
  void truncated_json_is_a_400(String json) {
    post(json).expectProblem(400).expectJson("/line", 1);
  }

  @Test
  void member_that_comes_twice_is_a_400() {
    post("{\"name\":\"Ada\",\"name\":\"Bob\",\"age\":1}")
        .expectProblem(400, "an object has two members of the same name");
  }

  @Test
  void second_value_after_the_first_is_a_400() {
    post(ADA + " " + ADA).expectProblem(400, "content after the end of the JSON");
  }

  @Test
  void nesting_of_a_hundred_levels_is_read() {
    post("{\"name\":\"Ada\",\"age\":36,\"deep\":" + nested(99) + "}").expectBody(ADA);
  }

  @Test
  void nesting_beyond_a_hundred_levels_is_a_400() {
    post("{\"name\":\"Ada\",\"age\":36,\"deep\":" + nested(100) + "}")
        .expectProblem(400, "nested too deep (expected: at most 100 levels)");
  }

  @Test
  void number_of_too_many_digits_is_a_400() {
    post("{\"name\":\"Ada\",\"age\":" + "1".repeat(1001) + "}")
        .expectProblem(400, "number too long (expected: at most 1000 characters)");
  }

  @Test
  void empty_content_of_type_json_is_a_400() {
    run(App.create().post("/", ECHO))
        .post("/")
        .header("content-type", "application/json")
        .send()
        .expectProblem(400, "the content is empty (expected: JSON)");
  }

  @Test
  void content_of_spaces_alone_is_a_400() {
    post(" \n ").expectProblem(400, "the content is empty (expected: JSON)");
  }

  @Test
  void missing_content_type_is_a_415_that_accepts_json() {
    run(App.create().post("/", ECHO))
        .post("/")
        .send()
        .expectProblem(415, "The content type is missing (expected: application/json).")
        .expectHeader("accept", "application/json");
  }

  @Test
  void other_content_type_is_a_415_that_accepts_json() {
    run(App.create().post("/", ECHO))
        .post("/")
        .text(ADA)
        .send()
        .expectProblem(
            415, "The content type is text/plain; charset=utf-8 (expected: application/json).")
        .expectHeader("accept", "application/json");
  }

  @Test
  void malformed_content_type_is_a_415() {
    run(App.create().post("/", ECHO))
        .post("/")
        .body("json", ADA)
        .send()
        .expectProblem(415, "The content type is json (expected: application/json).");
  }

  @Test
  void form_is_not_taken_for_json() {
    run(App.create().post("/", ECHO))
        .post("/")
        .body("application/x-www-form-urlencoded", "name=Ada&age=36")
        .send()
        .expectProblem(415)
        .expectHeader("accept", "application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "APPLICATION/JSON",
        "application/json; v=1",
        "application/merge-patch+json",
        "application/problem+json",
      })
  void content_type_of_json_is_taken(String contentType) {
    run(App.create().post("/", ECHO)).post("/").body(contentType, ADA).send().expectBody(ADA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/jsonp",
        "text/html",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json, text/plain",
      })
  void content_type_of_anything_else_is_refused(String contentType) {
    run(App.create().post("/", ECHO)).post("/").body(contentType, ADA).send().expectProblem(415);
  }

  @Test
  void charset_other_than_utf_8_is_a_415() {
    run(App.create().post("/", ECHO))
        .post("/")
        .header("content-type", "application/json; charset=utf-16")
        .body(ADA.getBytes(UTF_16))
        .send()
        .expectProblem(415, "charset: UTF-16 (expected: utf-8, the charset of JSON)");
  }

  @Test
  void content_in_utf_16_that_says_nothing_of_it_is_a_400() {
    run(App.create().post("/", ECHO))
        .post("/")
        .header("content-type", "application/json")
        .body(ADA.getBytes(UTF_16))
        .send()
        .expectProblem(400, "the content is not UTF-8");
  }

  @Test
  void bytes_that_are_not_utf_8_are_a_400() {
    byte[] json = ADA.getBytes(UTF_8);
    json[9] = (byte) 0xff;

    run(App.create().post("/", ECHO))
        .post("/")
        .header("content-type", "application/json")
        .body(json)
        .send()
        .expectProblem(400);
  }

  @Test
  void option_consumes_refuses_before_the_codec_is_asked() {
    run(App.create().post("/", ECHO, consumes("application/vnd.molt.user+json")))
        .post("/")
        .body("application/json", ADA)
        .send()
        .expectProblem(
            415, "The content type is application/json (expected: application/vnd.molt.user+json).")
        .expectHeader("accept", "application/vnd.molt.user+json");
  }

  @Test
  void problem_tells_nothing_of_classes_or_of_the_content() {
    TestResponse refused = post("{\"name\":{\"secret\":\"xyzzy\"},\"age\":1}").expectProblem(400);

    assertThat(refused.text()).doesNotContain("xyzzy", "User", "java", "tools.jackson");
  }

  @Test
  void handler_can_answer_malformed_content_itself() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .body(User.class)
                    .map(Response::json)
                    .onErrorResume(error -> Mono.just(Response.text("never mind")))))
        .post("/")
        .body("application/json", "{")
        .send()
        .expectBody("never mind");
  }

  @Test
  void value_that_cannot_be_written_is_a_500_that_tells_nothing() {
    TestResponse failed = run(App.create().get("/", request -> Response.json(new Unwritable())))
        .get("/")
        .send()
        .expectProblem(500)
        .expectNoJson("/detail");

    assertThat(failed.text()).doesNotContain("Unwritable", "secret");
  }

  @Test
  void set_and_array_are_written_as_arrays() {
    run(App.create().get("/", request -> Response.json(List.of(Set.of(1), new int[] {2, 3}))))
        .get("/")
        .send()
        .expectBody("[[1],[2,3]]");
  }

  @Test
  void json_on_a_created_response_keeps_status_and_location() {
    run(App.create()
            .post(
                "/users",
                request -> request
                    .body(User.class)
                    .map(user -> Response.created("/users/1").withJson(user))))
        .post("/users")
        .json(new User("Ada", 36))
        .send()
        .expectStatus(201)
        .expectHeader("location", "/users/1")
        .expectBody(new User("Ada", 36));
  }

  private TestResponse post(String json) {
    return run(App.create().post("/", ECHO))
        .post("/")
        .body("application/json", json)
        .send();
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static final class Unwritable {
    @SuppressWarnings("unused") // called by the codec
    public String getName() {
      throw new IllegalStateException("secret");
    }
  }
}
