package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.DataSize;
import io.molt.web.http.Response;
import io.molt.web.server.ServerOptions;
import io.molt.web.test.TestClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class LimitsSnippetsTest {

  @Test
  void limits_are_changed_part_by_part() {
    // snippet: limits
    ServerOptions options = ServerOptions.defaults()
        .withTimeouts(t -> t.withKeepAlive(Duration.ofMinutes(5)).withMinRate(0))
        .withConnections(c -> c.withMaxConnections(50_000).withMaxPerPeer(100))
        .withHeads(h -> h.withMaxHeaderSize(32 * 1024))
        .withRequests(r -> r.withDeadline(Duration.ofSeconds(10)));
    // end
    assertThat(options.timeouts().keepAlive()).isEqualTo(Duration.ofMinutes(5));
    assertThat(options.timeouts().requestHead()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.connections().maxPerPeer()).isEqualTo(100);
  }

  @Test
  void a_route_has_limits_of_its_own() {
    App app = App.create();
    // snippet: limits-route
    app.post(
        "/videos",
        request -> store(request.chunks()),
        RouteOption.maxBody(DataSize.ofMegabytes(500)),
        RouteOption.deadline(Duration.ofMinutes(10)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.post("/videos").text("frames").send().expectStatus(201);
    }
  }

  private static Mono<Response> store(Flux<ByteBuffer> chunks) {
    return chunks.then(Mono.fromSupplier(() -> Response.created("/videos/1")));
  }
}
