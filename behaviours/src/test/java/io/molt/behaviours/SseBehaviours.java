package io.molt.behaviours;

import static io.molt.web.RouteOption.heartbeat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import io.molt.web.App;
import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestRequest;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Server-sent events (WHATWG HTML, "Server-sent events"). */
class SseBehaviours extends Behaviours {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Handler LAST_EVENT_ID =
      request -> Response.text(request.lastEventId().orElse("none"));

  record Tick(int number) {}

  /** Counts how often it is looked at. */
  record Counted(AtomicInteger encodings) {
    @JsonValue
    Map<String, Integer> json() {
      return Map.of("n", encodings.incrementAndGet());
    }
  }

  /** Writes everything in capitals. */
  private static final class Shouting implements Codec {
    @Override
    public List<MediaType> mediaTypes() {
      return List.of(MediaType.JSON);
    }

    @Override
    public Object decode(byte[] bytes, Type type, MediaType mediaType) {
      throw new DecodingException("it only writes", Map.of(), null);
    }

    @Override
    public byte[] encode(Object value, Type type, MediaType mediaType) {
      return value.toString().toUpperCase(Locale.ROOT).getBytes(UTF_8);
    }
  }

  @Test
  void response_says_that_it_is_events_and_not_to_be_kept_or_held_back() {
    events(Flux.just("a"))
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/event-stream")
        .expectHeader("cache-control", "no-store")
        .expectHeader("x-accel-buffering", "no")
        .expectNoHeader("content-length");
  }

  @Test
  void cache_control_of_a_handler_is_kept() {
    answering(request -> Response.sse(Flux.just("a")).withHeader("cache-control", "no-transform"))
        .get("/")
        .send()
        .expectHeader("cache-control", "no-transform");
  }

  @Test
  void string_is_the_data_of_an_event() {
    events(Flux.just("a", "b")).send().expectBody("data: a\n\ndata: b\n\n");
  }

