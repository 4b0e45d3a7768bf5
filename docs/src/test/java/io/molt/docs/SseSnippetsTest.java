package io.molt.docs;

import static io.molt.web.RouteOption.heartbeat;
import static io.molt.web.RouteOption.onDrain;
import static io.molt.web.RouteOption.problemAtEnd;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.sse.Overflow;
import io.molt.web.sse.Topic;
import io.molt.web.sse.TopicOptions;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class SseSnippetsTest {
  private record Price(String symbol, int cents) {}

  @Test
  void a_topic_is_published_to_and_subscribed_to() {
    // snippet: sse-topic
    Topic prices = Topic.create();
    App app = App.create().get("/prices", request -> Response.sse(prices.events(request)));
    // end
    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/prices").stream().request(2);
      // snippet: sse-publish
      prices.publish(new Price("MLT", 4200));
      // end
      stream.expectNext(Map.of("symbol", "MLT", "cents", 4200)).cancel();
    }
  }

  @Test
  void an_event_has_fields() {
    // snippet: sse-event
    ServerSentEvent event = ServerSentEvent.of(new Price("MLT", 4200))
        .withId("7")
        .withEvent("price")
        .withRetry(Duration.ofSeconds(5))
        .withComment("closing price");
    // end
    App app = App.create().get("/", request -> Response.sse(Flux.just(event)));
    try (TestClient client = TestClient.of(app)) {
      client.get("/").send().expectBody("""
              : closing price
              retry: 5000
              event: price
              id: 7
              data: {"symbol":"MLT","cents":4200}

              """);
    }
  }

  @Test
  void a_quiet_stream_has_a_heartbeat() {
    Topic prices = Topic.create(TopicOptions.defaults().withOrigin("a"));
    // snippet: sse-heartbeat
    App app = App.create()
        .get(
            "/prices",
            request -> Response.sse(prices.events(request)),
            heartbeat(Duration.ofSeconds(15)));

    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestStream stream = client.get("/prices").stream().request(2);
      client.advance(Duration.ofSeconds(15));
      stream.expectText("id: a-0\n\n").expectText(":\n\n").cancel();
    }
    // end
  }

  @Test
  void a_client_comes_back() {
    // snippet: sse-resume
    Topic prices = Topic.create(TopicOptions.defaults().withOrigin("a").withCapacity(2));
    App app = App.create().get("/prices", request -> Response.sse(prices.events(request)));
    IntStream.rangeClosed(1, 4).forEach(prices::publish);

    try (TestClient client = TestClient.of(app)) {
      TestStream inTime = client.get("/prices").header("last-event-id", "a-3").stream();
      inTime.expectText("id: a-4\ndata: 4\n\n").cancel();

      TestStream late = client.get("/prices").header("last-event-id", "a-1").stream();
      assertThat(late.nextEvent().event()).isEqualTo("gap");
      late.expectNext(3, 4).cancel();
    }
    // end
  }

  @Test
  void slow_clients_are_dealt_with() {
    Topic prices = Topic.create();
    Topic orders = Topic.create();
    // snippet: sse-overflow
    App app = App.create()
        .get("/prices", request -> Response.sse(prices.events(request, Overflow.LATEST_ONLY)))
        .get("/orders", request -> Response.sse(orders.events(request, Overflow.DISCONNECT)));
    // end
    prices.publish(1);
    prices.publish(2);
    try (TestClient client = TestClient.of(app)) {
      client.get("/prices").stream().expectNext(2).cancel();
      client.get("/orders").stream().request(1).cancel();
    }
  }

  @Test
  void a_stream_ends_at_drain() {
    Topic prices = Topic.create();
    // snippet: sse-drain
    ServerSentEvent bye = ServerSentEvent.of("moved").withEvent("bye");
    App app = App.create()
        .get(
            "/prices",
            request -> Response.sse(prices.events(request)),
            onDrain(DrainPolicy.completeWith(bye.withRetry(Duration.ofSeconds(2)))));
    // end
    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/prices").stream();
      client.drain();
      stream.expectNext("moved").expectComplete();
    }
  }

  @Test
  void a_stream_that_fails_says_so() {
    Flux<Price> prices =
        Flux.just(new Price("MLT", 1)).concatWith(Flux.error(new IllegalStateException("no feed")));
    // snippet: sse-problem
    App app = App.create().get("/prices", request -> Response.sse(prices), problemAtEnd());

    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/prices").stream();
      stream.expectNext(Map.of("symbol", "MLT", "cents", 1));
      assertThat(stream.nextEvent().event()).isEqualTo("problem");
      stream.expectComplete().expectOutcome(Outcome.FAILED);
    }
    // end
  }
}
