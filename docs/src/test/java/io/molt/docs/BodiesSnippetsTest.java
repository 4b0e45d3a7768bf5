package io.molt.docs;

import static io.molt.web.RouteOption.maxBody;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.http.Middleware;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class BodiesSnippetsTest {
  private record Tick(long number) {}

  @Test
  void whole_content_is_text_or_bytes() {
    // snippet: bodies-whole
    App app = App.create()
        .post("/shout", request -> request.text().map(text -> Response.text(text.toUpperCase())))
        .post(
            "/size",
            request -> request.bytes().map(bytes -> Response.text(bytes.length + " bytes")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.post("/shout").text("hello").send().expectBody("HELLO");
      client.post("/size").body(new byte[3]).send().expectBody("3 bytes");
      client.post("/size").send().expectBody("0 bytes");
      client
          .post("/size")
          .body(new byte[1024 * 1024 + 1])
          .send()
          .expectProblem(413, "The content is larger than 1048576 bytes.")
          .expectJson("/limit", 1048576);
    }
  }

  @Test
  void limits_are_set_for_the_app_or_a_route() {
    // snippet: bodies-limit
    App app = App.create()
        .maxBody(DataSize.ofKilobytes(64)) // what is collected whole, on every route
        .post("/notes", request -> request.text().map(Response::text))
        .post(
            "/photos",
            request -> request.bytes().map(Response::bytes),
            maxBody(DataSize.ofMegabytes(5)));
    // end
    byte[] large = new byte[100 * 1024];
    try (TestClient client = TestClient.of(app)) {
      client.post("/notes").body(large).send().expectProblem(413);
      client.post("/photos").body(large).send().expectStatus(200);
    }
  }

  @Test
  void content_streams_through() {
    // snippet: bodies-echo
    App app = App.create().post("/echo", request -> Response.chunks(request.chunks()));
    // end
    TestSource<ByteBuffer> upload = TestSource.of(Flux.just(utf8("one "), utf8("two")));
    try (TestClient client = TestClient.of(app)) {
      client.post("/echo").body(upload.flux()).send().expectBody("one two");
    }
  }

  @Test
  void an_upload_is_summed_up_on_its_way_through() {
    // snippet: bodies-lent
    App app = App.create()
        .put(
            "/checksum",
            request -> request
                .lent()
                .collect(CRC32::new, (sum, bytes) -> bytes.update(sum))
                .map(sum -> Response.text(Long.toHexString(sum.getValue()))));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .put("/checksum")
          .body(Flux.just(utf8("abc"), utf8("def")))
          .send()
          .expectBody("4b8e39ef");
    }
  }

  @Test
  void an_upload_goes_to_a_file(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("upload");
    // snippet: bodies-upload
    App app = App.create()
        .put(
            "/upload",
            request -> Mono.using(
                    () -> FileChannel.open(file, CREATE, WRITE),
                    channel -> request
                        .chunks()
                        .publishOn(Schedulers.boundedElastic(), 1) // writing to a disk blocks
                        .doOnNext(chunk -> write(channel, chunk))
                        .then(Mono.just(Response.noContent())))
                .subscribeOn(Schedulers.boundedElastic()),
            maxBody(DataSize.ofMegabytes(500)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.put("/upload").body(Flux.just(utf8("abc"), utf8("def"))).send().expectStatus(204);
    }
    assertThat(Files.readString(file)).isEqualTo("abcdef");
  }

  @Test
  void content_is_read_once_unless_it_is_buffered() {
    // snippet: bodies-buffered
    Middleware signed = (request, next) -> request
        .buffered()
        .flatMap(again -> again
            .bytes()
            .filter(bytes -> isSigned(bytes, request.header("x-signature").orElse("")))
            .flatMap(bytes -> next.handle(again))
            .defaultIfEmpty(Response.status(401)));
    // end
    App app = App.create().use(signed).post("/", request -> request.text().map(Response::text));
    try (TestClient client = TestClient.of(app)) {
      client.post("/").text("pay").header("x-signature", "3").send().expectBody("pay");
      client.post("/").text("pay").send().expectStatus(401);
      client
          .post("/")
          .body(Flux.just(utf8("p"), utf8("ay")))
          .header("x-signature", "3")
          .send()
          .expectBody("pay");
    }
  }

  @Test
  void events_are_sent_as_they_come() {
    // snippet: bodies-sse
    App app = App.create()
        .get(
            "/ticks",
            request -> Response.sse(Flux.interval(Duration.ofSeconds(1), request.scheduler())
                .onBackpressureLatest()
                .map(number ->
                    ServerSentEvent.of(new Tick(number)).withId("t" + number).withEvent("tick"))));

    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestStream stream = client.get("/ticks").stream();
      client.advance(Duration.ofSeconds(1));
      stream.expectText("event: tick\nid: t0\ndata: {\"number\":0}\n\n").cancel();
    }
    // end
  }

  @Test
  void streams_are_written_in_the_form_that_is_wanted() {
    // snippet: bodies-stream
    App app =
        App.create().get("/ticks", request -> Response.stream(Flux.range(1, 3).map(Tick::new)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/ticks")
          .send()
          .expectHeader("content-type", "application/json")
          .expectBody("[{\"number\":1},{\"number\":2},{\"number\":3}]");
      client
          .get("/ticks")
          .accept("application/x-ndjson")
          .send()
          .expectBody("{\"number\":1}\n{\"number\":2}\n{\"number\":3}\n");
      client
          .get("/ticks")
          .accept("text/event-stream")
          .send()
          .expectBody("data: {\"number\":1}\n\ndata: {\"number\":2}\n\ndata: {\"number\":3}\n\n");
      client.get("/ticks").accept("image/png").send().expectProblem(406);
    }
  }

  @Test
  void files_come_with_length_type_and_date(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("a.html"), "<p>");
    // snippet: bodies-file
    App app = App.create().get("/reports/{name}", request -> {
      Path file = directory.resolve(request.path("name")).normalize();
      return file.startsWith(directory) ? Response.file(file) : Mono.empty();
    });
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/reports/a.html")
          .send()
          .expectHeader("content-type", "text/html")
          .expectHeader("content-length", "3")
          .expectHeader("last-modified")
          .expectBody("<p>");
      client.get("/reports/b.html").send().expectProblem(404);
      client.get("/reports/..%2F..%2Fetc").send().expectProblem(404);
    }
  }

  @Test
  void a_slow_reader_holds_the_source_back() {
    // snippet: bodies-demand
    TestSource<Tick> ticks = TestSource.create();
    App app = App.create().get("/ticks", request -> Response.ndjson(ticks.flux()));

    try (TestClient client = TestClient.of(app)) {
      TestStream stream = client.get("/ticks").stream().request(1);
      ticks.expectRequested(1).next(new Tick(1));
      stream.expectNext(Map.of("number", 1));
      stream.cancel();
      ticks.expectCancelled();
    }
    // end
  }

  private static void write(FileChannel channel, ByteBuffer chunk) {
    try {
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static boolean isSigned(byte[] bytes, String signature) {
    return signature.equals("" + bytes.length);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
