package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.behaviours.EventSourceReader.Dispatched;
import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules for reading an event stream, as a table that both the judge of this suite and the test client are held to. */
class EventSourceReaderTest {
  /**
   * One row.
   *
   * @param stream what is sent
   * @param dispatched the events that come of it, as type, data and id with bars between
   */
  record Row(String stream, List<String> dispatched) {}

  static Stream<Row> streams() {
    return Stream.of(
        row("data: a\n\n", "message|a|"),
        row("data:a\r\rdata:b\r\n\r\ndata:c\n\n", "message|a|", "message|b|", "message|c|"),
        row("\uFEFFdata: a\n\n", "message|a|"),
        row("\uFEFF\uFEFFdata: a\n\ndata: b\n\n", "message|b|"),
        row("data: a\n"),
        row("data: a"),
        row("data: a\n\ndata: b\n", "message|a|"),
        row("data\n\n", "message||"),
        row("data:\n\n", "message||"),
        row("data\ndata\n\n", "message|\n|"),
        row("data:  a\n\n", "message| a|"),
        row("data:\ta\n\n", "message|\ta|"),
        row(" data: a\n\n"),
        row("Data: a\ndata : b\nDATA: c\n\n"),
        row(":a\n:\n: b\ndata: c\n:d\ndata: e\n\n", "message|c\ne|"),
        row("event: x\n\ndata: a\n\n", "message|a|"),
        row("event: x\nevent: y\ndata: a\n\n", "y|a|"),
        row("event: x\ndata: a\nevent\n\n", "message|a|"),
        row("id: 1\ndata: a\n\ndata: b\n\n", "message|a|1", "message|b|1"),
        row("id: 1\n\ndata: a\n\n", "message|a|1"),
        row("id: 1\ndata: a\n\nid\ndata: b\n\n", "message|a|1", "message|b|"),
        row("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", "message|a|1", "message|b|1"),
        row("other: x\nretry: x\nfoo\ndata: a\n\n", "message|a|"),
        row("data: a\n\n\n\ndata: b\n\n", "message|a|", "message|b|"),
        row("data: a\0b\n\n", "message|a\0b|"));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void judge_reads_streams_by_the_rules(Row row) {
    assertThat(EventSourceReader.read(row.stream())).isEqualTo(dispatched(row));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void test_client_reads_the_same_data(Row row) {
    App app = App.create()
        .get(
            "/",
            request -> Response.text(row.stream()).withHeader("content-type", "text/event-stream"));

    try (TestClient client = TestClient.of(app).lenient()) {
      TestStream stream = client.get("/").stream();
      dispatched(row).forEach(event -> stream.expectNext(event.data()));
      stream.drain();
    }
  }

  @ParameterizedTest
  @CsvSource({"'id: 1\n\n',1", "'id: 1\ndata: a\n',''", "'id: 1\n\nid\n\n',''"})
  void judge_knows_the_id_to_come_back_with(String stream, String lastEventId) {
    assertThat(EventSourceReader.lastEventId(stream)).isEqualTo(lastEventId);
  }

  @ParameterizedTest
  @CsvSource({"'retry: 7\n',7", "'retry: 7\nretry: -1\nretry: 1s\nretry\n',7", "'retry:x\n',''"})
  void judge_knows_the_time_to_wait(String stream, String time) {
    assertThat(EventSourceReader.reconnectionTime(stream)).isEqualTo(time);
  }

  @Test
  void test_client_reads_fields_that_are_not_sound_as_a_browser_does() {
    App app = App.create()
        .get(
            "/",
            request -> Response.text(": a\n: b\nid: 1\0\nretry: soon\ndata: x\n\n")
                .withHeader("content-type", "text/event-stream"));

    try (TestClient client = TestClient.of(app).lenient()) {
      assertThat(client.get("/").stream().nextEvent())
          .isEqualTo(ServerSentEvent.of("x").withComment("a\nb"));
    }
  }

  private static Row row(String stream, String... dispatched) {
    return new Row(stream, List.of(dispatched));
  }

  private static List<Dispatched> dispatched(Row row) {
    return row.dispatched().stream()
        .map(text -> text.split("\\|", -1))
        .map(parts -> new Dispatched(parts[0], parts[1], parts[2]))
        .toList();
  }
}
