package io.molt.behaviours;

import static io.molt.web.RouteOption.onDrain;
import static io.molt.web.RouteOption.webSocket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.RouteOption;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestWebSocket;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.Message;
import io.molt.web.websocket.WebSocketException;
import io.molt.web.websocket.WebSocketHandler;
import io.molt.web.websocket.WebSocketOptions;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a session is to its handler, in memory. */
class WebSocketSessionTest {
  private static final int PING = 9;
  private static final int PONG = 10;

  record Line(String from, @NotBlank String text) {}

  private final List<TestClient> clients = new ArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  private TestClient serve(WebSocketHandler handler, RouteOption... options) {
    TestClient client = TestClient.of(App.create().ws("/", handler, options));
    clients.add(client);
    return client;
  }

  private TestWebSocket open(WebSocketHandler handler, RouteOption... options) {
    return serve(handler, options).get("/").webSocket();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(TestClient::close);
  }

  @Test
  void messages_of_both_kinds_come_back() {
    open(session -> session.send(session.receive()))
        .send("Grüße")
        .expectText("Grüße")
        .send(new byte[] {1, 2, 3})
        .expectBytes(new byte[] {1, 2, 3})
        .close(CloseStatus.NORMAL);
  }

  @Test
  void route_has_parameters_middleware_and_state() {
    Key<String> user = Key.of("user");
    TestClient client = TestClient.of(App.create()
        .group(
            "/rooms/{room}",
            rooms -> rooms
                .use((request, next) -> {
                  request.context().set(user, request.query("user").get());
                  return next.handle(request, response -> response.withHeader("x-seen", "yes"));
                })
                .ws(
                    "/chat",
                    session -> session.send(session.request().path("room") + " "
                        + session.request().attribute(user)))));
    clients.add(client);

    client
        .get("/rooms/7/chat")
        .query("user", "ada")
        .webSocket()
        .expectText("7 ada")
        .expectClosed(1000);
  }

  @Test
  void middleware_refuses_before_there_is_a_session() {
    TestClient client = TestClient.of(App.create()
        .group(
            "",
            all -> all.use((request, next) -> {
                  throw HttpException.unauthorized("Bearer", "who are you");
                })
                .ws("/", session -> Mono.never())));
    clients.add(client);

    assertThatThrownBy(() -> client.get("/").webSocket()).hasMessageContaining("401");
  }

  @Test
  void values_travel_as_json() {
    open(session -> session.send(session
            .receive(Line.class)
            .map(line -> new Line("server", line.text().toUpperCase()))))
        .sendJson(new Line("me", "hello"))
        .expectText("{\"from\":\"server\",\"text\":\"HELLO\"}")
        .close(CloseStatus.NORMAL);
  }

  @Test
  void value_that_is_malformed_closes_with_1007() {
    open(session -> session.receive(Line.class).then()).send("{").expectClosed(1007);
  }

  @Test
  void value_that_is_invalid_closes_with_1008() {
    open(session -> session.receive(Line.class).then())
        .send("{\"from\":\"me\",\"text\":\" \"}")
        .expectClosed(1008);
  }

  @Test
  void handler_that_fails_closes_with_1011() {
    open(session -> Mono.error(new IllegalStateException("broken"))).expectClosed(1011);
  }

  @Test
  void handler_that_throws_closes_with_1011() {
    open(session -> {
          throw new IllegalStateException("broken");
        })
        .expectClosed(1011);
  }

  @Test
  void handler_says_with_what_it_closes() {
    open(session -> Mono.error(new WebSocketException(new CloseStatus(4002, "no"))))
        .expectClosed(4002);
  }

  @Test
  void messages_complete_when_the_client_closes() {
    open(session -> {
          session.closed().subscribe(status -> events.add("closed " + status));
          return session.receive().doOnComplete(() -> events.add("complete")).then();
        })
        .close(new CloseStatus(4000, "enough"));

    assertThat(events).containsExactlyInAnyOrder("complete", "closed 4000 enough");
  }

  @Test
  void what_is_sent_is_cancelled_when_the_client_closes() {
    TestSource<String> source = TestSource.create();
    TestWebSocket client = open(session -> {
      Mono<Void> sending = session.send(source.flux());
      return sending
          .doOnError(error -> events.add(error.getMessage()))
          .and(session.receive().then());
    });
    source.next("one");
    client.expectText("one").close(CloseStatus.NORMAL);

    source.expectCancelled();
    assertThat(events).containsExactly("WebSocket closed: 1000");
  }

  @Test
  void no_message_is_read_that_nobody_asks_for() {
    List<Message> taken = new CopyOnWriteArrayList<>();
    TestWebSocket client = open(session -> session
        .receive()
        .limitRate(1)
        .concatMap(
            message -> {
              taken.add(message);
              return Mono.never();
            },
            0)
        .then());

    client.send("one").send("two").send("three");

    assertThat(taken).containsExactly(Message.of("one"));
    client.disconnect();
  }

  @Test
  void next_reader_misses_nothing() {
    open(session -> session
            .receive()
            .next()
            .flatMapMany(first -> session.send(session.receive().map(m -> first + " " + m))))
        .send("a")
        .send("b")
        .expectText(Message.of("a") + " " + Message.of("b"))
        .close(CloseStatus.NORMAL);
  }

