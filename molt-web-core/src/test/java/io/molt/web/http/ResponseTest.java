package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.molt.web.codec.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Timeout(60)
class ResponseTest {

  static Stream<Arguments> factories() {
    return Stream.of(
        Arguments.of(Response.ok(), "200 OK", "", ""),
        Arguments.of(Response.status(418), "418", "", ""),
        Arguments.of(
            Response.text("\u00e4"),
            "200 OK",
            "content-type: text/plain; charset=utf-8\n",
            "\u00e4"),
        Arguments.of(
            Response.html("<p>"), "200 OK", "content-type: text/html; charset=utf-8\n", "<p>"),
        Arguments.of(
            Response.bytes(new byte[] {'x'}),
            "200 OK",
            "content-type: application/octet-stream\n",
            "x"),
        Arguments.of(
            Response.chunks(Flux.just(ByteBuffer.wrap(new byte[] {'x'}))),
            "200 OK",
            "content-type: application/octet-stream\n",
            "x"),
        Arguments.of(Response.redirect("/a?b"), "302 Found", "location: /a?b\n", ""),
        Arguments.of(Response.created("/users/5"), "201 Created", "location: /users/5\n", ""),
        Arguments.of(Response.noContent(), "204 No Content", "", ""),
        Arguments.of(
            Response.problem(Problem.of(Status.CONFLICT)),
            "409 Conflict",
            "content-type: application/problem+json\n",
            "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409}"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("factories")
  void a_factory_sets_status_fields_and_content(
      Response response, String status, String fields, String content) {
    assertThat(response).hasToString(status);
    assertThat(response.headers()).hasToString(fields);
    assertThat(text(response)).isEqualTo(content);
  }

  @Test
  void values_wait_for_their_codec() {
    assertThat(Response.json(Map.of()).body()).isInstanceOfSatisfying(Body.Entity.class, entity -> {
      assertThat(entity.mediaType()).isEqualTo(MediaType.JSON);
      assertThat(entity.isStream()).isFalse();
    });
    assertThat(Response.entity("x").body()).isEqualTo(new Body.Entity("x", String.class, null));
    assertThat(Response.stream(Flux.just(1)).body())
        .isInstanceOfSatisfying(Body.Entity.class, entity -> {
          assertThat(entity.mediaType()).isNull();
          assertThat(entity.isStream()).isTrue();
        });
    assertThat(Response.ndjson(Flux.just(1)).body())
        .extracting("mediaType")
        .isEqualTo(MediaType.NDJSON);
    assertThat(Response.sse(Flux.just(1)).body())
        .extracting("mediaType")
        .isEqualTo(MediaType.EVENT_STREAM);
    assertThat(Response.file(Path.of("f")).body()).isEqualTo(new Body.File(Path.of("f"), 0, -1));
  }

  @Test
  void factories_can_be_method_references() {
    assertThat(Mono.just("x").map(Response::text).block()).hasToString("200 OK");
    assertThat(Mono.just(List.of(1)).map(Response::json).block()).hasToString("200 OK");
    assertThat(Mono.just(Problem.of(Status.CONFLICT)).map(Response::problem).block())
        .hasToString("409 Conflict");
    assertThat(Mono.just("/x").map(Response::created).block()).hasToString("201 Created");
    assertThat(Mono.just("/x").map(Response::redirect).block()).hasToString("302 Found");
    assertThat(Mono.just("x").map(Response::html).block()).hasToString("200 OK");
    assertThat(Mono.just(new byte[1]).map(Response::bytes).block()).hasToString("200 OK");
    assertThat(Mono.just(new Object()).map(Response::entity).block()).hasToString("200 OK");
    assertThat(Mono.just(404).map(Response::status).block()).hasToString("404 Not Found");
    assertThat(Mono.just(Path.of("x")).map(Response::file).block()).hasToString("200 OK");
  }

  @Test
  void a_publisher_is_no_value() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.json(Mono.just(1)))
        .withMessage("response value: a MonoJust (expected: the value itself, as in"
            + " mono.map(Response::json); for many, Response.stream(flux))");
    assertThatIllegalArgumentException().isThrownBy(() -> Response.entity(Flux.just(1, 2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.created("/x").withJson(Mono.just(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Response.json(Response.ok()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a\r\nset-cookie: x=y", "/\u20ac", "/\u0000"})
  void a_location_cannot_break_the_message(String location) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.redirect(location))
        .withMessageStartingWith("header location: '");
    assertThatIllegalArgumentException().isThrownBy(() -> Response.created(location));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 103, 199})
  void an_interim_status_is_no_response(int code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.status(code))
        .withMessage(
            "response status: " + Status.of(code) + " (expected: a final one, 200 to 599)");
    assertThatIllegalArgumentException().isThrownBy(() -> Response.ok().withStatus(code));
  }

  @Test
  void a_copy_differs_in_what_was_asked_for_only() {
    Response text = Response.text("x");

    assertThat(text.withStatus(201)).hasToString("201 Created");
    assertThat(text.withStatus(new Status(201, "Made"))).hasToString("201 Made");
    assertThat(text.withType(MediaType.HTML).headers().all("content-type"))
        .containsExactly("text/html; charset=utf-8");
    assertThat(text.withHeader("A", "1").withHeader("a", "2").headers().all("a"))
        .containsExactly("2");
    assertThat(text.withHeader("A", "1").withAddedHeader("a", "2").headers().all("a"))
        .containsExactly("1", "2");
    assertThat(text.withoutHeader("CONTENT-TYPE").headers().size()).isZero();
    assertThat(text(text.withBody(Body.empty()))).isEmpty();
    assertThat(text(Response.problem(Problem.of(Status.CONFLICT)).withText("y")))
        .isEqualTo("y");
    assertThat(Response.html("x").withText("y").headers().all("content-type"))
        .containsExactly("text/plain; charset=utf-8");
    assertThat(Response.html("x").withJson(1).headers().contains("content-type"))
        .isFalse();
    assertThat(text).hasToString("200 OK");
    assertThat(text.headers().size()).isEqualTo(1);
  }

  @Test
  void fields_given_together_take_the_place_of_those_of_their_names() {
    Response response = Response.ok().withHeader("a", "1").withHeader("b", "2");
    Headers more = Headers.of("A", "3", "a", "4", "c", "5");

    assertThat(response.withHeaders(more).headers().all("a")).containsExactly("3", "4");
    assertThat(response.withHeaders(more).headers().get("b")).isEqualTo("2");
    assertThat(response.withHeaders(more).headers().get("c")).isEqualTo("5");
    assertThat(response.withHeaders(Headers.empty())).isSameAs(response);
  }

  @Test
  void a_response_publishes_itself_to_each_subscriber() {
    Response response = Response.ok();

    for (int i = 0; i < 2; i++) {
      StepVerifier.create(response).expectNext(response).verifyComplete();
    }
    StepVerifier.create(response, 1).expectNext(response).verifyComplete();
  }

  @Test
  void a_response_waits_until_it_is_asked_for() {
    StepVerifier.create(Response.ok(), 0).expectSubscription().thenCancel().verify();
  }

  @Test
  void a_response_that_was_cancelled_is_not_published() {
    List<Response> published = new ArrayList<>();

    Response.ok().subscribe(new BaseSubscriber<>() {
      @Override
      protected void hookOnSubscribe(Subscription subscription) {
        subscription.cancel();
        subscription.request(1);
      }

      @Override
      protected void hookOnNext(Response value) {
        published.add(value);
      }
    });

    assertThat(published).isEmpty();
  }

  private static String text(Response response) {
    return new String(
        response.body().bytes(1000).blockOptional().orElseThrow(), StandardCharsets.UTF_8);
  }
}
