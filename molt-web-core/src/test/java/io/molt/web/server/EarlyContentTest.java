package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;

/** Content that came while the response before was still being made, and what comes behind it. */
class EarlyContentTest extends SocketTest {
  private static final byte[] PIECE = new byte[50_000];

  private final Sinks.One<Response> slow = Sinks.one();
  private final Sinks.One<String> go = Sinks.one();
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private Server server;
  private RawClient client;

  @BeforeEach
  void start() {
    server = server(this::handle);
    client = client(server);
  }

  @Test
  void more_comes_before_anybody_has_asked_for_it_and_all_is_read() throws Exception {
    comeEarly("/sum", 300_000, 2);
    client.send(new byte[200_000]);
    pause();
    go.tryEmitValue("go");
    assertThat(client.read().content()).isEqualTo("300000");
    assertThat(client.get("/next").read().content()).isEqualTo("/next");
  }

  @Test
  void it_is_not_taken_for_a_request_when_the_server_stops() throws Exception {
    comeEarly("/later", 160_000, 3);
    server.stopLater().subscribe();
    service(server).draining().block(Duration.ofSeconds(10));
    go.tryEmitValue("go");
    assertThat(client.read().fields()).containsEntry("connection", "close");
  }

  /** Has that much of a request come behind another one, and its handler begin. */
  private void comeEarly(String target, int length, int pieces) throws Exception {
    client.get("/slow");
    assertThat(next(begun)).isEqualTo("/slow");
    client.head("POST " + target, "Content-Length: " + length);
    for (int i = 0; i < pieces; i++) {
      pause();
      client.send(PIECE);
    }
    pause();
    slow.tryEmitValue(Response.text("slow"));
    assertThat(client.read().content()).isEqualTo("slow");
    assertThat(next(begun)).isEqualTo(target);
  }

  /** Has a read bring what was sent, and no more than that. */
  private static void pause() throws InterruptedException {
    Thread.sleep(100);
  }

  private Publisher<Response> handle(Request req) {
    begun.add(req.target());
    return switch (req.target()) {
      case "/slow" -> slow.asMono();
      case "/sum" -> go.asMono().then(req.bytes()).map(all -> Response.text("" + all.length));
      case "/later" -> go.asMono().map(Response::text);
      default -> Response.text(req.target());
    };
  }
}
