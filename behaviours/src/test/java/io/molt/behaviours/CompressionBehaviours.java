package io.molt.behaviours;

import static io.molt.web.DrainPolicy.abortAfter;
import static io.molt.web.DrainPolicy.completeWith;
import static io.molt.web.RouteOption.onDrain;
import static io.molt.web.RouteOption.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.codec.MediaType;
import io.molt.web.coding.ContentCoding;
import io.molt.web.http.Body;
import io.molt.web.http.DataSize;
import io.molt.web.http.EntityTag;
import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.http.Validators;
import io.molt.web.middleware.Compression;
import io.molt.web.middleware.Conditional;
import io.molt.web.middleware.Ranges;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** What is compressed, for whom, and what a response says of it. */
class CompressionBehaviours extends Behaviours {
  private static final String TEXT = "All work and no play makes a dull page. ".repeat(200);
  private static final int LARGE = 1_000_000;

  @ParameterizedTest(name = "Accept-Encoding: {0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none|none",
        "''|none",
        "identity|none",
        "gzip|gzip",
        "GZIP|gzip",
        "x-gzip|gzip",
        "br|br",
        "zstd|zstd",
        "gzip, br|br",
        "gzip, deflate, br, zstd|zstd",
        "gzip;q=1.0, br;q=0.5|gzip",
        "gzip;q=0.5, zstd;q=0.9, br;q=0.1|zstd",
        "br;q=0, gzip|gzip",
        "br;q=0.000|none",
        "*|zstd",
        "*;q=0|none",
        "*;q=0, gzip|gzip",
        "zstd;q=0, *|br",
        "identity;q=1, gzip;q=0.5|none",
        "identity;q=0.5, gzip;q=0.5|gzip",
        "identity;q=0|none",
        "deflate|none",
        "compress|none",
        "gzip;q=2|none",
        "gzip;q=x|none",
        "gzip ; q=0.3|gzip",
      })
  void content_comes_in_the_coding_that_the_client_likes(String accepted, String expected) {
    for (String path : List.of("/text", "/large", "/stream", "/ndjson")) {
      var request = table().get(path);

      TestResponse response =
          (accepted == null ? request : request.header("accept-encoding", accepted)).send();

      response.expectStatus(200).expectHeader("vary", "accept-encoding");
      assertThat(response.header("content-encoding")).as(path).isEqualTo(expected);
      assertThat(new String(Coded.decoded(expected, response.bytes()), UTF_8))
          .as(path)
          .isEqualTo(content(path));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/small, false",
    "/image, false",
    "/octets, false",
    "/untyped, false",
    "/malformed-type, false",
    "/empty, false",
    "/none, false",
    "/events, false",
    "/coded, false",
    "/no-transform, false",
    "/digest, false",
    "/digest-behind, false",
    "/off, false",
    "/off/in-group, false",
    "/json, true",
    "/problem, true",
    "/svg, true",
    "/xml, true",
    "/javascript, true",
    "/missing, false",
  })
  void what_is_compressed_is_large_enough_and_of_a_type_that_gets_smaller(
      String path, boolean compressed) {
    TestResponse response = table().get(path).header("accept-encoding", "gzip").send();

    boolean isCoded = "gzip".equals(response.header("content-encoding"));
    assertThat(isCoded).isEqualTo(compressed);
    assertThat(response.header("vary")).isEqualTo(compressed ? "accept-encoding" : null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/text", "/large", "/stream", "/ndjson", "/json", "/small", "/image", "/tagged"})
  void head_says_what_get_would_say(String path) {
    for (String accepted : List.of("gzip", "br", "identity")) {
      TestResponse get = table().get(path).header("accept-encoding", accepted).send();
      TestResponse head = table().head(path).header("accept-encoding", accepted).send();

      head.expectStatus(200).expectNoBody();
      for (String field : List.of("content-encoding", "vary", "etag", "content-type")) {
        assertThat(head.header(field)).as(field).isEqualTo(get.header(field));
      }
      if (head.header("content-length") != null) {
        head.expectHeader("content-length", "" + get.bytes().length);
      }
    }
  }

  @Test
  void strong_tag_becomes_a_weak_one_that_is_still_good() {
    TestResponse plain = table().get("/tagged").send();
    TestResponse coded =
        table().get("/tagged").header("accept-encoding", "gzip").send();

    plain.expectHeader("etag", "\"v1\"");
    coded.expectHeader("etag", "W/\"v1\"").expectHeader("content-encoding", "gzip");
    table()
        .get("/tagged")
        .header("accept-encoding", "gzip")
        .header("if-none-match", "W/\"v1\"")
        .send()
        .expectStatus(304)
        .expectHeader("etag", "W/\"v1\"")
        .expectHeader("vary", "accept-encoding")
        .expectNoHeader("content-encoding");
    table()
        .get("/tagged")
        .header("if-none-match", "\"v1\"")
        .send()
        .expectStatus(304)
        .expectHeader("etag", "\"v1\"");
  }

  @Test
  void tag_of_what_was_compressed_is_good_outside_of_it() {
    TestClient client = run(App.create()
        .use(Conditional.taggingContent(), Compression.create())
        .get("/", request -> Response.text(TEXT)));
    String plain = client.get("/").send().header("etag");
    String coded = client.get("/").header("accept-encoding", "gzip").send().header("etag");

    assertThat(coded).isNotEqualTo(plain);
    client
        .get("/")
        .header("accept-encoding", "gzip")
        .header("if-none-match", coded)
        .send()
        .expectStatus(304);
  }

  @Test
  void parts_are_left_as_they_are_and_not_promised_of_what_is_compressed() {
    TestClient client = run(App.create()
        .use(Compression.create(), Ranges.create())
        .get("/", request -> Response.text(TEXT)));

    client
        .get("/")
        .header("accept-encoding", "gzip")
        .header("range", "bytes=0-1999")
        .send()
        .expectStatus(206)
        .expectNoHeader("content-encoding")
        .expectBody(TEXT.substring(0, 2000));
    client
        .get("/")
        .header("accept-encoding", "gzip")
        .send()
        .expectHeader("content-encoding", "gzip")
        .expectNoHeader("accept-ranges");
    client.get("/").send().expectHeader("accept-ranges", "bytes");
  }

  @Test
  void vary_is_said_once() {
    TestClient client = run(App.create()
        .use(Compression.create())
        .get("/", request -> Response.text(TEXT).withHeader("vary", "Accept, Accept-Encoding"))
        .get("/any", request -> Response.text(TEXT).withHeader("vary", "*"))
        .get("/more", request -> Response.text(TEXT).withHeader("vary", "accept")));

    assertThat(vary(client, "/")).containsExactly("Accept, Accept-Encoding");
    assertThat(vary(client, "/any")).containsExactly("*");
    assertThat(String.join(", ", vary(client, "/more"))).isEqualTo("accept, accept-encoding");
  }

  @Test
  void length_is_that_of_what_is_sent() {
    TestResponse response =
        table().get("/text").header("accept-encoding", "gzip").send();

    response.expectHeader("content-length", "" + response.bytes().length);
    assertThat(response.bytes().length).isLessThan(TEXT.length() / 10);
    table().get("/large").header("accept-encoding", "gzip").send().expectNoHeader("content-length");
  }

  @Test
  void trailers_come_behind_what_is_compressed() {
    TestResponse response = run(App.create()
            .use(Compression.create())
            .get(
                "/",
                request -> Response.text(TEXT).withTrailers(() -> Headers.of("x-checked", "yes"))))
        .get("/")
        .header("accept-encoding", "gzip")
        .send()
        .expectTrailer("x-checked", "yes");

    assertThat(new String(Coded.decoded("gzip", response.bytes()), UTF_8)).isEqualTo(TEXT);
  }

  @Test
  void threshold_types_and_codings_may_be_set() {
    Compression compression = Compression.create()
        .withThreshold(DataSize.ofBytes(10))
        .withTypes("model/*")
        .withCodings(ContentCoding.gzip(1));
    TestClient client = run(App.create()
        .use(compression)
        .get("/nine", request -> Response.text("123456789"))
        .get("/ten", request -> Response.text("1234567890"))
        .get("/model", request -> Response.text(TEXT).withType(MediaType.of("model", "obj"))));

    assertThat(coding(client, "/nine", "br, gzip")).isNull();
    assertThat(coding(client, "/ten", "br, gzip")).isEqualTo("gzip");
    assertThat(coding(client, "/model", "br, gzip")).isEqualTo("gzip");
    assertThat(coding(client, "/ten", "br")).isNull();
  }

  @Test
  void client_that_takes_nothing_as_it_is_gets_little_compressed_too() {
    assertThat(coding(table(), "/small", "gzip, identity;q=0")).isEqualTo("gzip");
    assertThat(coding(table(), "/small", "gzip, *;q=0")).isEqualTo("gzip");
  }

  @Test
  void mounted_app_is_compressed_by_the_outer_one_head_included() {
    App inner = App.create().get("/text", request -> Response.text(TEXT));
    TestClient client = run(App.create().use(Compression.create()).mount("/inner", inner));

    assertThat(coding(client, "/inner/text", "gzip")).isEqualTo("gzip");
    client
        .head("/inner/text")
        .header("accept-encoding", "gzip")
        .send()
        .expectHeader("content-encoding", "gzip")
        .expectNoHeader("content-length");
  }

  @Test
  void stream_is_compressed_by_demand_and_freed_at_its_end() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    TestClient client = run(App.create()
        .use(Compression.create().withCodings(gzip))
        .get("/", request -> Response.ndjson(Flux.range(1, 1000))));

    TestResponse response = client.get("/").header("accept-encoding", "gzip").send();

    assertThat(new String(Coded.decoded("gzip", response.bytes()), UTF_8))
        .isEqualTo(content("/ndjson"));
    gzip.expectClosed(1);
  }

  @Test
  void element_is_sent_when_it_is_there() {
    TestSource<Integer> source = TestSource.create();
    TestStream stream = run(App.create()
            .use(Compression.create().withCodings(new HeldCoding()))
            .get("/", request -> Response.ndjson(source.flux())))
        .get("/")
        .header("accept-encoding", "held")
        .stream()
        .expectHeader("content-encoding", "held");

    stream.request(Long.MAX_VALUE);
    source.next(1);
    stream.expectNext(1);
    source.next(2);
    stream.expectNext(2);
    source.complete();
    stream.expectComplete();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-ndjson",
        "application/json-seq",
        "application/cbor-seq",
        "application/geo+json-seq",
        "application/jsonl",
      })
  void element_of_any_format_of_elements_is_sent_when_it_is_there(String type) {
    TestSource<ByteBuffer> source = TestSource.create();
    TestStream stream = run(App.create()
            .use(Compression.create().withCodings(new HeldCoding()).withTypes("application/*"))
            .get("/", request -> Response.chunks(source.flux()).withType(MediaType.parse(type))))
        .get("/")
        .header("accept-encoding", "held")
        .stream();

    stream.request(Long.MAX_VALUE);
    source.next(ByteBuffer.wrap("one".getBytes(UTF_8)));
    stream.expectText("one");
    source.complete();
    stream.expectComplete();
  }

  @Test
  void events_are_compressed_where_that_is_wished() {
    TestSource<ServerSentEvent> source = TestSource.create();
    TestStream stream = run(App.create()
            .use(Compression.create().withCodings(new HeldCoding()).withTypes("text/event-stream"))
            .get("/", request -> Response.sse(source.flux())))
        .get("/")
        .header("accept-encoding", "held")
        .stream()
        .expectHeader("content-encoding", "held");

    stream.request(Long.MAX_VALUE);
    source.next(ServerSentEvent.of("one"));
    stream.expectNext("one");
    source.complete();
    stream.expectComplete();
  }

  @Test
  void events_end_at_drain_and_what_was_held_is_freed() {
    WatchedCoding held = new WatchedCoding(new HeldCoding());
    TestSource<ServerSentEvent> source = TestSource.create();
    ServerSentEvent last = ServerSentEvent.retryAfter(Duration.ofSeconds(2));
    TestClient client = run(App.create()
        .use(Compression.create().withCodings(held).withTypes("text/event-stream"))
        .get("/", request -> Response.sse(source.flux()), onDrain(completeWith(last))));
    TestStream stream = client.get("/").header("accept-encoding", "held").stream();
    stream.request(Long.MAX_VALUE);
    source.next(ServerSentEvent.of("one"));
    stream.expectNext("one");

    client.drain();

    assertThat(stream.nextEvent()).isEqualTo(last);
    stream.expectComplete();
    held.expectClosed(1);
    client.expectDrained();
  }

  @Test
  void stream_that_is_broken_off_at_drain_frees_what_was_held() {
    WatchedCoding held = new WatchedCoding(new HeldCoding());
    TestSource<Integer> source = TestSource.create();
    TestClient client = run(App.create()
            .use(Compression.create().withCodings(held))
            .get(
                "/",
                request -> Response.ndjson(source.flux()),
                onDrain(abortAfter(Duration.ofSeconds(1)))))
        .virtualTime();
    TestStream stream = client.get("/").header("accept-encoding", "held").stream();
    stream.request(Long.MAX_VALUE);
    source.next(1);
    stream.expectNext(1);

    client.drain();
    client.advance(Duration.ofSeconds(1));

    stream.expectBroken();
    source.expectCancelled();
    held.expectClosed(1);
  }

  @Test
  void client_that_leaves_half_way_frees_what_was_held() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    TestSource<ByteBuffer> source = TestSource.of(noise());
    TestStream stream = run(App.create()
            .use(Compression.create().withCodings(gzip).withTypes("application/octet-stream"))
            .get("/", request -> Response.chunks(source.flux())))
        .get("/")
        .header("accept-encoding", "gzip")
        .stream();

    stream.request(3);
    Await.until("some of it is there", () -> gzip.written() > 0);
    assertThat(gzip.open()).isEqualTo(1);
    stream.cancel();
    source.expectCancelled();
    gzip.expectClosed(1);
  }

  @Test
  void client_that_takes_nothing_holds_the_source_back() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    TestSource<ByteBuffer> source = TestSource.of(noise());
    TestStream stream = run(App.create()
            .use(Compression.create().withCodings(gzip).withTypes("application/octet-stream"))
            .get("/", request -> Response.chunks(source.flux())))
        .get("/")
        .header("accept-encoding", "gzip")
        .stream();

    stream.request(1);
    Await.until("some of it is there", () -> gzip.written() > 0);
    long held = Await.settled(gzip::written);
    assertThat(held).isLessThan(64_000_000);
    stream.cancel();
    source.expectCancelled();
    gzip.expectClosed(1);
  }

  @Test
  void stream_that_fails_breaks_off_and_frees_what_was_held() {
    WatchedCoding gzip = new WatchedCoding(ContentCoding.gzip());
    Flux<Integer> failing = Flux.just(1, 2).concatWith(Flux.error(new IllegalStateException("x")));
    TestStream stream = run(App.create()
            .use(Compression.create().withCodings(gzip))
            .get("/", request -> Response.ndjson(failing)))
        .lenient()
        .get("/")
        .header("accept-encoding", "gzip")
        .stream();

    stream.expectBroken();
    gzip.expectClosed(1);
  }

  @Test
  void streams_beyond_what_is_allowed_are_sent_as_they_are() {
    TestSource<Integer> held = TestSource.create();
    TestClient client = run(App.create()
        .use(Compression.create().withMaxStreams(1))
        .get("/held", request -> Response.ndjson(held.flux()))
        .get("/stream", request -> Response.ndjson(Flux.range(1, 10)))
        .get("/text", request -> Response.text(TEXT)));
    TestStream first = client.get("/held").header("accept-encoding", "gzip").stream();
    first.request(Long.MAX_VALUE);
    held.expectSubscribed();

    assertThat(coding(client, "/stream", "gzip")).isNull();
    assertThat(coding(client, "/text", "gzip")).isEqualTo("gzip");
    held.complete();
    first.drain();
    Await.until("there is room", () -> "gzip".equals(coding(client, "/stream", "gzip")));
  }

  private TestClient table() {
    return shared("compression", CompressionBehaviours::app);
  }

  private static App app() {
    return App.create()
        .use(Compression.create())
        .get("/text", request -> Response.text(TEXT))
        .get("/large", request -> Response.text(content("/large")))
        .get("/stream", request -> Response.text("").withBody(inPieces(TEXT)))
        .get("/ndjson", request -> Response.ndjson(Flux.range(1, 1000)))
        .get("/small", request -> Response.text("small"))
        .get("/image", request -> Response.text(TEXT).withType(MediaType.of("image", "png")))
        .get("/octets", request -> Response.bytes(TEXT.getBytes(UTF_8)))
        .get("/untyped", request -> Response.ok().withBody(Body.of(TEXT.getBytes(UTF_8))))
        .get("/malformed-type", request -> Response.text(TEXT).withHeader("content-type", "?"))
        .get("/empty", request -> Response.ok())
        .get("/none", request -> Response.noContent())
        .get("/events", request -> Response.sse(Flux.just("one")))
        .get("/coded", request -> Response.text(TEXT).withHeader("content-encoding", "br"))
        .get(
            "/no-transform",
            request -> Response.text(TEXT).withHeader("cache-control", "public, No-Transform"))
        .get("/digest", request -> Response.text(TEXT).withHeader("repr-digest", "sha-256=:YQ==:"))
        .get(
            "/digest-behind",
            request -> Response.text(TEXT)
                .withHeader("trailer", "x-checked, Content-Digest")
                .withTrailers(() -> Headers.of("content-digest", "sha-256=:YQ==:")))
        .get("/off", request -> Response.text(TEXT), with(Compression.off()))
        .group(
            "/off",
            off -> off.use(Compression.off()).get("/in-group", request -> Response.text(TEXT)))
        .get("/json", request -> Response.json(List.of(TEXT)))
        .get("/problem", request -> typed("application", "problem+json"))
        .get("/svg", request -> typed("image", "svg+xml"))
        .get("/xml", request -> typed("application", "xml"))
        .get("/javascript", request -> typed("text", "javascript"))
        .get(
            "/tagged",
            request ->
                Validators.of(EntityTag.strong("v1")).answer(request, () -> Response.text(TEXT)));
  }

  private static Response typed(String type, String subtype) {
    return Response.text(TEXT).withType(MediaType.of(type, subtype));
  }

  private static String content(String path) {
    return switch (path) {
      case "/large" -> TEXT.repeat(LARGE / TEXT.length());
      case "/ndjson" -> String.join("", Flux.range(1, 1000).map(i -> i + "\n").toIterable());
      default -> TEXT;
    };
  }

  private static Body inPieces(String text) {
    return Body.stream(Flux.fromArray(text.split("(?<=\\. )"))
        .map(piece -> ByteBuffer.wrap(piece.getBytes(UTF_8))));
  }

  /** Returns content that gets no smaller, without an end. */
  private static Flux<ByteBuffer> noise() {
    return Flux.generate(() -> new Random(1), (random, sink) -> {
      byte[] bytes = new byte[16 * 1024];
      random.nextBytes(bytes);
      sink.next(ByteBuffer.wrap(bytes));
      return random;
    });
  }

  private static String coding(TestClient client, String path, String accepted) {
    return client.get(path).header("accept-encoding", accepted).send().header("content-encoding");
  }

  private static List<String> vary(TestClient client, String path) {
    return client.get(path).header("accept-encoding", "gzip").send().headers().all("vary");
  }
}
