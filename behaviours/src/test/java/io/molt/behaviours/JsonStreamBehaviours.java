package io.molt.behaviours;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestRequest;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import jakarta.validation.constraints.Min;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Streams of values as a JSON array and as NDJSON, out and in. */
class JsonStreamBehaviours extends Behaviours {
  record Item(@Min(0) int n) {}

  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final Handler SUM =
      request -> items(request).map(Item::n).reduce(0, Integer::sum).map(Response::json);

  // Out

  @Test
  void content_that_turns_out_malformed_while_it_is_answered_breaks_off_and_is_no_error_of_ours() {
    App app = App.create().post("/", request -> Response.ndjson(request.bodyStream(Integer.class)));

    try (Log log = Log.capture()) {
      expectBrokenAfterOne(run(app).post("/").body("application/json", "[1,x]").stream());

      assertThat(log.text()).doesNotContain("ERROR", "Exception");
    }
  }

  @Test
  void stream_of_nothing_is_an_empty_array() {
    get(Flux.empty(), JSON).send().expectHeader("content-type", JSON).expectBody("[]");
  }

  @Test
  void stream_of_one_element_is_an_array_of_one() {
    get(Flux.just(new Item(1)), JSON).send().expectBody("[{\"n\":1}]");
  }

  @Test
  void stream_of_many_elements_is_an_array_of_them_in_order() {
    get(Flux.range(1, 1000), JSON)
        .send()
        .expectJson("", IntStream.rangeClosed(1, 1000).boxed().toList());
  }

  @Test
  void stream_of_nothing_is_no_line() {
    get(Flux.empty(), NDJSON).send().expectHeader("content-type", NDJSON).expectNoBody();
  }

  @Test
  void stream_is_a_line_for_each_element() {
    get(Flux.just(new Item(1), new Item(2)), NDJSON).send().expectBody("{\"n\":1}\n{\"n\":2}\n");
  }

  @Test
  void line_breaks_within_an_element_are_escaped() {
    get(Flux.just("a\nb"), NDJSON).send().expectBody("\"a\\nb\"\n");
  }

  @Test
  void elements_may_be_of_different_types() {
    get(Flux.just("a", 1, new Item(2), List.of(3)), NDJSON)
        .send()
        .expectBody("\"a\"\n1\n{\"n\":2}\n[3]\n");
  }

  @Test
  void stream_has_no_length() {
    get(Flux.just(1), JSON).send().expectNoHeader("content-length");
  }

  @Test
  void stream_is_not_subscribed_to_for_head() {
    TestSource<Integer> source = TestSource.of(Flux.just(1));

    run(App.create().get("/", request -> Response.stream(source.flux())))
        .head("/")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", JSON)
        .expectNoBody();
    assertThat(source.subscriptions()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, NDJSON})
  void error_before_the_first_element_breaks_the_response_off(String accept) {
    get(Flux.error(new IllegalStateException("broken")), accept).stream()
        .expectBroken()
        .expectOutcome(Outcome.FAILED);
  }

  @ParameterizedTest
  @CsvSource({JSON + ",'[1,2'", NDJSON + ",'1\n2\n'"})
  void error_in_the_middle_breaks_the_response_off_after_the_elements_before_it(
      String accept, String before) {
    Flux<Integer> elements =
        Flux.just(1, 2).concatWith(Flux.error(new IllegalStateException("broken")));

    get(elements, accept).stream()
        .expectStatus(200)
        .expectText(before)
        .expectBroken()
        .expectOutcome(Outcome.FAILED);
  }

  @Test
  void element_that_cannot_be_written_breaks_the_response_off_and_cancels_the_source() {
    TestSource<Object> source =
        TestSource.of(Flux.<Object>just(1, new Unwritable()).concatWith(Flux.never()));

    expectBrokenAfterOne(get(source.flux(), NDJSON).stream());
    source.expectCancelled();
  }

  private void expectBrokenAfterOne(TestStream stream) {
    if (!resetsOvertakeContent()) {
      stream.expectNext(1);
    }
    stream.expectBroken();
  }

  @Test
  void element_goes_out_as_soon_as_it_is_there() {
    TestSource<Integer> source = TestSource.create();
    TestStream stream = get(source.flux(), NDJSON).stream();

    send(source, 1, stream);
    stream.expectNext(1).expectNothing();
    send(source, 2, stream);
    stream.expectNext(2);
    source.complete();
    stream.expectComplete();
  }

  @Test
  void element_of_an_array_goes_out_as_soon_as_it_is_there() {
    TestSource<Integer> source = TestSource.create();
    TestStream stream = get(source.flux(), JSON).stream();

    send(source, 1, stream);
    stream.expectText("[1");
    send(source, 2, stream);
    stream.expectText(",2");
    source.complete();
    stream.expectText("]").expectComplete();
  }

  @Test
  void source_is_asked_for_nothing_before_the_client_reads() {
    TestSource<String> source = TestSource.of(kilobytes());
    TestStream stream = get(source.flux(), NDJSON).stream();

    if (isLive()) {
      assertThat(Await.settled(source::emitted)).isLessThan(65_536);
    } else {
      source.expectRequested(0);
    }
    stream.cancel();
  }