  @Test
  void second_reader_beside_the_first_is_an_error() {
    open(session -> {
          session.receive().subscribe();
          return session.receive().then();
        })
        .expectClosed(1011);
  }

  @Test
  void senders_take_turns() {
    TestWebSocket client =
        open(session -> session.send(Flux.just("a", "a")).and(session.send(Flux.just("b", "b"))));

    client.expectText("a").expectText("b").expectText("a").expectText("b").expectClosed(1000);
  }

  @Test
  void ping_is_answered() {
    open(session -> session.receive().then())
        .frame(PING, true, new byte[] {7})
        .expectFrame(PONG, new byte[] {7})
        .close(CloseStatus.NORMAL);
  }

  @Test
  void client_is_pinged_and_gone_if_it_says_nothing() {
    TestClient client = serve(
            session -> session.receive().then().doOnCancel(() -> events.add("cancelled")))
        .virtualTime();
    TestWebSocket socket = client.get("/").webSocket();

    client.advance(Duration.ofSeconds(30));
    socket.expectFrame(PING, new byte[0]).frame(PONG, true, new byte[0]);
    client.advance(Duration.ofSeconds(30));
    socket.expectFrame(PING, new byte[0]);
    assertThat(events).isEmpty();
    client.advance(Duration.ofSeconds(20));

    assertThat(events).containsExactly("cancelled");
    socket.disconnect();
  }

  @Test
  void session_that_is_idle_closes() {
    TestClient client = serve(
            session -> session.send(session.receive()),
            webSocket(WebSocketOptions.DEFAULTS
                .withKeepAlive(Duration.ZERO, Duration.ofSeconds(1))
                .withIdleTimeout(Duration.ofMinutes(1))))
        .virtualTime();
    TestWebSocket socket = client.get("/").webSocket();

    client.advance(Duration.ofSeconds(50));
    socket.send("still here").expectText("still here");
    client.advance(Duration.ofSeconds(50));
    client.advance(Duration.ofSeconds(10));

    socket.expectClosed(1001);
  }

  @Test
  void client_that_does_not_close_is_waited_for_only_so_long() {
    TestClient client = serve(session -> session.close(CloseStatus.NORMAL)).virtualTime();
    TestWebSocket socket = client.get("/").webSocket();
    socket.expectFrame(8, new byte[] {3, (byte) 0xe8});

    client.advance(Duration.ofSeconds(5));

    client.expectDrained();
    socket.disconnect();
  }

  @Test
  void drain_closes_with_1001() {
    TestClient client = serve(session -> session.receive().then());
    TestWebSocket socket = client.get("/").webSocket();

    client.drain();

    socket.expectClosed(1001);
    client.expectDrained();
  }

  @Test
  void drain_closes_as_the_route_says() {
    TestClient client = serve(
        session -> session.receive().then(),
        onDrain(DrainPolicy.completeWith(CloseStatus.RESTART)));
    TestWebSocket socket = client.get("/").webSocket();

    client.drain();

    socket.expectClosed(1012);
  }

  @Test
  void drain_leaves_sessions_that_may_finish() {
    TestClient client =
        serve(session -> session.send(session.receive()), onDrain(DrainPolicy.finish()));
    TestWebSocket socket = client.get("/").webSocket();

    client.drain();

    socket.send("on").expectText("on").close(CloseStatus.NORMAL);
  }

  @Test
  void client_that_goes_cancels_the_handler() {
    TestSource<String> source = TestSource.create();
    TestWebSocket socket = open(session -> {
      session.closed().subscribe(status -> events.add("closed " + status.code()));
      return session.send(source.flux());
    });
    source.expectSubscribed();

    socket.disconnect();

    source.expectCancelled();
    assertThat(events).containsExactly("closed 1006");
  }

  @Test
  void subprotocol_is_the_best_of_the_server() {
    TestClient client = serve(
        session -> session.send(session.subprotocol().orElse("none")),
        webSocket(WebSocketOptions.DEFAULTS.withSubprotocols("v2", "v1")));

    client.get("/").webSocket("v1", "v2").expectText("v2").expectClosed(1000);
    client.get("/").webSocket("v3").expectText("none").expectClosed(1000);
  }

  @Test
  void pages_of_the_service_and_of_those_that_are_named_may_connect() {
    TestClient client = serve(
        session -> session.send("in"),
        webSocket(WebSocketOptions.DEFAULTS.withOrigins("https://app.example")));

    for (String origin :
        List.of("http://localhost", "HTTP://localhost:80", "https://app.example")) {
      client.get("/").header("origin", origin).webSocket().expectText("in").expectClosed(1000);
    }
    for (String origin : List.of("https://localhost", "http://localhost:81", "null")) {
      assertThatThrownBy(() -> client.get("/").header("origin", origin).webSocket())
          .hasMessageContaining("403");
    }
  }

  @Test
  void request_that_asks_for_no_websocket_is_told_to() {
    serve(session -> Mono.never())
        .get("/")
        .send()
        .expectStatus(426)
        .expectHeader("upgrade", "websocket");
  }
}
