package io.molt.behaviours;

import static io.molt.web.RouteOption.maxBody;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.coding.ContentCoding;
import io.molt.web.http.DataSize;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.middleware.Decompression;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** How content that comes compressed is read, and what is not taken. */
class DecompressionBehaviours extends Behaviours {
  private static final String TEXT = "All work and no play makes a dull body. ".repeat(200);
  private static final int BOMB = 12_000_000;

  private record Person(String name) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|gzip",
        "GZIP|gzip",
        "x-gzip|gzip",
        " , gzip|gzip",
        "identity, gzip|gzip",
        "br|br",
        "zstd|zstd",
        "deflate|deflate",
        "identity|identity",
      })
  void content_is_read_as_it_was_before(String field, String coding) {
    byte[] sent = compressed(coding, TEXT);

    table().post("/text").header("content-encoding", field).body(sent).send().expectBody(TEXT);
    table()
        .post("/count")
        .header("content-encoding", field)
        .body(inPieces(sent))
        .send()
        .expectBody("" + TEXT.length());
    table()
        .post("/lent")
        .header("content-encoding", field)
        .body(sent)
        .send()
        .expectBody("" + TEXT.length());
  }

  @Test
  void values_and_forms_are_read_too() {
    table()
        .post("/json")
        .header("content-encoding", "gzip")
        .header("content-type", "application/json")
        .body(compressed("gzip", "{\"name\":\"Ada\"}"))
        .send()
        .expectBody("Ada");
    table()
        .post("/form")
        .header("content-encoding", "gzip")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(compressed("gzip", "name=Ada&x=1"))
        .send()
        .expectBody("Ada");
  }

  @Test
  void fields_that_are_true_no_more_are_gone() {
    table()
        .post("/fields")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", TEXT))
        .send()
        .expectBody("null null");
    table().post("/fields").body(TEXT.getBytes(UTF_8)).send().expectBody("null " + TEXT.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"compress", "gzip, br", "gzip, gzip", "gzip;q=1", "sdch"})
  void other_codings_are_not_taken(String field) {
    table()
        .post("/text")
        .header("content-encoding", field)
        .body(compressed("gzip", TEXT))
        .send()
        .expectProblem(
            415, "The content coding is " + field + " (expected: zstd, br, gzip, deflate).")
        .expectHeader("accept-encoding", "zstd, br, gzip, deflate");
  }

  @Test
  void request_without_content_needs_no_coding() {
    table().get("/fields").header("content-encoding", "sdch").send().expectStatus(200);
    table().post("/text").header("content-encoding", "gzip").send().expectBody("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "deflate"})
  void content_that_is_cut_off_is_told(String coding) {
    byte[] whole = compressed(coding, TEXT);

    for (int length : new int[] {1, 2, whole.length / 2, whole.length - 1}) {
      table()
          .post("/text")
          .header("content-encoding", coding)
          .body(Arrays.copyOf(whole, length))
          .send()
          .expectProblem(400);
    }
    table()
        .post("/text")
        .header("content-encoding", coding)
        .body(Arrays.copyOf(whole, whole.length - 1))
        .send()
        .expectProblem(
            400, "The content cannot be decompressed: " + coding + ": the content is cut off.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "deflate"})
  void content_in_another_coding_than_it_says_is_told(String coding) {
    table()
        .post("/text")
        .header("content-encoding", coding)
        .body("\u00ff\u00ff\u00ff\u00ff no such coding".getBytes(UTF_8))
        .send()
        .expectProblem(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void members_and_frames_are_joined(String coding) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(compressed(coding, "one, "));
    joined.writeBytes(compressed(coding, ""));
    joined.writeBytes(compressed(coding, "two"));

    table()
        .post("/text")
        .header("content-encoding", coding)
        .body(joined.toByteArray())
        .send()
        .expectBody("one, two");
    table()
        .post("/count")
        .header("content-encoding", coding)
        .body(inPieces(joined.toByteArray()))
        .send()
        .expectBody("8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "deflate"})
  void content_that_grows_too_much_is_not_taken(String coding) {
    byte[] bomb = compressed(coding, new byte[BOMB]);

    table()
        .post("/count")
        .header("content-encoding", coding)
        .body(bomb)
        .send()
        .expectProblem(413, "The content is more than 100 times as large as what was sent.")
        .expectJson("/ratio", 100);
  }

  @Test
  void content_that_is_too_large_is_not_taken_however_it_is_read() {
    TestClient client = run(App.create()
        .use(Decompression.create().withMaxSize(DataSize.ofKilobytes(4)))
        .post("/count", DecompressionBehaviours::count)
        .post("/text", request -> request.text().map(Response::text)));

    for (String path : List.of("/count", "/text")) {
      client
          .post(path)
          .header("content-encoding", "gzip")
          .body(compressed("gzip", TEXT))
          .send()
          .expectProblem(413)
          .expectJson("/limit", DataSize.ofKilobytes(4).bytes());
    }
  }

  @Test
  void content_that_never_makes_anything_is_not_taken_for_ever() {
    TestClient client = run(App.create()
            .use(Decompression.create().withMaxSize(DataSize.ofKilobytes(4)))
            .post("/count", DecompressionBehaviours::count)
            .post("/unread", request -> Response.text("unread")))
        .lenient();
    byte[] nothing = compressed("gzip", "");

    client
        .post("/count")
        .header("content-encoding", "gzip")
        .body(Flux.range(0, 4000).map(i -> ByteBuffer.wrap(nothing)))
        .send()
        .expectProblem(413);
    client
        .post("/unread")
        .header("content-encoding", "gzip")
        .body(new byte[5000])
        .send()
        .expectProblem(413)
        .expectJson("/limit", DataSize.ofKilobytes(4).bytes());
  }

  @Test
  void limit_of_a_route_counts_what_was_decompressed() {
    TestClient client = run(App.create()
        .use(Decompression.create())
        .post("/count", DecompressionBehaviours::count, maxBody(DataSize.ofKilobytes(4))));

    client
        .post("/count")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", TEXT))
        .send()
        .expectProblem(413);
    client
        .post("/count")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", "short"))
        .send()
        .expectBody("5");
  }

  @Test
  void limit_counts_what_was_decompressed_in_a_group_too_where_it_is_read_whole() {
    TestClient client = run(App.create()
        .group(
            "/group",
            group -> group
                .use(Decompression.create())
                .post(
                    "/text",
                    request -> request.text().map(Response::text),
                    maxBody(DataSize.ofKilobytes(4)))));

    client
        .post("/group/text")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", TEXT))
        .send()
        .expectProblem(413);
    client
        .post("/group/text")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", "short"))
        .send()
        .expectBody("short");
  }

  @Test
  void ratio_may_be_set() {
    TestClient client = run(App.create()
        .use(Decompression.create().withMaxRatio(2000))
        .post("/count", DecompressionBehaviours::count));

    client
        .post("/count")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", new byte[BOMB]))
        .send()
        .expectBody("" + BOMB);
  }

  @Test
  void content_stays_compressed_unless_that_is_wished() {
    byte[] sent = compressed("gzip", TEXT);

    run(App.create().post("/count", DecompressionBehaviours::count))
        .post("/count")
        .header("content-encoding", "gzip")
        .body(sent)
        .send()
        .expectBody("" + sent.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/text", "/json", "/elements", "/form", "/parts"})
  void compressed_content_is_no_value_unless_that_is_wished(String path) {
    shared("plain", DecompressionBehaviours::plain)
        .post(path)
        .header("content-encoding", "gzip")
        .header("content-type", type(path))
        .body(compressed("gzip", "{}"))
        .send()
        .expectProblem(415, "The content coding is gzip (expected: identity).")
        .expectHeader("accept-encoding", "identity");
  }

  @Test
  void content_in_no_coding_may_say_so() {
    TestClient client = shared("plain", DecompressionBehaviours::plain);

    client
        .post("/text")
        .header("content-encoding", ", Identity")
        .body("as it is".getBytes(UTF_8))
        .send()
        .expectBody("as it is");
  }

  @Test
  void content_that_does_not_come_by_the_deadline_frees_what_was_held() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    byte[] half = half(compressed("gzip", TEXT));
    TestSource<ByteBuffer> content =
        TestSource.of(Flux.just(ByteBuffer.wrap(half)).concatWith(Flux.never()));
    TestClient client = run(App.create()
            .use(Decompression.create().withCodings(gzip))
            .post("/", DecompressionBehaviours::count))
        .virtualTime()
        .lenient();
    TestCall call =
        client.post("/").header("content-encoding", "gzip").body(content.flux()).start();
    Await.until("a decompressor has content", () -> gzip.written() == half.length);

    client.advance(Duration.ofSeconds(30));

    call.response().expectProblem(408, "The content was not there within 30000 ms.");
    gzip.expectClosed(1);
  }

  @Test
  void what_was_held_is_freed_at_the_end_and_not_taken_before_it_is_needed() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    TestClient client = run(App.create()
            .use(Decompression.create().withCodings(gzip))
            .post("/unread", request -> Response.text("unread"))
            .post("/count", DecompressionBehaviours::count))
        .lenient();

    client
        .post("/unread")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", TEXT))
        .send()
        .expectBody("unread");
    gzip.expectClosed(0);
    client
        .post("/count")
        .header("content-encoding", "gzip")
        .body(compressed("gzip", TEXT))
        .send()
        .expectStatus(200);
    gzip.expectClosed(1);
    client
        .post("/count")
        .header("content-encoding", "gzip")
        .body("no gzip".getBytes(UTF_8))
        .send()
        .expectProblem(400);
    gzip.expectClosed(2);
  }

  @Test
  void client_that_leaves_half_way_frees_what_was_held() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    AtomicLong read = new AtomicLong();
    byte[] half = half(compressed("gzip", TEXT));
    TestSource<ByteBuffer> content =
        TestSource.of(Flux.just(ByteBuffer.wrap(half)).concatWith(Flux.never()));
    TestCall call = run(App.create()
            .use(Decompression.create().withCodings(gzip))
            .post(
                "/",
                request -> request
                    .chunks()
                    .doOnNext(chunk -> read.addAndGet(chunk.remaining()))
                    .then()
                    .thenReturn(Response.ok())))
        .post("/")
        .header("content-encoding", "gzip")
        .body(content.flux())
        .start();

    Await.until("a decompressor has content", () -> gzip.written() == half.length);
    call.cancel().expectCancelled();
    gzip.expectClosed(1);
  }

  @Test
  void bomb_is_put_out_early() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    byte[] bomb = compressed("gzip", new byte[BOMB]);
    TestClient client = run(App.create()
            .use(Decompression.create().withCodings(gzip))
            .post("/", DecompressionBehaviours::count))
        .lenient();

    client
        .post("/")
        .header("content-encoding", "gzip")
        .body(Flux.range(0, 50).map(i -> ByteBuffer.wrap(bomb)))
        .send()
        .expectProblem(413);
    gzip.expectClosed(1);
    assertThat(gzip.written()).isLessThan(50L * bomb.length);
  }

  private TestClient table() {
    return shared("decompression", DecompressionBehaviours::app);
  }

  private static App app() {
    return App.create()
        .use(Decompression.create())
        .post("/text", request -> request.text().map(Response::text))
        .post("/count", DecompressionBehaviours::count)
        .post(
            "/lent",
            request -> request
                .lent()
                .reduce(0L, (sum, bytes) -> sum + bytes.length())
                .map(sum -> Response.text("" + sum)))
        .post(
            "/json",
            request -> request.body(Person.class).map(person -> Response.text(person.name())))
        .post(
            "/form",
            request ->
                request.form().map(form -> Response.text(form.field("name").orElse(""))))
        .get("/fields", DecompressionBehaviours::fields)
        .post("/fields", DecompressionBehaviours::fields);
  }

  private static App plain() {
    return App.create()
        .post("/text", request -> request.text().map(Response::text))
        .post("/json", request -> request.body(Person.class).map(Response::json))
        .post("/elements", request -> request.bodyStream(Person.class).count().map(Response::json))
        .post("/form", request -> request.form().map(form -> Response.ok()))
        .post("/parts", request -> request.parts(part -> part.text()).count().map(Response::json));
  }

  private static String type(String path) {
    return switch (path) {
      case "/text" -> "text/plain";
      case "/elements" -> "application/x-ndjson";
      case "/form" -> "application/x-www-form-urlencoded";
      case "/parts" -> "multipart/form-data; boundary=b";
      default -> "application/json";
    };
  }

  private static Publisher<Response> count(Request request) {
    return request
        .chunks()
        .reduce(0L, (sum, chunk) -> sum + chunk.remaining())
        .map(sum -> Response.text("" + sum));
  }

  private static Publisher<Response> fields(Request request) {
    String fields =
        request.headers().get("content-encoding") + " " + request.headers().get("content-length");
    return request.bytes().thenReturn(Response.text(fields));
  }

  private static byte[] half(byte[] whole) {
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static Flux<ByteBuffer> inPieces(byte[] content) {
    int size = 7;
    return Flux.range(0, (content.length + size - 1) / size)
        .map(i -> ByteBuffer.wrap(content, i * size, Math.min(size, content.length - i * size)));
  }

  private static byte[] compressed(String coding, String text) {
    return compressed(coding, text.getBytes(UTF_8));
  }

  private static byte[] compressed(String coding, byte[] content) {
    return coding.equals("deflate")
        ? ContentCoding.deflate().compress(content)
        : ContentCoding.available().stream()
            .filter(one -> one.token().equals(coding))
            .findFirst()
            .map(one -> one.compress(content))
            .orElse(content);
  }
}