  @Test
  void empty_string_is_an_event_with_empty_data() {
    events(Flux.just("")).send().expectBody("data: \n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"one\ntwo", "one\rtwo", "one\r\ntwo"})
  void each_line_of_a_string_is_a_line_of_data(String text) {
    events(Flux.just(text)).send().expectBody("data: one\ndata: two\n\n");
  }

  @Test
  void empty_lines_are_kept_also_at_the_end() {
    events(Flux.just("\na\n")).send().expectBody("data: \ndata: a\ndata: \n\n");
  }

  @Test
  void value_is_written_as_json_data() {
    events(Flux.just(new Tick(1))).send().expectBody("data: {\"number\":1}\n\n");
  }

  @Test
  void id_type_and_retry_are_written_before_the_data() {
    ServerSentEvent event = new ServerSentEvent("7", "tick", new Tick(1), Duration.ofMillis(1500));

    events(Flux.just(event))
        .send()
        .expectBody("retry: 1500\nevent: tick\nid: 7\ndata: {\"number\":1}\n\n");
  }

  @Test
  void event_without_data_is_written_as_it_is() {
    events(Flux.just(new ServerSentEvent(null, null, null, Duration.ofSeconds(3))))
        .send()
        .expectBody("retry: 3000\n\n");
  }

  @Test
  void events_and_plain_values_may_be_mixed() {
    events(Flux.just("a", ServerSentEvent.of("b").withId("2"), new Tick(3)))
        .send()
        .expectBody("data: a\n\nid: 2\ndata: b\n\ndata: {\"number\":3}\n\n");
  }

  @Test
  void events_are_read_back_as_they_were() {
    ServerSentEvent event = ServerSentEvent.of("hello").withId("1").withEvent("greeting");

    TestStream stream = events(Flux.just(event)).stream();

    assertThat(stream.nextEvent()).isEqualTo(event);
    stream.expectComplete();
  }

  @Test
  void characters_beyond_ascii_are_utf_8() {
    events(Flux.just("Grüße 😀")).stream().expectNext("Grüße 😀").expectComplete();
  }

  @Test
  void no_events_are_an_empty_response() {
    events(Flux.empty())
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/event-stream")
        .expectNoBody();
  }

  @Test
  void head_comes_before_the_first_event() {
    TestSource<String> source = TestSource.create();

    TestStream stream = events(source.flux()).stream().expectStatus(200);
    assertThat(source.emitted()).isZero();
    stream.cancel();
  }

  @Test
  void event_goes_out_as_soon_as_it_is_there() {
    TestSource<String> source = TestSource.create();
    TestStream stream = events(source.flux()).stream();

    send(source, "a", stream);
    stream.expectNext("a").expectNothing();
    send(source, "b", stream);
    stream.expectNext("b");
    source.complete();
    stream.expectComplete();
  }

  @Test
  void client_that_leaves_cancels_the_source() {
    TestSource<String> source = TestSource.create();
    TestStream stream = events(source.flux()).stream();

    send(source, "a", stream);
    stream.expectNext("a").cancel().expectCancelled();
    source.expectCancelled();
  }

  @Test
  void client_that_leaves_before_the_first_event_cancels_the_source() {
    TestSource<String> source = TestSource.create();

    TestStream stream = events(source.flux()).stream();
    source.expectSubscribed();
    stream.cancel();
    source.expectCancelled();
  }

  @Test
  void error_breaks_the_events_off() {
    Flux<String> elements =
        Flux.just("a").concatWith(Flux.error(new IllegalStateException("broken")));

    events(elements).stream().expectNext("a").expectBroken().expectOutcome(Outcome.FAILED);
  }

  @Test
  void stream_is_events_for_a_client_that_asks_for_them() {
    answering(request -> Response.stream(Flux.just(new Tick(1))))
        .get("/")
        .accept("text/event-stream")
        .send()
        .expectHeader("content-type", "text/event-stream")
        .expectHeader("vary", "accept")
        .expectHeader("cache-control", "no-store")
        .expectBody("data: {\"number\":1}\n\n");
  }

  @Test
  void events_are_events_whatever_the_client_asks_for() {
    answering(request -> Response.sse(Flux.just("a")))
        .get("/")
        .accept("application/json")
        .send()
        .expectHeader("content-type", "text/event-stream")
        .expectNoHeader("vary");
  }

  @Test
  void handler_sees_the_last_event_id() {
    TestClient client = answering(request ->
        Response.sse(Flux.range(request.header("last-event-id").asInt().orElse(0) + 1, 2)
            .map(n -> ServerSentEvent.of("n" + n).withId("" + n))));

    client.get("/").send().expectBody("id: 1\ndata: n1\n\nid: 2\ndata: n2\n\n");
    client
        .get("/")
        .header("last-event-id", "2")
        .send()
        .expectBody("id: 3\ndata: n3\n\nid: 4\ndata: n4\n\n");
  }

  @Test
  void source_is_not_subscribed_to_for_head() {
    TestSource<String> source = TestSource.of(Flux.just("a"));

    answering(request -> Response.sse(source.flux()))
        .head("/")
        .send()
        .expectHeader("content-type", "text/event-stream")
        .expectNoBody();
    assertThat(source.subscriptions()).isZero();
  }

  @Test
  void last_event_id_is_at_hand() {
    TestClient client = answering(LAST_EVENT_ID);

    client.get("/").send().expectBody("none");
    client.get("/").header("last-event-id", "").send().expectBody("none");
    client.get("/").header("last-event-id", "a-7").send().expectBody("a-7");
  }

  @Test
  void last_event_id_is_utf_8_as_browsers_send_it() {
    String octets = new String("größe".getBytes(UTF_8), ISO_8859_1);

    answering(LAST_EVENT_ID).get("/").header("last-event-id", octets).send().expectBody("größe");
  }

  @Test
  void event_is_written_so_that_every_client_reads_it_as_it_was() {
    EventTable.rows().forEach(row -> {
      events(Flux.just(row.event())).send().expectBody(row.text());
      assertThat(EventSourceReader.read(row.text())).isEqualTo(row.dispatched());
    });
  }

  @Test
  void event_is_encoded_once_for_all_the_streams_it_is_sent_in() {
    AtomicInteger encodings = new AtomicInteger();
    ServerSentEvent shared = ServerSentEvent.of(new Counted(encodings));
    TestRequest request = events(Flux.just(shared, shared));

    for (int i = 0; i < 3; i++) {
      request.send().expectBody("data: {\"n\":1}\n\n".repeat(2));
    }

    assertThat(encodings).hasValue(1);
  }

  @Test
  void event_that_two_apps_send_is_written_by_the_codecs_of_each() {
    ServerSentEvent shared = ServerSentEvent.of(new Tick(1));
    App other =
        App.create().codec(new Shouting()).get("/", request -> Response.sse(Flux.just(shared)));
    TestClient client = run(App.create()
        .get("/plain", request -> Response.sse(Flux.just(shared)))
        .mount("/other", other));

    client.get("/plain").send().expectBody("data: {\"number\":1}\n\n");
    client.get("/other/").send().expectBody("data: TICK[NUMBER=1]\n\n");
    client.get("/plain").send().expectBody("data: {\"number\":1}\n\n");
  }

  // Heartbeats

  @Test
  void heartbeat_is_a_comment_wherever_nothing_was_sent_for_its_time() {
    TestSource<String> source = TestSource.create();
    TestClient client = beating(source);
    TestStream stream = client.get("/").stream().request(10);

    client.advance(MINUTE);
    stream.expectText(":\n\n");
    send(source, "a", stream);
    stream.expectText("data: a\n\n");
    client.advance(MINUTE.minusMillis(1));
    stream.expectNothing();
    client.advance(Duration.ofMillis(1));
    stream.expectText(":\n\n");
    stream.cancel().expectCancelled();
    source.expectCancelled();
  }

  @Test
  void heartbeat_is_no_event_for_a_client() {
    TestSource<String> source = TestSource.create();
    TestClient client = beating(source);
    TestStream stream = client.get("/").stream().request(10);

    client.advance(MINUTE);
    send(source, "a", stream);
    source.complete();

    stream.expectNext("a").expectComplete();
  }

  @Test
  void heartbeat_ends_with_the_events() {
    TestSource<String> source = TestSource.create();
    TestClient client = beating(source);
    TestStream stream = client.get("/").stream().request(1);

    source.expectSubscribed().complete();
    stream.expectComplete();
    client.advance(Duration.ofHours(1));
  }

  @Test
  void heartbeat_of_a_group_is_that_of_its_routes_and_of_events_alone() {
    App app = App.create()
        .group(
            "/group",
            group -> group
                .get("/events", request -> Response.sse(Flux.never()))
                .get("/lines", request -> Response.ndjson(Flux.never())),
            heartbeat(MINUTE));
    TestClient client = run(app).virtualTime();
    TestStream events = client.get("/group/events").stream().request(1);
    TestStream lines = client.get("/group/lines").stream().request(1);

    client.advance(MINUTE);

    events.expectText(":\n\n").cancel();
    lines.expectNothing().cancel();
    assertThat(app.describe().toString()).contains("heartbeat=PT1M");
  }

  private TestClient beating(TestSource<String> source) {
    return answering(request -> Response.sse(source.flux()), START, heartbeat(MINUTE));
  }

  private TestRequest events(Flux<?> events) {
    return answering(request -> Response.sse(events)).get("/");
  }

  /** Sends an event once it has been asked for, which in memory only the reader of the response can bring about. */
  private static void send(TestSource<String> source, String event, TestStream reader) {
    reader.request(1);
    Await.until("an event is asked for", () -> source.requested() > source.emitted());
    source.next(event);
  }
}
