package io.molt.docs;

import io.molt.web.App;
import io.molt.web.http.Headers;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class TrailersSnippetsTest {
  @Test
  void trailers_go_both_ways() {
    App app = App.create();
    // snippet: bodies-trailers
    app.get("/export", request -> {
      CRC32 sum = new CRC32();
      Flux<ByteBuffer> rows = export().doOnNext(chunk -> sum.update(chunk.duplicate()));
      return Response.chunks(rows)
          .withTrailers(() -> Headers.of("crc32", Long.toHexString(sum.getValue())));
    });
    app.post(
        "/import",
        request -> request
            .bytes()
            .flatMap(content -> request
                .trailers()
                .map(trailers ->
                    Response.text(content.length + " bytes, " + trailers.get("crc32")))));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/export").send().expectBody("123456789").expectTrailer("crc32", "cbf43926");
      client
          .post("/import")
          .text("123456789")
          .trailer("crc32", "cbf43926")
          .send()
          .expectBody("9 bytes, cbf43926");
    }
  }

  private static Flux<ByteBuffer> export() {
    return Flux.just("1234", "56789")
        .map(rows -> ByteBuffer.wrap(rows.getBytes(StandardCharsets.UTF_8)));
  }
}
