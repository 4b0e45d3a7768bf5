package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.HttpException;
import io.molt.web.http.Response;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

@Tag("in-memory")
class TestResponseTest {
  private static final String ADA =
      "{\"name\":\"Ada\",\"age\":36,\"tags\":[\"a\",{\"b/c\":null}],\"rate\":1.50}";

  record User(String name) {}

  private static TestResponse json(String text) {
    return TestClient.of(
            request -> Response.text(text).withHeader("content-type", "application/json"))
        .get("/users/42")
        .send();
  }

  private static TestResponse text(String text) {
    return TestClient.of(request -> Response.text(text)).get("/text").send();
  }

  @Test
  void value_at_a_pointer_is_compared_by_value() {
    json(ADA)
        .expectJson("/name", "Ada")
        .expectJson("/age", 36L)
        .expectJson("/rate", 1.5)
        .expectJson("/tags/0", "a")
        .expectJson("/tags/1/b~1c", null)
        .expectJson("/tags", Arrays.asList("a", Collections.singletonMap("b/c", null)))
        .expectNoJson("/tags/2")
        .expectNoJson("/nobody/home");
  }

  @Test
  void whole_is_compared_whatever_the_order_of_its_members() {
    json("{\"a\":1,\"b\":[2]}").expectJson("", Map.of("b", List.of(2), "a", 1));
  }

  @Test
  void value_that_differs_is_shown_with_the_exchange() {
    assertThatThrownBy(() -> json(ADA).expectJson("/name", "Bob"))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage("GET /users/42: JSON at '/name'\nexpected: Bob\n but was: Ada\n\n"
            + "GET /users/42   (in memory)\nhost: localhost\nuser-agent: molt-web-test\naccept: */*\n\n"
            + "200 OK\ncontent-type: application/json\ndate: " + json(ADA).header("date")
            + "\ncontent-length: " + ADA.length() + "\n\n" + ADA + "\n");
  }

  @Test
  void difference_is_told_to_tools_as_well() {
    assertThatThrownBy(() -> text("x").expectStatus(404))
        .isInstanceOfSatisfying(AssertionFailedError.class, error -> {
          assertThat(error.getExpected().getStringRepresentation()).isEqualTo("404 Not Found");
          assertThat(error.getActual().getStringRepresentation()).isEqualTo("200 OK");
        });
  }

  @Test
  void missing_value_is_told_apart_from_null() {
    assertThatThrownBy(() -> json(ADA).expectJson("/nobody", null))
        .hasMessageContaining("but was: nothing there");
    assertThatThrownBy(() -> json(ADA).json("/nobody"))
        .hasMessageContaining("but was: nothing there");
    assertThatThrownBy(() -> json(ADA).expectNoJson("/age")).hasMessageContaining("but was: 36");
  }

  @Test
  void content_that_is_no_json_is_shown_with_the_place() {
    assertThatThrownBy(() -> json("{\"a\":1,}").json())
        .hasMessageContaining("JSON: '}' at offset 7 (expected: '\"')");
  }

  @Test
  void pointer_without_a_slash_is_refused() {
    assertThatThrownBy(() -> json(ADA).json("name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON pointer: 'name' (expected: empty, or /member/0)");
  }

  @Test
  void fields_are_expected_by_name_and_value() {
    TestResponse response = TestClient.of(
            request -> Response.ok().withAddedHeader("x", "1").withAddedHeader("x", "2"))
        .get("/")
        .send();

    response.expectHeader("X", "2").expectHeader("x").expectNoHeader("y");
    assertThatThrownBy(() -> response.expectHeader("x", "3")).hasMessageContaining("but was: 1, 2");
    assertThatThrownBy(() -> response.expectHeader("y", "3")).hasMessageContaining("but was: null");
    assertThatThrownBy(() -> response.expectHeader("y")).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> response.expectNoHeader("x")).isInstanceOf(AssertionError.class);
  }