  @Test
  void source_sees_the_demand_of_the_client() {
    TestSource<String> source = TestSource.of(kilobytes());
    TestStream stream = get(source.flux(), NDJSON).stream().request(3);

    stream.nextElement();
    if (isLive()) {
      // What the buffers of a socket hold, and no more, though the source has no end.
      assertThat(Await.settled(source::emitted)).isLessThan(65_536);
    } else {
      source.expectRequested(3);
    }
    stream.cancel();
  }

  @Test
  void source_goes_on_when_the_client_reads_on() {
    TestSource<Integer> source = TestSource.of(Flux.range(1, 100_000));
    TestStream stream = get(source.flux(), NDJSON).stream();

    for (int i = 1; i <= 100; i++) {
      stream.expectNext(i);
    }
    stream.drain();
    assertThat(source.emitted()).isEqualTo(100_000);
    source.expectNotCancelled();
  }

  @Test
  void endless_source_serves_a_client_that_takes_a_few_and_leaves() {
    TestSource<Integer> source = TestSource.of(Flux.<Integer>generate(sink -> sink.next(7)));

    get(source.flux(), NDJSON).stream().expectNext(7, 7, 7).cancel().expectCancelled();
    source.expectCancelled();
  }

  @Test
  void cancellation_in_the_middle_of_an_array_reaches_the_source() {
    TestSource<Integer> source = TestSource.of(Flux.range(1, 3).concatWith(Flux.never()));

    get(source.flux(), JSON).stream().expectNext(1, 2).cancel();
    source.expectCancelled();
  }

  @Test
  void each_request_subscribes_anew() {
    TestSource<Integer> source = TestSource.of(Flux.just(1));
    TestClient client = run(App.create().get("/", request -> Response.ndjson(source.flux())));

    client.get("/").send().expectBody("1\n");
    client.get("/").send().expectBody("1\n");
    assertThat(source.subscriptions()).isEqualTo(2);
  }

  @Test
  void stream_can_come_with_another_status() {
    run(App.create().get("/", request -> Response.stream(Flux.just(1)).withStatus(206)))
        .get("/")
        .send()
        .expectStatus(206)
        .expectBody("[1]");
  }

  // In

  @Test
  void elements_of_an_array_are_read() {
    post(SUM, JSON, "[{\"n\":1},{\"n\":2},{\"n\":3}]").send().expectBody("6");
  }

