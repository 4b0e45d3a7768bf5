package io.molt.docs;

import static io.molt.web.RouteOption.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.coding.ContentCoding;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.middleware.Compression;
import io.molt.web.middleware.Decompression;
import io.molt.web.test.TestClient;
import org.junit.jupiter.api.Test;

class CompressionSnippetsTest {
  private record Event(String name) {}

  private final String report = "A line of the report.\n".repeat(500);

  @Test
  void text_is_compressed() {
    // snippet: compression-first
    App app =
        App.create().use(Compression.create()).get("/report", request -> Response.text(report));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/report").send().expectNoHeader("content-encoding").expectBody(report);
      int length = client
          .get("/report")
          .header("accept-encoding", "gzip")
          .send()
          .expectHeader("content-encoding", "gzip")
          .bytes()
          .length;
      assertThat(length).isLessThan(report.length() / 10);
    }
  }

  @Test
  void much_can_be_set() {
    // snippet: compression-options
    Compression compression = Compression.create()
        .withCodings(ContentCoding.gzip(4))
        .withThreshold(DataSize.ofKilobytes(4))
        .withTypes("text/event-stream", "model/*")
        .withMaxStreams(500);
    // end
    App app = App.create().use(compression).get("/", request -> Response.text(report));
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/")
          .header("accept-encoding", "br, zstd, gzip;q=0.1")
          .send()
          .expectHeader("content-encoding", "gzip");
    }
  }

  @Test
  void routes_are_left_out() {
    String account = report;
    Handler keys = request -> Response.text(report);
    App app = App.create().use(Compression.create());
    // snippet: compression-off
    app.get("/account", request -> Response.html(account), with(Compression.off()))
        .group("/admin", admin -> admin.use(Compression.off()).get("/keys", keys));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/account")
          .header("accept-encoding", "gzip")
          .send()
          .expectNoHeader("content-encoding");
      client
          .get("/admin/keys")
          .header("accept-encoding", "gzip")
          .send()
          .expectNoHeader("content-encoding");
    }
  }

  @Test
  void requests_are_decompressed() {
    // snippet: compression-requests
    App app = App.create()
        .use(Decompression.create().withMaxSize(DataSize.ofMegabytes(4)).withMaxRatio(50))
        .post("/events", request -> request.bodyStream(Event.class).count().map(Response::json));
    // end
    byte[] events = "{\"name\":\"a\"}\n{\"name\":\"b\"}\n".getBytes(UTF_8);
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/events")
          .header("content-encoding", "gzip")
          .header("content-type", "application/x-ndjson")
          .body(ContentCoding.gzip().compress(events))
          .send()
          .expectBody("2");
    }
  }
}
