package io.molt.behaviours;

import io.molt.behaviours.EventSourceReader.Dispatched;
import io.molt.web.http.ServerSentEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Events, the text that each is sent as, and what a client makes of it. */
final class EventTable {
  /**
   * One row.
   *
   * @param event what a handler sends
   * @param text what goes over the wire
   * @param dispatched what a script sees
   */
  record Row(ServerSentEvent event, String text, List<Dispatched> dispatched) {}

  private EventTable() {}

  static Stream<Row> rows() {
    return Stream.of(
        seen(data("a"), "data: a\n\n", "message", "a", ""),
        seen(data(""), "data: \n\n", "message", "", ""),
        seen(data(" a "), "data:  a \n\n", "message", " a ", ""),
        seen(data(":a"), "data: :a\n\n", "message", ":a", ""),
        seen(data("id: 1"), "data: id: 1\n\n", "message", "id: 1", ""),
        seen(data("a\nb"), "data: a\ndata: b\n\n", "message", "a\nb", ""),
        seen(data("a\r\nb"), "data: a\ndata: b\n\n", "message", "a\nb", ""),
        seen(data("a\rb"), "data: a\ndata: b\n\n", "message", "a\nb", ""),
        seen(data("a\n\rb"), "data: a\ndata: \ndata: b\n\n", "message", "a\n\nb", ""),
        seen(data("\n"), "data: \ndata: \n\n", "message", "\n", ""),
        seen(data("\na\n"), "data: \ndata: a\ndata: \n\n", "message", "\na\n", ""),
        seen(
            data("a\n\ndata: b"),
            "data: a\ndata: \ndata: data: b\n\n",
            "message",
            "a\n\ndata: b",
            ""),
        seen(data("\uFEFFa"), "data: \uFEFFa\n\n", "message", "\uFEFFa", ""),
        seen(
            data("a\u2028b\u0085c\fd"),
            "data: a\u2028b\u0085c\fd\n\n",
            "message",
            "a\u2028b\u0085c\fd",
            ""),
        seen(data("größe 😀"), "data: größe 😀\n\n", "message", "größe 😀", ""),
        seen(data(List.of(1, "a\nb")), "data: [1,\"a\\nb\"]\n\n", "message", "[1,\"a\\nb\"]", ""),
        seen(data("a").withEvent("tick"), "event: tick\ndata: a\n\n", "tick", "a", ""),
        seen(data("a").withEvent(" t:"), "event:  t:\ndata: a\n\n", " t:", "a", ""),
        seen(data("a").withEvent(""), "event: \ndata: a\n\n", "message", "a", ""),
        seen(data("a").withId("7"), "id: 7\ndata: a\n\n", "message", "a", "7"),
        seen(data("a").withId("ä 1"), "id: ä 1\ndata: a\n\n", "message", "a", "ä 1"),
        seen(data("a").withId(""), "id: \ndata: a\n\n", "message", "a", ""),
        seen(
            data("a").withRetry(Duration.ofSeconds(2)),
            "retry: 2000\ndata: a\n\n",
            "message",
            "a",
            ""),
        seen(data("a").withRetry(Duration.ZERO), "retry: 0\ndata: a\n\n", "message", "a", ""),
        seen(data("a").withComment("c"), ": c\ndata: a\n\n", "message", "a", ""),
        seen(
            data("a").withComment("c\n\ndata: b"),
            ": c\n: \n: data: b\ndata: a\n\n",
            "message",
            "a",
            ""),
        unseen(ServerSentEvent.ofComment(""), ": \n\n"),
        unseen(ServerSentEvent.ofComment("c\rd"), ": c\n: d\n\n"),
        unseen(ServerSentEvent.retryAfter(Duration.ofMillis(1500)), "retry: 1500\n\n"),
        unseen(new ServerSentEvent("7", "tick", null, null), "event: tick\nid: 7\n\n"),
        unseen(new ServerSentEvent(null, null, null, null), "\n"));
  }

  private static ServerSentEvent data(Object data) {
    return ServerSentEvent.of(data);
  }

  private static Row seen(
      ServerSentEvent event, String text, String type, String data, String lastEventId) {
    return new Row(event, text, List.of(new Dispatched(type, data, lastEventId)));
  }

  private static Row unseen(ServerSentEvent event, String text) {
    return new Row(event, text, List.of());
  }
}
