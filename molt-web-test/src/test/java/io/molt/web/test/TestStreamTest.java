package io.molt.web.test;

import static io.molt.web.test.TestClientTest.chunks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Tag("in-memory")
class TestStreamTest {

  private static TestStream stream(Flux<ByteBuffer> chunks) {
    return TestClient.of(request -> Response.chunks(chunks)).get("/ticks").stream();
  }

  private static TestStream stream(String type, String... texts) {
    Handler handler = request -> Response.chunks(chunks(texts)).withHeader("content-type", type);
    return TestClient.of(handler).get("/ticks").stream();
  }

  private static ByteBuffer chunk(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void head_is_there_before_any_content() {
    TestSource<ByteBuffer> source = TestSource.create();

    stream(source.flux()).expectStatus(200).expectNoHeader("content-length");

    source.expectSubscribed().expectRequested(0);
  }

  @Test
  void source_sees_exactly_the_demand_of_the_test() {
    TestSource<ByteBuffer> source = TestSource.of(chunks("a", "b", "c", "d"));

    TestStream stream = stream(source.flux()).request(2);

    assertThat(source.requested()).isEqualTo(2);
    assertThat(source.emitted()).isEqualTo(2);
    stream.request(1);
    assertThat(source.requested()).isEqualTo(3);
    stream.cancel();
  }

  @Test
  void expectation_asks_for_one_chunk_at_a_time_once_the_demand_is_used_up() {
    TestSource<ByteBuffer> source = TestSource.of(chunks("a", "b", "c", "d"));

    stream(source.flux()).expectText("ab").expectText("c");

    assertThat(source.requested()).isEqualTo(3);
  }

  @Test
  void text_is_compared_across_chunks_and_within_them() {
    stream(chunks("one t", "wo thr", "ee"))
        .expectText("one ")
        .expectText("two")
        .expectText(" three")
        .expectComplete();
  }

  @Test
  void text_that_differs_is_shown() {
    assertThatThrownBy(() -> stream(chunks("tick 1\n")).expectText("tick 2\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("GET /ticks: next text\nexpected: tick 2\n\n but was: tick 1\n");
  }

  @Test
  void end_that_comes_too_early_is_shown() {
    assertThatThrownBy(() -> stream(chunks()).expectText("a"))
        .hasMessageContaining("but was: the end");
  }

  @Test
  void more_than_was_expected_is_shown() {
    assertThatThrownBy(() -> stream(chunks("a", "b")).expectText("a").expectComplete())
        .hasMessageContaining("expected: the end")
        .hasMessageContaining("but was: b");
  }

  @Test
  void silence_is_told_apart_from_the_end() {
    TestSource<ByteBuffer> source = TestSource.create();
    TestClient client =
        TestClient.of(request -> Response.chunks(source.flux())).timeout(Duration.ofMillis(20));
    TestStream stream = client.get("/ticks").stream();

    assertThatThrownBy(() -> stream.expectText("a"))
        .hasMessageContaining("GET /ticks sent nothing for 20 ms (expected: more, or the end)");
  }

  @Test
  void cancelling_reaches_the_source_and_ends_the_request_as_client_gone() {
    TestSource<ByteBuffer> source = TestSource.create();
    TestStream stream = stream(source.flux());

    stream.cancel().expectCancelled().expectOutcome(Outcome.CLIENT_GONE);

    source.expectCancelled();
  }

  @Test
  void cancelling_before_there_is_a_response_reaches_the_handler() {
    TestSource<Response> source = TestSource.create();

    TestCall call = TestClient.of(request -> source.flux()).get("/slow").start();
    call.expectNotAnswered().cancel().expectCancelled();

    source.expectCancelled();
  }

  @Test
  void expecting_a_cancellation_that_did_not_happen_fails() {
    TestClient client = TestClient.of(request -> Response.text("x"));
    TestStream stream = client.get("/").stream().expectText("x").expectComplete();

    assertThatThrownBy(stream::expectCancelled)
        .hasMessageContaining("expected: CLIENT_GONE")
        .hasMessageContaining("but was: COMPLETED");
  }

  @Test
  void nothing_is_expected_until_the_source_sends() {
    TestSource<ByteBuffer> source = TestSource.create();
    TestStream stream = stream(source.flux()).request(1).expectNothing();

    source.next(chunk("a"));

    stream.expectText("a");
    source.complete();
    stream.expectComplete();
  }

  @Test
  void something_where_nothing_was_expected_is_shown() {
    assertThatThrownBy(() -> stream(chunks("a")).expectNothing())
        .hasMessageContaining("expected: nothing")
        .hasMessageContaining("but was: a");
  }

  @Test
  void broken_response_is_told_apart_from_a_complete_one() {
    Flux<ByteBuffer> broken = chunks("a").concatWith(Mono.error(new IllegalStateException("boom")));

    stream(broken).expectText("a").expectBroken().expectOutcome(Outcome.FAILED);
    assertThatThrownBy(() -> stream(broken).expectText("a").expectComplete())
        .hasMessageContaining("Response broke off")
        .hasMessageContaining("boom");
    assertThatThrownBy(() -> stream(chunks("a")).expectBroken())
        .hasMessageContaining("expected: a broken response");
  }

  @Test
  void lines_of_ndjson_are_elements() {
    stream("application/x-ndjson", "{\"n\":1}\n{\"n\"", ":2}\n\"three\"\n4")
        .expectNext(Map.of("n", 1))
        .expectNext("{\"n\":2}", "three", 4)
        .expectComplete();
  }

  @Test
  void members_of_a_json_array_are_elements_as_they_arrive() {
    TestSource<ByteBuffer> source =
        TestSource.of(chunks("[{\"a\":[1,\"]\"]}", ",[2,3]", ",4", ",\"fi,ve\"", "]"));
    Handler handler =
        request -> Response.chunks(source.flux()).withHeader("content-type", "application/json");
    TestStream stream = TestClient.of(handler).get("/").stream();

    stream.expectNext(Map.of("a", List.of(1, "]")));
    assertThat(source.requested()).isEqualTo(1);
    stream.expectNext(List.of(2, 3), 4, "fi,ve").expectComplete();
  }

  @Test
  void empty_json_array_has_no_elements() {
    stream("application/json", "[", "]").expectComplete();
  }

  @Test
  void element_left_over_fails_completion() {
    assertThatThrownBy(
            () -> stream("application/json", "[1", ",2]").expectNext(1).expectComplete())
        .hasMessageContaining("expected: the end");
  }

  @Test
  void data_of_server_sent_events_are_elements_and_comments_are_not() {
    stream("text/event-stream", ": hi\n\ndata: one\n\n", "data: two\ndata: more\n", "\n")
        .expectNext("one", "two\nmore")
        .expectComplete();
  }

  @Test
  void event_is_read_with_all_its_fields() {
    TestStream stream =
        stream("text/event-stream", "id: 7\r\nevent: tick\r\nretry: 1500\r\ndata:x\r\n\r\n");

    assertThat(stream.nextEvent())
        .isEqualTo(new ServerSentEvent("7", "tick", "x", Duration.ofMillis(1500)));
  }

  @Test
  void element_that_differs_is_shown() {
    assertThatThrownBy(
            () -> stream("application/x-ndjson", "{\"n\":1}\n").expectNext(Map.of("n", 2)))
        .hasMessageContaining("next element")
        .hasMessageContaining("expected: {n=2}")
        .hasMessageContaining("but was: {\"n\":1}");
  }

  @Test
  void elements_of_a_type_that_has_none_are_refused() {
    assertThatThrownBy(() -> stream("text/plain", "x").expectNext("x"))
        .hasMessageContaining("one with elements")
        .hasMessageContaining("but was: text/plain");
  }

  @Test
  void endless_stream_is_drained_no_further_than_asked() {
    TestSource<ByteBuffer> source = TestSource.of(Flux.generate(sink -> sink.next(chunk("abc"))));

    TestStream stream = stream(source.flux()).request(100).cancel();

    assertThat(source.emitted()).isEqualTo(100);
    assertThat(stream.received()).isZero();
  }

  @Test
  void large_stream_is_drained_in_little_memory() {
    byte[] block = new byte[64 * 1024];
    Flux<ByteBuffer> gigabyte = Flux.range(0, 16 * 1024).map(i -> ByteBuffer.wrap(block));

    assertThat(stream(gigabyte).drain()).isEqualTo(1L << 30);
  }
}
