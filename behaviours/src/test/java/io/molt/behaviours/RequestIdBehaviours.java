package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Ended;
import io.molt.web.http.Observer;
import io.molt.web.http.Response;
import io.molt.web.middleware.RequestId;
import io.molt.web.test.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How clients learn the ids of their requests, and whose ids are taken. */
class RequestIdBehaviours extends Behaviours {
  private static final String FIELD = "x-request-id";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private final List<Ended> ended = new CopyOnWriteArrayList<>();

  private App app(RequestId ids) {
    Observer noting = new Observer() {
      @Override
      public void onEnd(Ended request) {
        ended.add(request);
      }
    };
    return App.create()
        .observe(noting)
        .use(ids)
        .get("/", request -> Response.text(request.context().requestId()))
        .get(
            "/later",
            request -> Mono.delay(Duration.ofMillis(1), request.context().scheduler())
                .map(passed -> Response.text(request.context().requestId())))
        .get("/stream", request -> Response.ndjson(Flux.just(1, 2)))
        .get("/broken", request -> {
          throw new IllegalStateException("on purpose");
        });
  }

  private Ended told() {
    Await.until("an observer is told", () -> !ended.isEmpty());
    return ended.get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/later", "/stream", "/broken", "/nowhere"})
  void every_response_has_the_id_of_its_request(String path) {
    String id = run(app(RequestId.create())).get(path).send().header(FIELD);

    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(told().requestId()).isEqualTo(id);
    assertThat(told().traceId()).isEqualTo(id);
  }

  @Test
  void handler_sees_the_id_that_the_client_is_told() {
    TestClient client = run(app(RequestId.create()));

    for (String path : List.of("/", "/later")) {
      var response = client.get(path).send();
      response.expectHeader(FIELD, response.text());
    }
  }

  @Test
  void trace_that_the_client_began_is_the_id() {
    run(app(RequestId.create()))
        .get("/")
        .header("traceparent", PARENT)
        .send()
        .expectHeader(FIELD, TRACE)
        .expectBody(TRACE);
  }

  @Test
  void id_from_a_trusted_proxy_is_taken_and_the_trace_stays() {
    run(app(RequestId.create()))
        .behindProxy()
        .get("/")
        .header("traceparent", PARENT)
        .header(FIELD, "edge-1")
        .send()
        .expectHeader(FIELD, "edge-1")
        .expectBody("edge-1");

    assertThat(told().requestId()).isEqualTo("edge-1");
    assertThat(told().traceId()).isEqualTo(TRACE);
  }

  @Test
  void id_from_anybody_else_is_passed_over() {
    run(app(RequestId.create()))
        .get("/")
        .header("traceparent", PARENT)
        .header(FIELD, "mine")
        .send()
        .expectHeader(FIELD, TRACE)
        .expectBody(TRACE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "Root=1-67891233-abcdef012345678912345678", "a.b_c~d:e/f+g=h@i"})
  void id_from_anyone_is_taken_where_the_app_says_so(String id) {
    run(app(RequestId.fromAnyone()))
        .get("/")
        .header(FIELD, id)
        .send()
        .expectHeader(FIELD, id)
        .expectBody(id);
  }

  @Test
  void longest_id_is_taken_and_a_longer_one_is_not() {
    TestClient client = run(app(RequestId.fromAnyone()));
    String longest = "x".repeat(128);

    client.get("/").header(FIELD, longest).send().expectHeader(FIELD, longest);
    client
        .get("/")
        .header("traceparent", PARENT)
        .header(FIELD, longest + "x")
        .send()
        .expectHeader(FIELD, TRACE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,b", "a;b", "\"a\"", "<script>", "a\\b", "a%0ab"})
  void id_with_anything_but_its_few_characters_is_passed_over(String id) {
    run(app(RequestId.fromAnyone()))
        .get("/")
        .header("traceparent", PARENT)
        .header(FIELD, id)
        .send()
        .expectHeader(FIELD, TRACE);
  }
}
