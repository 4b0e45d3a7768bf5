package io.molt.behaviours;

import static io.molt.web.RouteOption.forms;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.molt.web.App;
import io.molt.web.form.FormOptions;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** What a handler sees of {@code application/x-www-form-urlencoded} content. */
class FormBehaviours extends Behaviours {
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final Handler FIELDS =
      request -> request.form().map(form -> Response.json(form.fields()));

  /** Content and what it spells, in the manner of web-platform-tests {@code url/urlencoded-parser}. */
  private static final Map<String, Map<String, ?>> CONTENTS = Map.ofEntries(
      entry("", Map.of()),
      entry("test", Map.of("test", List.of(""))),
      entry("test=", Map.of("test", List.of(""))),
      entry("=test", Map.of("", List.of("test"))),
      entry("=", Map.of("", List.of(""))),
      entry("&", Map.of()),
      entry("&&&a=b&&&&c=d&", Map.of("a", List.of("b"), "c", List.of("d"))),
      entry("a=b=c", Map.of("a", List.of("b=c"))),
      entry("a==b", Map.of("a", List.of("=b"))),
      entry("a&b=c", Map.of("a", List.of(""), "b", List.of("c"))),
      entry("a=a&a=b&a=c", Map.of("a", List.of("a", "b", "c"))),
      entry("a+b=c+d", Map.of("a b", List.of("c d"))),
      entry("a%2Bb=c%2bd", Map.of("a+b", List.of("c+d"))),
      entry("a%26b=c%3Dd", Map.of("a&b", List.of("c=d"))),
      entry("%61=%62", Map.of("a", List.of("b"))),
      entry("a=%25", Map.of("a", List.of("%"))),
      entry("a=b;c=d", Map.of("a", List.of("b;c=d"))),
      entry("%EF%BB%BFtest=%EF%BB%BF", Map.of("\uFEFFtest", List.of("\uFEFF"))),
      entry("na%C3%AFve=%E4%B8%96%F0%9F%98%80", Map.of("naïve", List.of("世😀"))),
      entry("é=ü", Map.of("é", List.of("ü"))),
      entry("a=%00", Map.of("a", List.of("\u0000"))),
      entry("a=%0D%0A", Map.of("a", List.of("\r\n"))),
      entry(
          "_charset_=windows-1252&a=%C3%BC",
          Map.of("_charset_", List.of("windows-1252"), "a", List.of("ü"))),
      entry("a=%EF%BF%BD", Map.of("a", List.of("\uFFFD"))),
      entry("a=%c3%BC", Map.of("a", List.of("ü"))),
      entry("a\u0000b=\t", Map.of("a\u0000b", List.of("\t"))));

  enum Colour {
    RED,
    BLUE
  }

  record Login(@NotBlank String user, @NotBlank String password) {}

  record Settings(
      int size,
      long count,
      boolean loud,
      double ratio,
      Colour colour,
      UUID id,
      Optional<Integer> limit,
      List<String> tag,
      Integer maybe,
      String note) {}

  record Sizes(List<Integer> size, List<String> note) {}

  record Aged(@Min(18) int age) {}

  record Nested(Login login) {}

