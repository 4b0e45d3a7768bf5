package io.molt.behaviours;

import static io.molt.web.RouteOption.onDrain;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.RouteOption;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.sse.Overflow;
import io.molt.web.sse.Topic;
import io.molt.web.sse.TopicOptions;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hub for events, and clients that come, fall behind, leave and come back. */
class TopicBehaviours extends Behaviours {
  private final Topic topic =
      Topic.create(TopicOptions.defaults().withOrigin("t").withCapacity(10));

  @Test
  void everybody_gets_what_is_published() {
    TestClient client = client(Overflow.DROP_OLDEST);
    List<TestStream> streams = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      streams.add(subscribe(client));
    }

    publish(1, 3);

    streams.forEach(stream -> stream.expectNext("1", "2", "3").cancel());
    Await.until("all have left", () -> topic.subscribers() == 0);
  }

  @Test
  void client_is_given_a_place_to_come_back_to_before_the_first_event() {
    TestStream stream = client(Overflow.DROP_OLDEST).get("/").stream();

    stream.expectText("id: t-0\n\n").cancel();
  }

  @Test
  void client_that_comes_back_gets_what_it_missed_and_goes_on() {
    publish(1, 5);
    TestStream stream =
        client(Overflow.DROP_OLDEST).get("/").header("last-event-id", "t-3").stream();

    assertThat(stream.nextEvent()).isEqualTo(ServerSentEvent.of("4").withId("t-4"));
    stream.expectNext("5");
    stream.request(1);
    publish(6, 6);
    stream.expectNext("6").cancel();
  }

  @Test
  void client_that_comes_back_too_late_is_told_before_it_gets_what_is_left() {
    publish(1, 12);
    TestStream stream =
        client(Overflow.DROP_OLDEST).get("/").header("last-event-id", "t-1").stream();

    stream.expectText("event: gap\nid: t-2\ndata: \n\nid: t-3\ndata: 3\n\n");
    stream.cancel();
  }

  @Test
  void client_that_gets_the_latest_begins_with_it() {
    publish(1, 5);
    TestStream stream = subscribe(client(Overflow.LATEST_ONLY));

    stream.expectNext("5");
    stream.cancel();
  }

  @Test
  void client_that_reads_nothing_is_disconnected_and_others_are_not() {
    // Two connections: on one, content that is not read would take the room of all its streams.
    App app = app(Overflow.DISCONNECT);
    TestStream idle = run(app).get("/").stream();
    TestStream busy = subscribe(run(app));
    String large = "x".repeat(100_000);

    int published = 0;
    while (topic.subscribers() == 2) {
      topic.publish(large);
      busy.expectNext(large);
      assertThat(++published).isLessThan(1_000);
    }

    assertThat(topic.subscribers()).isOne();
    idle.cancel();
    busy.cancel();
  }

  @Test
  void client_that_falls_behind_is_told_and_goes_on_with_what_is_kept() {
    TestStream slow = client(Overflow.DROP_OLDEST).get("/").stream();
    Await.until("it has subscribed", () -> topic.subscribers() == 1);
    // More than sockets and windows hold.
    String large = "x".repeat(100_000);
    for (int i = 0; i < 200; i++) {
      topic.publish(large);
    }

    List<ServerSentEvent> events = new ArrayList<>();
    do {
      events.add(slow.nextEvent());
    } while (number(events.get(events.size() - 1)) < 200);
    slow.cancel();

    assertThat(events).filteredOn(event -> "gap".equals(event.event())).isNotEmpty();
    for (int i = 1; i < events.size(); i++) {
      long step = number(events.get(i)) - number(events.get(i - 1));
      assertThat(step).isGreaterThanOrEqualTo(1);
      assertThat(step == 1 || "gap".equals(events.get(i).event())).isTrue();
    }
  }

  @Test
  void topic_that_is_complete_ends_streams_well() {
    TestStream stream = subscribe(client(Overflow.DROP_OLDEST));

    publish(1, 1);
    topic.complete();

    stream.expectNext("1").expectComplete().expectOutcome(Outcome.COMPLETED);
  }

  @Test
  void streams_end_with_the_last_event_that_the_route_names_when_the_service_drains() {
    ServerSentEvent last = ServerSentEvent.of("moved").withEvent("bye");
    TestClient client = run(app(Overflow.DROP_OLDEST, onDrain(DrainPolicy.completeWith(last))));
    TestStream stream = subscribe(client);
    publish(1, 1);
    stream.expectNext("1");

    client.drain();

    assertThat(stream.nextEvent()).isEqualTo(last);
    stream.expectComplete();
    assertThat(topic.subscribers()).isZero();
    client.expectDrained();
  }

  @Test
  void head_of_the_stream_subscribes_to_nothing() {
    client(Overflow.DROP_OLDEST).head("/").send().expectStatus(200).expectNoBody();

    assertThat(topic.subscribers()).isZero();
  }

  private TestClient client(Overflow overflow) {
    return answering(request -> Response.sse(topic.events(request, overflow)));
  }

  private App app(Overflow overflow, RouteOption... options) {
    return App.create().get("/", request -> Response.sse(topic.events(request, overflow)), options);
  }

  /** Returns a stream that has begun, and asks for ten chunks. */
  private TestStream subscribe(TestClient client) {
    int before = topic.subscribers();
    TestStream stream = client.get("/").stream().request(10);
    Await.until("it has subscribed", () -> topic.subscribers() > before);
    return stream;
  }

  private static long number(ServerSentEvent event) {
    return Long.parseLong(event.id().substring("t-".length()));
  }

  private void publish(int from, int to) {
    for (int i = from; i <= to; i++) {
      topic.publish("" + i);
    }
  }
}
