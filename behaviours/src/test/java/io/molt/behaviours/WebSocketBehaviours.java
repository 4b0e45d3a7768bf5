package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxInFlight;
import static io.molt.web.RouteOption.onDrain;
import static io.molt.web.RouteOption.webSocket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.DrainPolicy;
import io.molt.web.RouteOption;
import io.molt.web.codec.TypeRef;
import io.molt.web.http.DataSize;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Outcome;
import io.molt.web.http.RequestContext;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a session is to its handler (RFC 6455; over HTTP/2, RFC 8441). */
class WebSocketBehaviours extends Behaviours {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int PING = 9;
  private static final int PONG = 10;

  record Line(String from, @NotBlank String text) {}

  /** Throws what it must not throw. */
  private static final class Throwing implements CoreSubscriber<Message> {
    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Message message) {
      throw new IllegalStateException("thrown by a subscriber");
    }

    @Override
    public void onError(Throwable error) {
      throw new IllegalStateException(error);
    }

    @Override
    public void onComplete() {
      // The session closes.
    }
  }

  private final List<String> events = new CopyOnWriteArrayList<>();

  private TestClient serve(WebSocketHandler handler, RouteOption... options) {
    return serve(App.create().ws("/", handler, options));
  }

  private TestClient serve(App app) {
    Assumptions.assumeTrue(hasWebSocket(), "there is no WebSocket over HTTP/3");
    return run(app);
  }

  private TestWebSocket open(WebSocketHandler handler, RouteOption... options) {
    return serve(handler, options).get("/").webSocket();
  }

  private void awaitEvents(String... expected) {
    Await.until(
        "events " + List.of(expected) + ", found " + events,
        () -> events.size() >= expected.length);
    assertThat(events).containsExactlyInAnyOrder(expected);
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
    TestClient client = serve(App.create()
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

    client
        .get("/rooms/7/chat")
        .query("user", "ada")
        .webSocket()
        .expectText("7 ada")
        .expectClosed(1000);
  }

  @Test
  void middleware_refuses_before_there_is_a_session() {
    TestClient client = serve(App.create()
        .group(
            "",
            all -> all.use((request, next) -> {
                  throw HttpException.unauthorized("Bearer", "who are you");
                })
                .ws("/", session -> Mono.never())));

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

    awaitEvents("complete", "closed 4000 enough");
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
    awaitEvents("WebSocket closed: 1000");
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

    Await.until("a message is taken", () -> !taken.isEmpty());
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
  void message_that_a_reader_left_amid_is_the_next_ones() {
    Sinks.Empty<Void> leave = Sinks.empty();
    TestWebSocket client = open(session ->
        session.receive().takeUntilOther(leave.asMono()).thenMany(session.send(session.receive())));
    // The ping is answered when what comes before it has been read.
    client
        .frame(TEXT, false, new byte[] {'a'})
        .frame(PING, true, new byte[0])
        .expectFrame(PONG, new byte[0]);

    leave.tryEmitEmpty();

    client.frame(CONTINUATION, true, new byte[] {'b'}).expectText("ab").close(CloseStatus.NORMAL);
  }

  @Test
  void reader_that_throws_against_the_rules_ends_the_session_with_1011() {
    open(session -> {
          session.receive().subscribe(new Throwing());
          return Mono.never();
        })
        .send("a")
        .expectClosed(1011);
  }

  @Test
  void session_has_its_place_until_its_end() {
    TestClient client = serve(session -> session.send(session.receive()), maxInFlight(1, 0));
    TestWebSocket first = client.get("/").webSocket();

    assertThatThrownBy(() -> client.get("/").webSocket()).hasMessageContaining("503");

    first.send("still here").expectText("still here").close(CloseStatus.NORMAL);
    client.get("/").webSocket().close(CloseStatus.NORMAL);
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
  void sender_of_much_lets_others_have_their_turns() {
    int many = 5_000;
    TestWebSocket client = open(session ->
        session.send(Flux.range(0, many).map(n -> "a")).and(session.send(Flux.just("b", "b"))));

    int others = 0;
    int turns = 0;
    while (turns < 2) {
      boolean turn = client.receive().equals(Message.of("b"));
      turns += turn ? 1 : 0;
      others += turn ? 0 : 1;
    }
    assertThat(others).isLessThan(many);
    client.close(CloseStatus.NORMAL);
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
            session -> session.send(session.receive()).doOnCancel(() -> events.add("cancelled")))
        .virtualTime();
    TestWebSocket socket = client.get("/").webSocket();

    client.advance(Duration.ofSeconds(30));
    socket.expectFrame(PING, new byte[0]).frame(PONG, true, new byte[0]);
    // What comes back shows that the pong has come.
    socket.send("here").expectText("here");
    client.advance(Duration.ofSeconds(30));
    socket.expectFrame(PING, new byte[0]);
    assertThat(events).isEmpty();
    client.advance(Duration.ofSeconds(20));

    awaitEvents("cancelled");
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
    awaitEvents("closed 1006");
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

    List<String> own = isSecure()
        ? List.of("https://localhost", "HTTPS://localhost:443")
        : List.of("http://localhost", "HTTP://localhost:80");
    String otherScheme = isSecure() ? "http://localhost" : "https://localhost";

    for (String origin : List.of(own.get(0), own.get(1), "https://app.example")) {
      client.get("/").header("origin", origin).webSocket().expectText("in").expectClosed(1000);
    }
    for (String origin : List.of(otherScheme, "http://localhost:81", "null")) {
      assertThatThrownBy(() -> client.get("/").header("origin", origin).webSocket())
          .hasMessageContaining("403");
    }
  }

  @Test
  void request_that_asks_for_no_websocket_is_told_to() {
    run(App.create().ws("/", session -> Mono.never()))
        .get("/")
        .send()
        .expectStatus(426)
        .expectHeader("sec-websocket-version", "13");
  }

  @Test
  void http_3_has_none() {
    Assumptions.assumeFalse(hasWebSocket(), "there is one");
    TestClient client = run(App.create().ws("/", session -> Mono.never()));

    assertThatThrownBy(() -> client.get("/").webSocket()).hasMessageContaining("501");
  }

  @Test
  void values_of_a_generic_type_travel_as_json() {
    TypeRef<List<Line>> lines = new TypeRef<>() {};

    open(session -> session.send(session
            .receive(lines)
            .map(all -> all.stream().map(Line::text).collect(Collectors.joining(" ")))))
        .sendJson(List.of(new Line("me", "hello"), new Line("you", "world")))
        .expectText("hello world")
        .close(CloseStatus.NORMAL);
  }

  @Test
  void deadline_closes_with_1013() {
    AtomicReference<RequestContext> context = new AtomicReference<>();
    TestClient client = serve(
            session -> {
              context.set(session.request().context());
              session.closed().subscribe(status -> events.add("closed " + status));
              return session.receive().then().doOnCancel(() -> events.add("cancelled"));
            },
            deadline(Duration.ofSeconds(10)))
        .virtualTime();
    TestWebSocket socket = client.get("/").webSocket();

    client.advance(Duration.ofSeconds(10));

    socket.expectClosed(1013);
    awaitEvents("cancelled", "closed 1013");
    assertThat(context.get().outcome()).contains(Outcome.DEADLINE);
  }

  @Test
  void session_that_a_drain_breaks_off_closes_with_1001() {
    TestClient client = serve(
            session -> session.receive().then(),
            onDrain(DrainPolicy.abortAfter(Duration.ofSeconds(5))))
        .virtualTime();
    TestWebSocket socket = client.get("/").webSocket();

    client.drain();
    client.advance(Duration.ofSeconds(5));

    socket.expectClosed(1001);
    client.expectDrained();
  }

  @Test
  void both_sides_may_close_at_once() {
    Sinks.Empty<Void> end = Sinks.empty();
    TestClient client = serve(session -> end.asMono());
    for (int i = 0; i < 20; i++) {
      TestWebSocket socket = client.get("/").webSocket();
      end.tryEmitEmpty();
      socket.close(CloseStatus.NORMAL);
    }
    client.expectDrained();
  }

  @Test
  void message_beyond_the_limit_closes_with_1009() {
    open(
            session -> session.send(session.receive()),
            webSocket(WebSocketOptions.DEFAULTS.withMaxMessage(DataSize.ofBytes(4))))
        .send("four")
        .expectText("four")
        .send("fives")
        .expectClosed(1009);
  }

  @Test
  void large_messages_come_back_whole() {
    byte[] content = new byte[300_000];
    new Random(7).nextBytes(content);

    open(session -> session.send(session.receive()))
        .send(content)
        .expectBytes(content)
        .close(CloseStatus.NORMAL);
  }
}