  record Range(int from, int to) {
    Range {
      if (from > to) {
        throw new IllegalArgumentException("secret");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> content_is_read_as_browsers_write_it() {
    TestClient client = answering("any", FIELDS);
    return CONTENTS.entrySet().stream()
        .map(row -> dynamicTest(
            "'" + row.getKey() + "'",
            () -> client
                .post("/")
                .body(URL_ENCODED, row.getKey())
                .send()
                .expectStatus(200)
                .expectJson("", row.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> what_a_browser_would_never_send_is_malformed() {
    TestClient client = answering("any", FIELDS);
    return Stream.of(
            "a=%",
            "a=%2",
            "a=%2x",
            "a=%x2",
            "a=%u0041",
            "%=a",
            "%2=a",
            "a=%%41",
            "a=%FF",
            "a=%C3",
            "a=%FE%FF",
            "a=%C0%AF",
            "%ED%A0%80=a",
            "b=1&a=%+1")
        .map(content -> dynamicTest(
            content, () -> client.post("/").body(URL_ENCODED, content).send().expectProblem(400)));
  }

  @Test
  void fields_are_those_that_were_sent() {
    answering("any", FIELDS)
        .post("/")
        .form("a b", "1 & 2")
        .form("a b", "ü\r\n=+%")
        .form("", "")
        .send()
        .expectJson("", Map.of("a b", List.of("1 & 2", "ü\r\n=+%"), "", List.of("")));
  }

  @Test
  void problem_of_malformed_content_tells_what_was_expected() {
    post(FIELDS, "a=100%")
        .expectProblem(
            400,
            "The form is malformed: the field 'a' has a % that is no escape (expected:"
                + " percent-encoded UTF-8, %25 for a %).");
  }

  @Test
  void charset_of_the_content_type_changes_nothing() {
    answering("any", FIELDS)
        .post("/")
        .body(URL_ENCODED + "; charset=iso-8859-1", "a=%C3%BC")
        .send()
        .expectJson("/a", List.of("ü"));
  }

  @Test
  void content_in_pieces_is_the_same() {
    answering("any", FIELDS)
        .post("/")
        .header("content-type", URL_ENCODED)
        .body(Flux.just("na", "me=%", "C3", "%BC").map(FormBehaviours::utf8))
        .send()
        .expectJson("/name", List.of("ü"));
  }

  @Test
  void content_that_is_no_form_is_a_415_that_names_both_kinds() {
    answering("any", FIELDS)
        .post("/")
        .body("application/json", "{}")
        .send()
        .expectProblem(
            415,
            "The content type is application/json (expected: application/x-www-form-urlencoded,"
                + " multipart/form-data).");
  }

  @Test
  void field_is_a_parameter_like_any_other() {
    Handler handler = request ->
        request.form().map(form -> Response.json(form.field("page").asInt().orElse(1)));

    post(handler, "page=7").expectBody("7");
    post(handler, "other=7").expectBody("1");
    post(handler, "page=x")
        .expectProblem(
            400,
            "The form field 'page' is 'x' (expected: a whole number from -2147483648 to"
                + " 2147483647).");
  }

  @Test
  void fields_can_be_read_part_by_part_like_those_of_a_multipart_form() {
    post(
            request -> request
                .parts(part -> part.text().map(text -> part.name() + ":" + text))
                .collectList()
                .map(Response::json),
            "a=1&b=2&a=3")
        .expectJson("", List.of("a:1", "b:2", "a:3"));
  }

  @ParameterizedTest
  @CsvSource({
    "a=1&a=2&a=3, maxParts, 2",
    "abcde=1, maxName, 4",
    "%C3%BC%C3%BCx=1, maxName, 4",
    "a=123456, maxField, 5"
  })
  void problem_names_the_limit_that_was_passed(String content, String limit, int most) {
    run(App.create()
            .post(
                "/",
                FIELDS,
                forms(FormOptions.defaults().withMaxParts(2).withMaxName(4).withMaxField(5))))
        .post("/")
        .body(URL_ENCODED, content)
        .send()
        .expectProblem(413)
        .expectJson("/limit", most)
        .check(response ->
            assertThat(response.text()).contains("limit " + limit + " (expected: at most " + most));
  }

  @Test
  void content_larger_than_all_fields_may_be_together_is_refused() {
    App app = App.create().forms(FormOptions.defaults().withMaxFields(10)).post("/", FIELDS);

    run(app).post("/").body(URL_ENCODED, "a=12345678").send().expectStatus(200);
    run(app)
        .post("/")
        .body(URL_ENCODED, "a=123456789")
        .send()
        .expectProblem(413)
        .expectJson("/limit", 10);
  }

  @Test
  void record_is_made_of_the_fields() {
    post(
            bound(Settings.class),
            "size=1&count=2&loud=on&ratio=0.5&colour=blue&id=123e4567-e89b-12d3-a456-426614174000"
                + "&limit=&tag=x&tag=y&maybe=&note=")
        .expectStatus(200)
        .expectJson("/size", 1)
        .expectJson("/count", 2)
        .expectJson("/loud", true)
        .expectJson("/ratio", 0.5)
        .expectJson("/colour", "BLUE")
        .expectJson("/tag", List.of("x", "y"))
        .expectJson("/note", "");
  }

  @Test
  void value_of_a_list_that_nothing_was_written_into_is_left_out() {
    post(bound(Sizes.class), "size=1&size=&size=2&note=&note=x")
        .expectJson("", Map.of("size", List.of(1, 2), "note", List.of("", "x")));
  }

  @Test
  void box_that_is_not_ticked_is_false() {
    post(bound(Settings.class), "size=1&count=2&ratio=1").expectJson("/loud", false);
  }

  @Test
  void number_that_is_missing_is_a_400_that_names_it() {
    post(bound(Settings.class), "count=2&ratio=1")
        .expectProblem(400, "The form field 'size' is missing.")
        .expectJson("/parameter", "size");
  }

  @Test
  void record_is_validated() {
    post(bound(Login.class), "user=ada&password=secret").expectJson("/user", "ada");
    post(bound(Login.class), "user=ada")
        .expectProblem(422)
        .expectJson(
            "/errors", List.of(Map.of("pointer", "/password", "detail", "must not be blank")));
    post(bound(Aged.class), "age=17")
        .expectProblem(422)
        .expectJson(
            "/errors",
            List.of(Map.of("pointer", "/age", "detail", "must be greater than or equal to 18")));
  }

  @Test
  void record_whose_constructor_refuses_the_fields_is_a_400_as_it_is_from_json() {
    post(bound(Range.class), "from=1&to=2").expectJson("/to", 2);
    post(bound(Range.class), "from=2&to=1")
        .expectProblem(400, "The form is malformed: its fields are not acceptable together.");
  }

  @Test
  void record_that_no_form_can_fill_is_a_mistake_of_the_service() {
    run(App.create().post("/", bound(Nested.class)))
        .lenient()
        .post("/")
        .body(URL_ENCODED, "a=b")
        .send()
        .expectProblem(500);
  }

  private TestResponse post(Handler handler, String content) {
    return answering("any", handler).post("/").body(URL_ENCODED, content).send();
  }

  private static <T> Handler bound(Class<T> type) {
    return request -> request.form(type).map(Response::json);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
