package io.molt.behaviours;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** How the form of a response follows the client's {@code Accept} (RFC 9110 section 12.5.1). */
class NegotiationBehaviours extends Behaviours {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String EVENTS = "text/event-stream";

  @Test
  void entity_is_json_for_a_client_that_takes_anything() {
    entity().get("/").send().expectHeader("content-type", JSON).expectBody("{\"a\":1}");
  }

  @Test
  void entity_says_that_it_depends_on_accept() {
    entity().get("/").send().expectHeader("vary", "accept");
  }

  @Test
  void entity_that_no_codec_can_write_as_wanted_is_a_406_that_lists_what_is_there() {
    entity()
        .get("/")
        .accept("text/html")
        .send()
        .expectProblem(406, "The answer comes as application/json.")
        .expectJson("/available", List.of(JSON));
  }

  @Test
  void string_entity_is_offered_as_json_and_as_text() {
    TestClient client = run(App.create().get("/", request -> Response.entity("hello")));

    client.get("/").accept(JSON).send().expectHeader("content-type", JSON).expectBody("\"hello\"");
    client
        .get("/")
        .accept("text/plain")
        .send()
        .expectHeader("content-type", "text/plain; charset=utf-8")
        .expectBody("hello");
  }

  @Test
  void byte_array_entity_is_offered_as_octets_only() {
    TestClient client =
        run(App.create().get("/", request -> Response.entity(new byte[] {1, 2, 3})));

    client
        .get("/")
        .send()
        .expectHeader("content-type", "application/octet-stream")
        .expectBody(new byte[] {1, 2, 3});
    client.get("/").accept(JSON).send().expectProblem(406);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
    "application/json                                          | application/json",
    "application/x-ndjson                                      | application/x-ndjson",
    "text/event-stream                                         | text/event-stream",
    "*/*                                                       | application/json",
    "application/*                                             | application/json",
    "text/*                                                    | text/event-stream",
    "application/x-ndjson, application/json                    | application/json",
    "application/json;q=0.5, application/x-ndjson              | application/x-ndjson",
    "application/json;q=0.5, application/x-ndjson;q=0.4        | application/json",
    "application/json;q=0, */*                                 | application/x-ndjson",
    "application/json;q=0, application/x-ndjson;q=0, */*;q=0.1 | text/event-stream",
    "text/html, application/x-ndjson;q=0.1                     | application/x-ndjson",
    "APPLICATION/X-NDJSON                                      | application/x-ndjson",
    "application/json; charset=utf-8                           | application/json",
    // spotless:on
      })
  void stream_takes_the_form_that_the_client_wants_most(String accept, String contentType) {
    stream().get("/").accept(accept).send().expectHeader("content-type", contentType);
  }

  @Test
  void stream_says_that_it_depends_on_accept() {
    stream().get("/").send().expectHeader("vary", "accept");
  }

  @Test
  void stream_that_is_wanted_in_no_known_form_is_a_406_that_lists_all_forms() {
    stream()
        .get("/")
        .accept("text/csv")
        .send()
        .expectProblem(406)
        .expectJson("/available", List.of(JSON, NDJSON, EVENTS));
  }

  @Test
  void stream_is_a_406_where_every_form_is_refused() {
    stream().get("/").accept("*/*;q=0").send().expectProblem(406);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "application/json;q=2", "application/json;q=high", "text/", ",", ";"})
  void accept_that_cannot_be_read_counts_as_absent(String accept) {
    stream().get("/").accept(accept).send().expectStatus(200).expectHeader("content-type", JSON);
  }

  @Test
  void several_accept_fields_count_as_one_list() {
    stream()
        .get("/")
        .header("accept", "text/html")
        .header("accept", NDJSON)
        .send()
        .expectHeader("content-type", NDJSON);
  }

  @Test
  void json_is_json_whatever_the_client_wants() {
    run(App.create().get("/", request -> Response.json(Map.of("a", 1))))
        .get("/")
        .accept("text/html")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", JSON)
        .expectNoHeader("vary");
  }

  @Test
  void ndjson_is_ndjson_whatever_the_client_wants() {
    run(App.create().get("/", request -> Response.ndjson(Flux.just(1, 2))))
        .get("/")
        .accept(JSON)
        .send()
        .expectHeader("content-type", NDJSON)
        .expectBody("1\n2\n");
  }

  @Test
  void content_type_that_a_handler_sets_is_kept() {
    run(App.create()
            .get(
                "/",
                request -> Response.entity(Map.of("a", 1))
                    .withHeader("content-type", "application/vnd.molt+json")))
        .get("/")
        .send()
        .expectHeader("content-type", "application/vnd.molt+json")
        .expectBody("{\"a\":1}");
  }

  @Test
  void vary_of_a_handler_is_added_to() {
    run(App.create()
            .get(
                "/",
                request -> Response.entity(Map.of("a", 1)).withHeader("vary", "accept-language")))
        .get("/")
        .send()
        .expectHeader("vary", "accept-language")
        .expectHeader("vary", "accept");
  }

  @Test
  void head_of_an_entity_tells_what_get_would() {
    entity()
        .head("/")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", JSON)
        .expectHeader("content-length", "7")
        .expectNoBody();
  }

  @Test
  void status_of_an_entity_is_kept() {
    run(App.create().get("/", request -> Response.entity(Map.of("a", 1)).withStatus(202)))
        .get("/")
        .send()
        .expectStatus(202)
        .expectBody("{\"a\":1}");
  }

  @Test
  void entity_of_an_error_handler_is_negotiated_too() {
    run(App.create()
            .error(
                IllegalStateException.class,
                (error, request) -> Response.entity(List.of("broken")).withStatus(503))
            .get("/", request -> {
              throw new IllegalStateException("broken");
            }))
        .get("/")
        .send()
        .expectStatus(503)
        .expectBody("[\"broken\"]");
  }

  /** A 406 in its place would hide what went wrong. */
  @Test
  void error_is_told_in_the_first_form_to_a_client_that_takes_none() {
    TestClient client = run(App.create()
        .error(
            IllegalStateException.class,
            (error, request) -> Response.entity(List.of("broken")).withStatus(503))
        .get("/", request -> {
          throw new IllegalStateException("broken");
        })
        .get("/invalid", request -> Response.entity(List.of("no name")).withStatus(422))
        .get("/later", request -> Response.entity(List.of("wait")).withStatus(202)));

    client
        .get("/")
        .accept("text/html")
        .send()
        .expectStatus(503)
        .expectHeader("content-type", JSON)
        .expectHeader("vary", "accept")
        .expectBody("[\"broken\"]");
    client.get("/invalid").accept("text/html").send().expectStatus(422);
    client.get("/later").accept("text/html").send().expectProblem(406);
  }

  private TestClient entity() {
    return shared(
        "entity", () -> App.create().get("/", request -> Response.entity(Map.of("a", 1))));
  }

  private TestClient stream() {
    return shared(
        "stream", () -> App.create().get("/", request -> Response.stream(Flux.just(1, 2))));
  }
}
