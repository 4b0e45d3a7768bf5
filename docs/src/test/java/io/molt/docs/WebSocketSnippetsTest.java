package io.molt.docs;

import static io.molt.web.RouteOption.onDrain;
import static io.molt.web.RouteOption.webSocket;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.http.DataSize;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestWebSocket;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.WebSocketException;
import io.molt.web.websocket.WebSocketOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class WebSocketSnippetsTest {
  // snippet: websocket-json
  record Line(String from, String text) {}
  // end

  @Test
  void echo() {
    // snippet: websocket-echo
    App app = App.create().ws("/echo", session -> session.send(session.receive()));
    // end
    // snippet: websocket-test
    try (TestClient client = TestClient.of(app)) {
      client.get("/echo").webSocket().send("hello").expectText("hello").close(CloseStatus.NORMAL);
    }
    // end
  }

  @Test
  void chat() {
    App app = App.create();
    // snippet: websocket-chat
    Sinks.Many<Line> room = Sinks.many().multicast().directBestEffort();
    app.ws("/chat/{name}", session -> {
      String name = session.request().path("name");
      Mono<Void> said = session
          .receive(Line.class)
          .doOnNext(line -> room.tryEmitNext(new Line(name, line.text())))
          .then();
      Mono<Void> heard = session.send(room.asFlux());
      return Mono.firstWithSignal(said, heard);
    });
    // end
    try (TestClient client = TestClient.of(app)) {
      TestWebSocket ada = client.get("/chat/ada").webSocket();
      ada.sendJson(new Line("", "hi"))
          .expectText("{\"from\":\"ada\",\"text\":\"hi\"}")
          .close(CloseStatus.NORMAL);
    }
  }

  @Test
  void ticks() {
    App app = App.create();
    // snippet: websocket-send-only
    app.ws("/ticks", session -> {
      Flux<Long> ticks = Flux.interval(Duration.ofSeconds(1), session.request().scheduler());
      return Mono.firstWithSignal(session.send(ticks), session.receive().then());
    });
    // end
    try (TestClient client = TestClient.of(app).virtualTime()) {
      TestWebSocket socket = client.get("/ticks").webSocket();
      client.advance(Duration.ofSeconds(1));
      socket.expectText("0").close(CloseStatus.NORMAL);
    }
  }

  @Test
  void options() {
    App app = App.create();
    // snippet: websocket-options
    app.ws(
        "/feed",
        session -> session.send(session.receive()),
        webSocket(WebSocketOptions.DEFAULTS
            .withMaxMessage(DataSize.ofKilobytes(64))
            .withSubprotocols("feed.v2", "feed.v1")
            .withOrigins("https://app.example")
            .withIdleTimeout(Duration.ofMinutes(10))
            .withCompression(WebSocketOptions.Compression.PER_MESSAGE)),
        onDrain(DrainPolicy.completeWith(CloseStatus.RESTART)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/feed").webSocket("feed.v1").send("a").expectText("a").close(CloseStatus.NORMAL);
    }
  }

  @Test
  void closing() {
    App app = App.create();
    // snippet: websocket-close
    app.ws(
        "/vault",
        session -> session
            .receive(Line.class)
            .next()
            .filter(line -> line.text().equals("sesame"))
            .switchIfEmpty(Mono.error(new WebSocketException(new CloseStatus(4003, "not yours"))))
            .flatMap(line -> session.send(session.receive())));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/vault").webSocket().sendJson(new Line("", "please")).expectClosed(4003);
    }
  }
}
