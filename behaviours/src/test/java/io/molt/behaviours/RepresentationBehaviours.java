package io.molt.behaviours;

import static io.molt.web.RouteOption.consumes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Handler;
import io.molt.web.http.Headers;
import io.molt.web.http.Representation;
import io.molt.web.http.Response;
import io.molt.web.middleware.Conditional;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Responses that can take several forms, and what requests are told of the forms that are read. */
class RepresentationBehaviours extends Behaviours {
  private static final MediaType CSV = MediaType.of("text", "csv");
  private static final MediaType ACME = MediaType.of("application", "vnd.acme+json");
  private static final Map<String, Integer> REPORT = Map.of("a", 1);
  private static final Response CHOICE = Response.oneOf(
      Representation.of(MediaType.HTML, () -> Response.html("<p>1")),
      Representation.of(CSV, () -> Response.text("a;1")),
      Representation.of(ACME, () -> Response.json(List.of(REPORT))),
      Representation.byCodec(Response.entity(REPORT)));

  @ParameterizedTest(name = "{0} gets {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // spotless:off
    "*/*                                          | text/html; charset=utf-8  | <p>1",
    "text/html                                    | text/html; charset=utf-8  | <p>1",
    "text/*                                       | text/html; charset=utf-8  | <p>1",
    "text/csv                                     | text/csv                  | a;1",
    "application/*                                | application/vnd.acme+json | [{'a':1}]",
    "application/json                             | application/json          | {'a':1}",
    "application/vnd.acme+json, application/json  | application/vnd.acme+json | [{'a':1}]",
    "application/json, */*;q=0.9                  | application/json          | {'a':1}",
    "text/html;q=0.4, text/csv;q=0.5              | text/csv                  | a;1",
    "text/html;q=0, text/*                        | text/csv                  | a;1",
    "text/*;q=0, */*;q=0.1                        | application/vnd.acme+json | [{'a':1}]",
    "image/png, */*;q=0.01                        | text/html; charset=utf-8  | <p>1",
    "text/html;charset=utf-8                      | text/html; charset=utf-8  | <p>1",
    "text/html;charset=iso-8859-1, text/csv;q=0.1 | text/csv                  | a;1",
    "text/html;level=1, application/json          | application/json          | {'a':1}",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8 | text/html; charset=utf-8 | <p>1",
    "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2 | text/html; charset=utf-8 | <p>1",
    "nonsense                                     | text/html; charset=utf-8  | <p>1",
    // spotless:on
      })
  void form_is_the_one_that_the_client_wants_most(
      String accept, String contentType, String content) {
    choice()
        .accept(accept)
        .send()
        .expectStatus(200)
        .expectHeader("content-type", contentType)
        .expectHeader("vary", "accept")
        .expectBody(content.replace('\'', '"'));
  }

  @Test
  void client_that_says_nothing_gets_the_first_form() {
    choice().send().expectHeader("content-type", "text/html; charset=utf-8");
  }

  @Test
  void client_that_takes_none_is_told_all() {
    choice()
        .accept("image/png, text/*;q=0")
        .send()
        .expectProblem(406)
        .expectHeader("vary", "accept")
        .expectJson(
            "/available",
            List.of(
                "text/html; charset=utf-8",
                "text/csv",
                "application/vnd.acme+json",
                "application/json"));
  }

  @Test
  void only_the_form_that_is_chosen_is_made() {
    List<String> made = new ArrayList<>();
    Handler handler = request -> Response.oneOf(
        Representation.of(MediaType.HTML, () -> noted(made, "html")),
        Representation.of(CSV, () -> noted(made, "csv")));

    run(App.create().get("/", handler)).get("/").accept("text/csv").send().expectBody("csv");

    assertThat(made).containsExactly("csv");
  }

  @Test
  void what_is_set_on_the_choice_is_there_in_every_form() {
    Handler handler = request -> Response.oneOf(
            Representation.of(
                CSV,
                () -> Response.text("a;1").withHeader("x-own", "csv").withHeader("x-all", "csv")),
            Representation.byCodec(Response.entity(REPORT).withHeader("x-own", "codec")))
        .withStatus(202)
        .withHeader("x-all", "all")
        .withTrailers(() -> Headers.of("x-end", "end"));
    TestClient client = run(App.create().get("/", handler));

    client
        .get("/")
        .send()
        .expectStatus(202)
        .expectHeader("x-own", "csv")
        .expectHeader("x-all", "all")
        .expectBody("a;1")
        .expectTrailer("x-end", "end");
    client
        .get("/")
        .accept("application/json")
        .send()
        .expectStatus(202)
        .expectHeader("x-own", "codec")
        .expectHeader("x-all", "all")
        .expectBody("{\"a\":1}");
  }

  @Test
  void status_of_a_form_stands_unless_the_choice_has_one() {
    run(App.create()
            .get(
                "/",
                request -> Response.oneOf(
                    Representation.of(CSV, () -> Response.text("later").withStatus(202)))))
        .get("/")
        .send()
        .expectStatus(202)
        .expectHeader("content-type", "text/csv");
  }

  @Test
  void form_without_content_has_no_type() {
    run(App.create()
            .get(
                "/",
                request -> Response.oneOf(
                    Representation.of(MediaType.HTML, () -> Response.redirect("/page")),
                    Representation.byCodec(Response.entity(REPORT)))))
        .get("/")
        .accept("text/html")
        .send()
        .expectStatus(302)
        .expectHeader("vary", "accept")
        .expectNoHeader("content-type");
  }

  @Test
  void streams_are_forms_like_any_other() {
    TestClient client = run(App.create()
        .get(
            "/",
            request -> Response.oneOf(
                Representation.of(CSV, () -> Response.chunks(Flux.just(utf8("1\n"), utf8("2\n")))),
                Representation.byCodec(Response.stream(Flux.just(1, 2))))));

    client.get("/").send().expectHeader("content-type", "text/csv").expectBody("1\n2\n");
    client.get("/").accept("application/json").send().expectBody("[1,2]");
    client.get("/").accept("application/x-ndjson").send().expectBody("1\n2\n");
    client
        .get("/")
        .accept("text/event-stream")
        .send()
        .expectHeader("x-accel-buffering", "no")
        .expectBody("data: 1\n\ndata: 2\n\n");
  }

  @Test
  void choice_may_come_later() {
    run(App.create()
            .get(
                "/",
                request -> Mono.just("a;1")
                    .map(
                        text -> Response.oneOf(Representation.of(CSV, () -> Response.text(text))))))
        .get("/")
        .send()
        .expectBody("a;1");
  }

  @Test
  void head_tells_of_the_form_that_get_would_send() {
    shared("choice", () -> App.create().get("/", request -> CHOICE))
        .head("/")
        .accept("text/csv")
        .send()
        .expectHeader("content-type", "text/csv")
        .expectHeader("content-length", "3")
        .expectNoBody();
  }

  @Test
  void form_that_was_not_modified_still_varies() {
    TestClient client = run(App.create()
        .use(Conditional.create())
        .get(
            "/",
            request -> Response.oneOf(
                Representation.of(
                    CSV, () -> Response.text("a;1").withETag(EntityTag.strong("csv"))),
                Representation.of(
                    MediaType.HTML, () -> Response.html("a").withETag(EntityTag.strong("html"))))));

    client
        .get("/")
        .accept("text/html")
        .header("if-none-match", "\"html\"")
        .send()
        .expectStatus(304)
        .expectHeader("vary", "accept");
    client
        .get("/")
        .accept("text/csv")
        .header("if-none-match", "\"html\"")
        .send()
        .expectStatus(200)
        .expectBody("a;1");
  }

  @Test
  void form_that_cannot_be_made_is_a_500() {
    run(App.create()
            .get(
                "/",
                request -> Response.oneOf(Representation.of(CSV, () -> {
                  throw new IllegalStateException("no report");
                }))))
        .get("/")
        .send()
        .expectProblem(500);
  }

  @Test
  void form_that_no_codec_writes_is_a_500() {
    run(App.create()
            .get(
                "/",
                request -> Response.oneOf(Representation.of(CSV, () -> Response.entity(REPORT)))))
        .get("/")
        .send()
        .expectProblem(500);
  }

  @Test
  void form_in_another_charset_is_written_in_it() {
    MediaType latin = MediaType.TEXT.with("charset", "iso-8859-1");
    TestClient client = run(App.create()
        .get(
            "/",
            request -> Response.oneOf(
                Representation.of(MediaType.TEXT, () -> Response.entity("Grüße")),
                Representation.of(latin, () -> Response.entity("Grüße")))));

    client.get("/").accept("text/plain").send().expectBody("Grüße");
    client
        .get("/")
        .accept("text/plain;charset=iso-8859-1")
        .send()
        .expectHeader("content-type", "text/plain; charset=iso-8859-1")
        .expectBody("Grüße".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void form_that_is_a_choice_itself_is_a_500() {
    run(App.create().get("/", request -> Response.oneOf(Representation.of(CSV, () -> CHOICE))))
        .get("/")
        .send()
        .expectProblem(500);
  }

  @Test
  void choice_of_an_error_is_the_first_for_a_client_that_takes_none() {
    run(App.create().get("/", request -> CHOICE.withStatus(409)))
        .get("/")
        .accept("image/png")
        .send()
        .expectStatus(409)
        .expectHeader("content-type", "text/html; charset=utf-8")
        .expectHeader("vary", "accept")
        .expectBody("<p>1");
  }

  @Test
  void mistakes_are_found_where_they_are_made() {
    assertThatThrownBy(Response::oneOf)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("representations: none (expected: at least one)");
    assertThatThrownBy(() -> Representation.of(MediaType.of("text", "*"), Response::ok))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("representation: text/*");
    assertThatThrownBy(() -> Representation.byCodec(Response.text("a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Representation.byCodec(Response.json(REPORT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Representation.byCodec(CHOICE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "vary: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none            | accept",
        "accept          | accept",
        "Accept          | Accept",
        "origin, Accept  | origin, Accept",
        "*               | *",
        "accept-language | accept-language, accept",
        "accept-encoding | accept-encoding, accept",
      })
  void vary_names_accept_once(String own, String all) {
    TestClient client = shared(
        "vary",
        () -> App.create()
            .get("/", request -> Response.entity(REPORT))
            .get(
                "/own",
                request -> Response.entity(REPORT)
                    .withHeader("vary", request.headers().all("x-vary").get(0))));

    (own == null ? client.get("/") : client.get("/own").header("x-vary", own))
        .send()
        .check(response ->
            assertThat(String.join(", ", response.headers().all("vary"))).isEqualTo(all));
  }

  @Test
  void what_has_one_form_only_does_not_vary() {
    TestClient client = run(App.create()
        .get("/text", request -> Response.text("a"))
        .get("/bytes", request -> Response.bytes(new byte[] {1}))
        .get("/stream", request -> Response.ndjson(Flux.just(1))));

    for (String path : List.of("/text", "/bytes", "/stream")) {
      client.get(path).accept("image/png").send().expectStatus(200).expectNoHeader("vary");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso-8859-1", "utf-16;q=1, *;q=0", "nonsense/"})
  void accept_charset_is_passed_over(String charset) {
    choice()
        .accept("text/html")
        .header("accept-charset", charset)
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/html; charset=utf-8")
        .check(response -> assertThat(response.headers().all("vary")).containsExactly("accept"));
  }

  @Test
  void patch_of_another_type_is_told_which_ones_are_taken() {
    TestClient client = run(App.create()
        .patch(
            "/users",
            request -> Response.noContent(),
            consumes("application/merge-patch+json", "application/json-patch+json"))
        .patch("/by-codec", request -> request.body(Map.class).map(Response::entity)));

    client
        .patch("/users")
        .body("text/plain", "name=Ada")
        .send()
        .expectProblem(415)
        .expectHeader("accept", "application/merge-patch+json, application/json-patch+json")
        .expectHeader("accept-patch", "application/merge-patch+json, application/json-patch+json");
    client
        .patch("/by-codec")
        .body("text/plain", "name=Ada")
        .send()
        .expectProblem(415)
        .expectHeader("accept-patch", "application/json");
  }

  @Test
  void options_tell_which_patches_are_taken() {
    TestClient client = run(App.create()
        .patch(
            "/users/{id}",
            request -> Response.noContent(),
            consumes("application/merge-patch+json"))
        .patch("/anything", request -> Response.noContent())
        .post("/notes", request -> Response.noContent(), consumes("text/plain")));

    client
        .options("/users/7")
        .send()
        .expectHeader("allow", "OPTIONS, PATCH")
        .expectHeader("accept-patch", "application/merge-patch+json");
    client.options("/anything").send().expectStatus(204).expectNoHeader("accept-patch");
    client.options("/notes").send().expectStatus(204).expectNoHeader("accept-patch");
  }

  @Test
  void post_of_another_type_is_told_nothing_of_patches() {
    run(App.create().post("/", request -> request.body(Map.class).map(Response::entity)))
        .post("/")
        .body("text/plain", "name=Ada")
        .send()
        .expectProblem(415)
        .expectHeader("accept", "application/json")
        .expectNoHeader("accept-patch");
  }

  @Test
  void charset_that_is_not_read_is_a_415_that_tells_what_is() {
    run(App.create().post("/", request -> request.body(Map.class).map(Response::entity)))
        .post("/")
        .header("content-type", "application/json; charset=utf-16")
        .body("{}".getBytes(StandardCharsets.UTF_16))
        .send()
        .expectProblem(415, "charset: UTF-16 (expected: utf-8, the charset of JSON)")
        .expectHeader("accept", "application/json");
  }

  @Test
  void charset_that_nobody_knows_is_a_415_for_a_stream_too() {
    run(App.create()
            .post(
                "/",
                request -> request.bodyStream(Integer.class).collectList().map(Response::json)))
        .post("/")
        .body("application/x-ndjson; charset=klingon", "1")
        .send()
        .expectProblem(415)
        .expectHeader("accept", "application/json, application/x-ndjson");
  }

  @Test
  void mark_of_utf_8_is_no_part_of_text() {
    TestClient client = run(App.create()
        .post("/text", request -> request.text().map(RepresentationBehaviours::quoted))
        .post("/codec", request -> request.body(String.class).map(RepresentationBehaviours::quoted))
        .post("/json", request -> request.body(Map.class).map(Response::json)));
    byte[] marked = "\uFEFFGrüße".getBytes(StandardCharsets.UTF_8);

    for (String path : List.of("/text", "/codec")) {
      client
          .post(path)
          .header("content-type", "text/plain")
          .body(marked)
          .send()
          .expectBody("<Grüße>");
    }
    client
        .post("/json")
        .header("content-type", "application/json")
        .body("\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_8))
        .send()
        .expectBody("{\"a\":1}");
  }

  private TestRequest choice() {
    return shared("choice", () -> App.create().get("/", request -> CHOICE)).get("/");
  }

  private static Response noted(List<String> made, String form) {
    made.add(form);
    return Response.text(form);
  }

  private static Response quoted(String text) {
    return Response.text("<" + text + ">");
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
