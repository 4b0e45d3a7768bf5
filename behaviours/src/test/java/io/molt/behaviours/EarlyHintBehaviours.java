package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Headers;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Interim responses of status 103, which go ahead of the response. */
class EarlyHintBehaviours extends Behaviours {
  private static final String STYLE = "</style.css>; rel=preload; as=style";
  private static final String SCRIPT = "</app.js>; rel=preload; as=script";

  @Test
  void hints_go_ahead_of_the_response() {
    Sinks.One<String> page = Sinks.one();
    TestCall call = run(App.create().get("/", request -> {
          hint(request, "link", STYLE);
          return page.asMono().map(Response::html);
        }))
        .get("/")
        .start();
    call.expectEarlyHint("link", STYLE).expectNotAnswered();
    page.tryEmitValue("<p>");
    call.response().expectStatus(200).expectBody("<p>").expectNoHeader("link");
  }

  @Test
  void hints_may_be_given_any_number_of_times() {
    TestResponse response = run(App.create().get("/", request -> {
          hint(request, "link", STYLE, "link", SCRIPT);
          hint(request);
          hint(request, "x-stage", "3");
          return Response.text("done");
        }))
        .get("/")
        .send()
        .expectEarlyHint("link", STYLE)
        .expectEarlyHint("link", SCRIPT)
        .expectEarlyHint("x-stage", "3")
        .expectBody("done");
    assertThat(response.earlyHints()).hasSize(3);
    assertThat(response.earlyHints().get(0).all("link")).containsExactly(STYLE, SCRIPT);
    assertThat(response.earlyHints().get(1).size()).isZero();
  }

  @Test
  void what_speaks_of_the_connection_is_left_out_of_hints() {
    TestResponse response = run(App.create().get("/", request -> {
          hint(
              request,
              "Content-Length",
              "7",
              "Connection",
              "close",
              "Keep-Alive",
              "x",
              "Transfer-Encoding",
              "chunked",
              "Upgrade",
              "x",
              "Link",
              STYLE);
          return Response.text("done");
        }))
        .get("/")
        .send()
        .expectEarlyHint("link", STYLE);
    assertThat(response.earlyHints()).hasSize(1);
    assertThat(response.earlyHints().get(0).size()).isOne();
  }

  @Test
  void hints_come_from_deep_in_a_service_on_any_thread() {
    run(App.create()
            .get(
                "/",
                request -> RequestContext.current()
                    .publishOn(request.scheduler())
                    .doOnNext(context -> context.earlyHints(Headers.of("link", STYLE)))
                    .thenReturn(Response.ok())))
        .get("/")
        .send()
        .expectStatus(200)
        .expectEarlyHint("link", STYLE);
  }

  @Test
  void hints_after_the_head_are_ignored() {
    TestResponse response = run(App.create()
            .get(
                "/",
                request -> Response.ndjson(
                    Flux.just(1, 2).doOnNext(number -> hint(request, "link", STYLE)))))
        .get("/")
        .send()
        .expectBody("1\n2\n");
    assertThat(response.earlyHints()).isEmpty();
  }

  @Test
  void content_may_be_read_after_hints() {
    run(App.create().post("/", request -> {
          hint(request, "link", STYLE);
          return request.text().map(Response::text);
        }))
        .post("/")
        .body(
            Flux.just("a", "b").map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
        .send()
        .expectEarlyHint("link", STYLE)
        .expectBody("ab");
  }

  @Test
  void an_error_may_follow_hints() {
    run(App.create().get("/", request -> {
          hint(request, "link", STYLE);
          return Mono.error(new IllegalStateException("on purpose"));
        }))
        .get("/")
        .send()
        .expectEarlyHint("link", STYLE)
        .expectProblem(500);
  }

  @Test
  void a_response_to_head_may_follow_hints() {
    run(App.create().get("/", request -> {
          hint(request, "link", STYLE);
          return Response.text("none of it");
        }))
        .head("/")
        .send()
        .expectEarlyHint("link", STYLE)
        .expectStatus(200)
        .expectNoBody();
  }

  private static void hint(Request request, String... fields) {
    request.context().earlyHints(Headers.of(fields));
  }
}
