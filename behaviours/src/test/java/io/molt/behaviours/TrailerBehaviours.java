package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Fields that come after the content, both ways. */
class TrailerBehaviours extends Behaviours {

  @Test
  void trailers_of_a_request_are_there_after_its_content() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .text()
                    .flatMap(text -> request
                        .trailers()
                        .map(trailers -> Response.text(text + " " + trailers.get("x-digest"))))))
        .post("/")
        .body(chunks("one", "two"))
        .trailer("X-Digest", "abc")
        .send()
        .expectBody("onetwo abc");
  }

  @Test
  void trailers_may_be_asked_for_before_the_content_is_read() {
    run(App.create()
            .post(
                "/",
                request -> Mono.zip(
                    request.trailers(),
                    request.text(),
                    (trailers, text) -> Response.text(text + " " + trailers.get("x-digest")))))
        .post("/")
        .body(chunks("one", "two"))
        .trailer("x-digest", "abc")
        .send()
        .expectStatus(200);
  }

  @Test
  void a_request_without_content_may_have_trailers() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .bytes()
                    .then(request.trailers())
                    .map(trailers -> Response.text("" + trailers.all("x-many")))))
        .post("/")
        .trailer("x-many", "1")
        .trailer("x-many", "2")
        .send()
        .expectBody("[1, 2]");
  }

  @Test
  void a_request_without_trailers_has_none() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .bytes()
                    .then(request.trailers())
                    .map(trailers -> Response.text("" + trailers.size()))))
        .post("/")
        .text("content")
        .send()
        .expectBody("0");
  }

  @Test
  void content_that_is_not_read_to_its_end_has_no_trailers() {
    run(App.create()
            .post(
                "/",
                request -> request
                    .chunks()
                    .next()
                    .then(request.trailers())
                    .map(trailers -> Response.text("some"))
                    .onErrorResume(
                        IllegalStateException.class,
                        error -> Mono.just(Response.text(String.valueOf(error.getMessage()))))))
        .post("/")
        .body(chunks("one").concatWith(Flux.never()))
        .send()
        .check(response -> assertThat(response.text()).startsWith("trailers: the content was not"));
  }

  @Test
  void trailers_of_a_stream_follow_it() {
    AtomicInteger count = new AtomicInteger();
    TestStream stream = run(App.create()
            .get(
                "/",
                request -> Response.ndjson(Flux.range(1, 3).doOnNext(count::set))
                    .withTrailers(() -> Headers.of("X-Count", "" + count.get()))))
        .get("/")
        .stream();
    stream.expectNext(1, 2, 3).expectComplete().expectTrailer("x-count", "3");
  }

  @Test
  void trailers_follow_whole_content_too() {
    run(App.create()
            .get("/", request -> Response.text("whole").withTrailers(() -> Headers.of("x-a", "1"))))
        .get("/")
        .send()
        .expectBody("whole")
        .expectTrailer("x-a", "1")
        .expectNoTrailer("x-b")
        .expectNoHeader("content-length");
  }

  @Test
  void trailers_follow_no_content_too() {
    run(App.create().get("/", request -> Response.ok().withTrailers(() -> Headers.of("x-a", "1"))))
        .get("/")
        .send()
        .expectNoBody()
        .expectTrailer("x-a", "1");
  }

  @Test
  void there_may_turn_out_to_be_no_trailers() {
    run(App.create().get("/", request -> Response.text("whole").withTrailers(Headers::empty)))
        .get("/")
        .send()
        .expectBody("whole")
        .expectNoTrailer("x-a");
  }

  @Test
  void a_response_that_has_no_content_by_its_nature_has_no_trailers() {
    AtomicInteger asked = new AtomicInteger();
    App app = App.create()
        .get(
            "/",
            request -> Response.status(Integer.parseInt(request.query("status").orElse("200")))
                .withText("text")
                .withTrailers(() -> {
                  asked.incrementAndGet();
                  return Headers.of("x-a", "1");
                }));
    run(app).request(Method.HEAD, "/").send().expectStatus(200).expectNoTrailer("x-a");
    run(app).get("/?status=204").send().expectStatus(204).expectNoTrailer("x-a");
    run(app).get("/?status=304").send().expectStatus(304).expectNoTrailer("x-a");
    assertThat(asked).hasValue(0);
  }

  @Test
  void a_field_that_may_not_come_after_the_content_breaks_the_response_off() {
    TestSource<Integer> source = TestSource.create();
    TestStream stream = run(App.create()
            .get(
                "/",
                request -> Response.ndjson(source.flux())
                    .withTrailers(() -> Headers.of("Set-Cookie", "a=b"))))
        .get("/")
        .stream()
        .request(2);
    source.next(1);
    stream.expectNext(1);
    source.complete();
    stream.expectOutcome(Outcome.FAILED).cancel();
  }

  @Test
  void middleware_sees_and_keeps_trailers() {
    run(App.create()
            .use((request, next) -> next.handle(request)
                .map(response -> response
                    .withHeader("x-seen", "" + response.trailers().isPresent())
                    .withStatus(202)))
            .get("/", request -> Response.text("whole").withTrailers(() -> Headers.of("x-a", "1"))))
        .get("/")
        .send()
        .expectStatus(202)
        .expectHeader("x-seen", "true")
        .expectTrailer("x-a", "1");
  }

  private static Flux<ByteBuffer> chunks(String... texts) {
    return Flux.just(texts).map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