  @Test
  void elements_of_an_empty_array_are_none() {
    post(SUM, JSON, " [ ] ").send().expectBody("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {NDJSON, "application/ndjson", "application/jsonl"})
  void elements_of_lines_are_read(String contentType) {
    post(SUM, contentType, "{\"n\":1}\n{\"n\":2}\r\n\n{\"n\":3}").send().expectBody("6");
  }

  @Test
  void no_lines_are_no_elements() {
    run(App.create().post("/", SUM))
        .post("/")
        .header("content-type", NDJSON)
        .send()
        .expectBody("0");
  }

  @Test
  void elements_are_the_same_however_the_content_is_cut() {
    byte[] json = "[{\"n\":1}, {\"n\":20},\n{\"n\":300}]".getBytes(UTF_8);
    Flux<ByteBuffer> bytes =
        Flux.range(0, json.length).map(i -> ByteBuffer.wrap(json, i, 1).slice());

    run(App.create().post("/", SUM))
        .post("/")
        .header("content-type", JSON)
        .body(bytes)
        .send()
        .expectBody("321");
  }

  @Test
  void lines_are_the_same_however_the_content_is_cut() {
    byte[] json = "{\"n\":1}\n{\"n\":20}\n{\"n\":300}\n".getBytes(UTF_8);
    Flux<ByteBuffer> bytes =
        Flux.range(0, json.length).map(i -> ByteBuffer.wrap(json, i, 1).slice());

    run(App.create().post("/", SUM))
        .post("/")
        .header("content-type", NDJSON)
        .body(bytes)
        .send()
        .expectBody("321");
  }

  @Test
  void stream_of_elements_has_no_limit_on_the_whole() {
    String element = "{\"n\":1,\"filler\":\"" + "x".repeat(1000) + "\"}\n";

    run(App.create().post("/", SUM))
        .post("/")
        .header("content-type", NDJSON)
        .body(Flux.range(0, 3000).map(i -> utf8(element)))
        .send()
        .expectBody("3000");
  }

  @Test
  void element_larger_than_a_megabyte_is_a_400() {
    post(SUM, NDJSON, "{\"n\":1,\"filler\":\"" + "x".repeat(1024 * 1024) + "\"}\n")
        .send()
        .expectProblem(400, "element too long (expected: at most 1048576 bytes)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // spotless:off
    "{\"n\":1}                 | expected an array                      | 1 | 1",
    "[{\"n\":1} {\"n\":2}]     | the JSON is malformed                  | 1 | 10",
    "[{\"n\":1},]              | the JSON is malformed                  | 1 | 10",
    "[{\"n\":1}] x             | the JSON is malformed                  | 1 | 11",
    "[{\"n\":1},{\"n\":        | the JSON ends too early                | 1 | 15",
    "[{\"n\":1}, {\"n\":\"x\"}]  | expected a whole number, found a string | 1 | 16",
    // spotless:on
      })
  void malformed_array_is_a_400_with_line_and_column(
      String json, String detail, int line, int column) {
    post(SUM, JSON, json)
        .send()
        .expectProblem(400, detail)
        .expectJson("/line", line)
        .expectJson("/column", column);
  }

  @Test
  void element_of_the_wrong_type_is_pointed_at_by_its_place_in_the_array() {
    post(SUM, JSON, "[{\"n\":1},{\"n\":true}]")
        .send()
        .expectProblem(400, "expected a whole number, found a boolean")
        .expectJson("/pointer", "/1/n");
  }

  @Test
  void element_of_the_wrong_type_is_told_by_its_line() {
    post(SUM, NDJSON, "{\"n\":1}\n\n{\"n\":true}\n")
        .send()
        .expectProblem(400, "expected a whole number, found a boolean")
        .expectJson("/pointer", "/n")
        .expectJson("/line", 3);
  }

  @Test
  void elements_before_a_broken_one_have_reached_the_handler() {
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    Handler collecting =
        request -> items(request).doOnNext(item -> seen.add(item.n())).then(answer());

    post(collecting, JSON, "[{\"n\":1},{\"n\":2},{\"n\":oops}]").send().expectProblem(400);
    assertThat(seen).containsExactly(1, 2);
  }

  @Test
  void elements_before_an_invalid_one_have_reached_the_handler() {
    Queue<Integer> seen = new ConcurrentLinkedQueue<>();
    Handler collecting =
        request -> items(request).doOnNext(item -> seen.add(item.n())).then(answer());

    post(collecting, NDJSON, "{\"n\":1}\n{\"n\":-1}\n{\"n\":3}\n").send().expectProblem(422);
    assertThat(seen).containsExactly(1);
  }

  @Test
  void element_reaches_the_handler_before_the_next_is_sent() {
    TestSource<ByteBuffer> source = TestSource.create();
    TestStream echo = run(App.create().post("/", request -> Response.ndjson(items(request))))
        .post("/")
        .header("content-type", NDJSON)
        .body(source.flux())
        .stream();

    send(source, utf8("{\"n\":1}\n"), echo);
    echo.expectNext(new Item(1));
    send(source, utf8("{\"n\":2}\n"), echo);
    echo.expectNext(new Item(2));
    source.complete();
    echo.expectComplete();
  }

  @Test
  void content_without_an_end_is_read_as_far_as_the_handler_wants() {
    TestSource<ByteBuffer> source = TestSource.of(
        Flux.range(1, 10).map(i -> utf8("{\"n\":" + i + "}\n")).concatWith(Flux.never()));
    run(App.create().post("/", request -> items(request).take(5).count().map(Response::json)))
        .post("/")
        .header("content-type", NDJSON)
        .body(source.flux())
        .send()
        .expectBody("5");

    source.expectCancelled();
    if (!isLive()) {
      assertThat(source.requested()).isLessThan(7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "text/event-stream"})
  void stream_of_any_other_type_is_a_415(String contentType) {
    post(SUM, contentType, "[]")
        .send()
        .expectProblem(415)
        .expectHeader("accept", JSON + ", " + NDJSON);
  }

  @Test
  void stream_without_a_content_type_is_a_415() {
    run(App.create().post("/", SUM)).post("/").send().expectProblem(415);
  }

  private TestRequest get(Flux<?> elements, String accept) {
    return run(App.create().get("/", request -> Response.stream(elements)))
        .get("/")
        .accept(accept);
  }

  private TestRequest post(Handler handler, String contentType, String content) {
    return run(App.create().post("/", handler)).post("/").body(contentType, content);
  }

  private static Flux<Item> items(Request request) {
    return request.bodyStream(Item.class);
  }

  private static Mono<Response> answer() {
    return Mono.fromSupplier(Response::ok);
  }

  private static String line(int length) {
    return "{\"n\":1,\"filler\":\"" + "x".repeat(length) + "\"}\n";
  }

  private static Flux<String> kilobytes() {
    String kilobyte = IntStream.range(0, 1024).mapToObj(i -> "k").collect(Collectors.joining());
    return Flux.<String>generate(sink -> sink.next(kilobyte));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** Sends an element once it has been asked for, which in memory only the reader of the response can bring about. */
  private static <T> void send(TestSource<T> source, T element, TestStream reader) {
    reader.request(1);
    Await.until("an element is asked for", () -> source.requested() > source.emitted());
    source.next(element);
  }

  private static final class Unwritable {
    @SuppressWarnings("unused") // called by the codec
    public String getName() {
      throw new IllegalStateException("broken");
    }
  }
}
