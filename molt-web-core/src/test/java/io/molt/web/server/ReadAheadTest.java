package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Nothing is read ahead here, and all works as it does where much is. */
class ReadAheadTest extends SocketTest {
  private static final int LARGE = 1_000_000;

  private RawClient unforeseeing(Handler handler) {
    return client(server(handler, options -> options.withBuffers(b -> b.withTotalReadAhead(0))));
  }

  @Test
  void content_is_read_when_it_is_asked_for() {
    RawClient client = unforeseeing(req -> req.bytes().map(all -> Response.text("" + all.length)));
    client.head("POST /", "Content-Length: " + LARGE).send(new byte[LARGE]);
    assertThat(client.read().content()).isEqualTo("" + LARGE);
    client.head("POST /", "Transfer-Encoding: chunked").send("3\r\nabc\r\n0\r\n\r\n");
    assertThat(client.read().content()).isEqualTo("3");
  }

  @Test
  void content_that_is_asked_for_late_is_read_late() {
    RawClient client = unforeseeing(req -> Mono.delay(Duration.ofMillis(50))
        .then(req.bytes())
        .map(all -> Response.text("" + all.length)));
    client.head("POST /", "Content-Length: " + LARGE).send(new byte[LARGE]);
    assertThat(client.read().content()).isEqualTo("" + LARGE);
  }

  @Test
  void requests_that_come_early_are_served_in_turn() {
    RawClient client = unforeseeing(req -> Mono.delay(Duration.ofMillis(5))
        .then(req.bytes())
        .map(all -> Response.text(req.target() + " " + all.length)));
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      requests
          .append("POST /")
          .append(i)
          .append(" HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n")
          .append("x".repeat(100));
    }
    client.send(requests.toString());
    for (int i = 0; i < 20; i++) {
      assertThat(client.read().content()).isEqualTo("/" + i + " 100");
    }
  }

  @Test
  void unread_content_is_thrown_away_and_the_connection_goes_on() {
    RawClient client = unforeseeing(req -> Response.text(req.target()));
    client.head("POST /1", "Content-Length: 100000");
    assertThat(client.read().content()).isEqualTo("/1");
    client.send(new byte[100_000]);
    assertThat(client.get("/2").read().content()).isEqualTo("/2");
  }
}