  @Test
  void content_is_expected_as_text_bytes_or_none() {
    text("abc").expectBody("abc").expectBody("abc".getBytes(StandardCharsets.UTF_8));
    text("").expectNoBody();

    assertThatThrownBy(() -> text("abc").expectBody("abd"))
        .hasMessageContaining("expected: abd\n but was: abc");
    assertThatThrownBy(() -> text("abc").expectBody(new byte[] {1}))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> text("abc").expectNoBody()).hasMessageContaining("but was: 3 bytes");
  }

  @Test
  void text_is_read_in_its_charset() {
    TestClient.of(request -> Response.bytes(new byte[] {(byte) 0xe9})
            .withHeader("content-type", "text/plain; charset=iso-8859-1"))
        .get("/")
        .send()
        .expectBody("\u00e9");
  }

  @Test
  void problem_is_expected_with_status_type_and_member() {
    TestClient client = TestClient.of(request -> {
      throw HttpException.notFound("no user 7");
    });

    client.get("/").send().expectProblem(404).expectProblem(404, "no user 7");
    assertThatThrownBy(() -> client.get("/").send().expectProblem(400))
        .hasMessageContaining("expected: 400 Bad Request\n but was: 404 Not Found");
    assertThatThrownBy(() -> client.get("/").send().expectProblem(404, "other"))
        .hasMessageContaining("JSON at '/detail'");
    assertThatThrownBy(() -> text("plain").expectProblem(200)).hasMessageContaining("content-type");
  }

  @Test
  void assertions_of_the_tests_own_show_the_exchange_once() {
    text("abc").check(response -> assertThat(response.text()).hasSize(3));

    assertThatThrownBy(
            () -> text("abc").check(response -> assertThat(response.text()).hasSize(4)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("GET /text: ")
        .hasMessageContaining("user-agent: molt-web-test")
        .hasCauseInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> text("abc").check(response -> response.expectStatus(404)))
        .hasMessageStartingWith("GET /text: status\n")
        .hasNoCause();
  }

  @Test
  void binary_and_long_contents_are_shortened_in_messages() {
    assertThatThrownBy(() -> TestClient.of(request -> Response.bytes(new byte[100_000]))
            .get("/")
            .send()
            .expectStatus(404))
        .hasMessageContaining("<100000 bytes, not text: 0000")
        .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(1_000));
    assertThatThrownBy(() -> text("x".repeat(100_000)).expectStatus(404))
        .hasMessageContaining("... <100000 bytes in all>")
        .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(3_000));
  }

  @Test
  void secrets_of_both_sides_are_masked_and_attributes_are_not() {
    TestClient client = TestClient.of(
        request -> Response.ok().withHeader("set-cookie", "id=s3cret; Path=/; HttpOnly"));

    assertThatThrownBy(() -> client
            .get("/")
            .header("Authorization", "Basic s3cret")
            .header("proxy-authorization", "s3cret")
            .cookie("a", "s3cret")
            .cookie("b", "s3cret")
            .send()
            .expectStatus(404))
        .hasMessageContaining("Authorization: ***\nproxy-authorization: ***\ncookie: a=***; b=***")
        .hasMessageContaining("set-cookie: id=***; Path=/; HttpOnly")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void response_larger_than_what_is_collected_says_how_to_read_it() {
    TestClient client =
        TestClient.of(request -> Response.ok().withBody(Body.of(new byte[17 * 1024 * 1024])));

    assertThatThrownBy(() -> client.get("/").send())
        .hasMessageContaining(
            "response is larger than 16 MB (expected: at most that; read a larger one with stream())");
  }

  @Test
  void typed_content_goes_through_the_apps_codecs_both_ways() {
    App app = App.create()
        .codec(new UserCodec())
        .post("/users", request -> request.body(User.class).map(Response::json));
    TestClient client = TestClient.of(app);

    TestResponse response = client.post("/users").json(new User("Ada")).send();

    assertThat(response.body(User.class)).isEqualTo(new User("Ada"));
    response.expectBody(new User("Ada")).expectJson("", new User("Ada")).expectJson("/name", "Ada");
    assertThatThrownBy(() -> response.expectBody(new User("Bob")))
        .hasMessageContaining("but was: User[name=Ada]");
    assertThatThrownBy(() -> response.expectJson("", new User("Bob")))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void content_that_is_not_of_the_type_is_shown() {
    App app = App.create()
        .codec(new UserCodec())
        .get("/", request -> Response.text("[]").withHeader("content-type", "application/json"));

    assertThatThrownBy(() -> TestClient.of(app).get("/").send().body(User.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("body is no " + User.class.getTypeName() + ": no user");
  }

  @Test
  void missing_codec_is_told_with_the_artifact_to_add() {
    TestClient client = TestClient.of(request -> Response.ok());

    assertThatThrownBy(() -> client.post("/").json(new User("Ada")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no codec writes " + User.class.getTypeName()
            + " as JSON (expected: molt-web-json on the"
            + " class path of the tests, or a codec given with app.codec(..))");
  }

  @Test
  void element_of_a_stream_is_read_as_a_value() {
    App app = App.create()
        .codec(new UserCodec())
        .get(
            "/",
            request -> Response.text("{\"name\":\"Ada\"}\n{\"name\":\"Bob\"}\n")
                .withHeader("content-type", "application/x-ndjson"));
    TestStream stream = TestClient.of(app).get("/").stream();

    assertThat(stream.next(User.class)).isEqualTo(new User("Ada"));
    stream.expectNext(new User("Bob")).expectComplete();
  }

  @Test
  void json_is_read_strictly() {
    for (String bad : List.of(
        "",
        "tru",
        "01",
        "1.",
        "+1",
        "\"\u0001\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,\"a\":2}",
        "nul",
        "1 2",
        "[",
        "\"",
        "[".repeat(600))) {
      assertThatThrownBy(() -> Json.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("JSON: ");
    }
    assertThat(Json.parse(" [1, -2.5e3, 12345678901, \"\\u00e9\\n\\/\", true, false, {}, [] ] "))
        .isEqualTo(
            List.of(1, -2500.0, 12345678901L, "\u00e9\n/", true, false, Map.of(), List.of()));
    assertThatCode(() -> Json.parse("123456789012345678901234567890")).doesNotThrowAnyException();
  }

  private static final class UserCodec implements Codec {
    @Override
    public List<MediaType> mediaTypes() {
      return List.of(MediaType.JSON);
    }

    @Override
    public Object decode(byte[] bytes, Type type, MediaType mediaType) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (!text.startsWith("{\"name\":")) {
        throw new DecodingException("no user", Map.of(), null);
      }
      return new User(text.split("\"")[3]);
    }

    @Override
    public byte[] encode(Object value, Type type, MediaType mediaType) {
      return ("{\"name\":\"" + ((User) value).name() + "\"}").getBytes(StandardCharsets.UTF_8);
    }
  }
}
