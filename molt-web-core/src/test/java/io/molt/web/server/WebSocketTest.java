package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.DataSize;
import io.molt.web.http.Ended;
import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.server.FrameClient.Frame;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.Message;
import io.molt.web.websocket.WebSocket;
import io.molt.web.websocket.WebSocketHandler;
import io.molt.web.websocket.WebSocketOptions;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

/** WebSocket on a connection (RFC 6455) and on a stream (RFC 8441), octet by octet and with the JDK's client. */
class WebSocketTest extends Http2Test {
  private static final WebSocketHandler ECHO = session -> session.send(session.receive());
  private static final String[] ASKING = {
    "Connection: keep-alive, Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<Ended> ends = new LinkedBlockingQueue<>();

  private static Handler handler(WebSocketHandler handler) {
    return WebSocket.handler(WebSocketOptions.DEFAULTS, handler);
  }

  private RawClient open(WebSocketHandler handler) {
    RawClient client = serve(handler(handler)).get("/", ASKING);
    assertThat(client.readHead().status()).isEqualTo(101);
    return client;
  }

  /** Returns a server that tells how its requests end. */
  private Server observed(Handler handler) {
    Service service = Service.of(handler, Schedulers.parallel(), Clock.systemUTC())
        .withObserver(new Observer() {
          @Override
          public void onEnd(Ended request) {
            ends.add(request);
          }
        });
    return server(service, options -> options);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 1_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void connection_is_upgraded_as_in_the_example_of_the_specification() {
    RawClient client = serve(handler(ECHO)).get("/", ASKING);

    RawClient.Answer answer = client.readHead();
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.fields())
        .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .containsEntry("upgrade", "websocket")
        .containsEntry("connection", "upgrade")
        .doesNotContainKey("content-length")
        .doesNotContainKey("transfer-encoding");
  }

  @Test
  void message_comes_back() {
    RawClient client = open(ECHO).send(hex("818537fa213d7f9f4d5158"));

    assertThat(client.readText(7)).isEqualTo(latin("810548656c6c6f"));
  }

  @Test
  void fragments_are_one_message_and_a_ping_between_them_is_answered_first() {
    RawClient client = open(ECHO)
        .send(hex("018300000000" + "48656c"))
        .send(hex("898200000000" + "6869"))
        .send(hex("808200000000" + "6c6f"));

    assertThat(client.readText(4)).isEqualTo(latin("8a026869"));
    assertThat(client.readText(7)).isEqualTo(latin("810548656c6c6f"));
  }

  @Test
  void message_comes_octet_by_octet() {
    RawClient client = open(ECHO);
    for (byte one : hex("818537fa213d7f9f4d5158")) {
      client.send(new byte[] {one});
    }

    assertThat(client.readText(7)).isEqualTo(latin("810548656c6c6f"));
  }

  @Test
  void client_that_closes_is_answered_and_then_the_connection_closes() throws Exception {
    RawClient client = open(ECHO).send(hex("888200000000" + "03e8"));

    assertThat(client.readToEnd()).isEqualTo(latin("880203e8"));
  }

  @Test
  void close_without_a_status_is_answered_with_one_without() throws Exception {
    RawClient client = open(ECHO).send(hex("888000000000"));

    assertThat(client.readToEnd()).isEqualTo(latin("8800"));
  }

  @Test
  void handler_that_completes_closes_the_session() throws Exception {
    RawClient client = open(session -> session.send("bye"));

    assertThat(client.readText(5 + 4)).isEqualTo(latin("8103627965" + "880203e8"));
    client.send(hex("888200000000" + "03e8"));
    assertThat(client.readToEnd()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no mask, 8100, 1002",
    "reserved bit, c18000000000, 1002",
    "reserved opcode, 838000000000, 1002",
    "no UTF-8, 818100000000ff, 1007",
    "text broken off, 818100000000c3, 1007",
    "close code 1005, 88820000000003ed, 1002",
    "close of one byte, 88810000000003, 1002",
    "reason that is no UTF-8, 88830000000003e8ff, 1007",
    "fragmented ping, 098000000000, 1002",
    "length beyond 63 bits, 82ff800000000000000000000000, 1002",
    "length of 63 bits, 82ff7fffffffffffffff00000000, 1009",
    "too large, 82ff000000000100000100000000, 1009",
  })
  void what_breaks_the_protocol_ends_the_session(String what, String frame, int code)
      throws Exception {
    String end = open(ECHO).send(hex(frame)).readToEnd();

    byte[] close = end.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(close[0]).isEqualTo((byte) 0x88);
    assertThat(ByteBuffer.wrap(close).getShort(2)).isEqualTo((short) code);
  }

  @Test
  void handler_that_does_not_read_holds_the_client_back() throws Exception {
    AtomicInteger read = new AtomicInteger();
    RawClient client = open(session ->
        session.receive().take(1).doOnNext(message -> read.incrementAndGet()).then(Mono.never()));
    byte[] frame = join(hex("82fe400000000000"), new byte[16 * 1024]);

    Thread writer = new Thread(() -> sendUntilBlocked(client, frame));
    writer.start();
    writer.join(TimeUnit.SECONDS.toMillis(1));

    assertThat(writer.isAlive()).isTrue();
    assertThat(read).hasValue(1);
    client.reset();
    writer.join(TimeUnit.SECONDS.toMillis(5));
  }

  @Test
  void client_that_sends_and_never_reads_is_held_back() throws Exception {
    AtomicInteger read = new AtomicInteger();
    RawClient client = open(
        session -> session.send(session.receive().doOnNext(message -> read.incrementAndGet())));
    byte[] frame = join(hex("82fe400000000000"), new byte[16 * 1024]);

    Thread writer = new Thread(() -> sendUntilBlocked(client, frame));
    writer.start();
    int before = -1;
    while (before != read.get()) {
      before = read.get();
      Thread.sleep(300);
    }

    assertThat(writer.isAlive()).isTrue();
    assertThat(before).isPositive().isLessThan(5_000);
    client.reset();
    writer.join(TimeUnit.SECONDS.toMillis(5));
  }

  @Test
  void pings_that_nobody_reads_the_answers_to_are_answered_in_part() {
    RawClient client = open(ECHO);
    byte[] ping = join(hex("89fd00000000"), new byte[125]);
    byte[] many = new byte[ping.length * 1000];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(ping, 0, many, i * ping.length, ping.length);
    }
    for (int i = 0; i < 300; i++) {
      client.send(many);
    }
    client.send(hex("818100000000" + "61"));

    int pongs = 0;
    String head = client.readText(2);
    while (head.equals(latin("8a7d"))) {
      client.readText(125);
      pongs++;
      head = client.readText(2);
    }
    assertThat(head + client.readText(1)).isEqualTo(latin("810161"));
    assertThat(pongs).isPositive().isLessThan(300_000);
  }

  @Test
  void client_that_goes_amid_a_message_cancels_the_handler() throws Exception {
    RawClient client = open(session -> {
      events.add("started");
      return session.receive().then().doOnCancel(() -> events.add("cancelled"));
    });
    assertThat(next(events)).isEqualTo("started");

    client.send(hex("01fe400000000000" + "616263")).reset();

    assertThat(next(events)).isEqualTo("cancelled");
  }

  @Test
  void deadline_breaks_a_session_off_whose_client_takes_nothing() throws Exception {
    RawClient client = serve(req -> {
          req.context().grantTime(Duration.ofMillis(500));
          return WebSocket.accept(
              req,
              WebSocketOptions.DEFAULTS,
              session -> session
                  .send(Flux.range(0, 100_000).map(i -> Message.of(new byte[64 * 1024])))
                  .doOnCancel(() -> events.add("cancelled")));
        })
        .get("/", ASKING);

    assertThat(next(events)).isEqualTo("cancelled");
    assertThat(client.readHead().status()).isEqualTo(101);
  }

  private static void sendUntilBlocked(RawClient client, byte[] frame) {
    try {
      for (int i = 0; i < 10_000; i++) {
        client.send(frame);
      }
    } catch (RuntimeException reset) {
      assertThat(reset).hasCauseInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void client_that_does_not_read_holds_the_handler_back() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    byte[] content = new byte[64 * 1024];
    open(session -> session.send(Flux.<Message>generate(sink -> {
      sent.incrementAndGet();
      sink.next(Message.of(content));
    })));

    int before = -1;
    while (before != sent.get()) {
      before = sent.get();
      Thread.sleep(300);
    }
    assertThat(before).isPositive().isLessThan(1000);
  }

  @Test
  void client_that_goes_cancels_the_handler() throws Exception {
    RawClient client = open(session -> {
      session.closed().subscribe(status -> events.add("closed " + status.code()));
      events.add("started");
      return Mono.never().doOnCancel(() -> events.add("cancelled"));
    });
    assertThat(next(events)).isEqualTo("started");

    client.reset();

    assertThat(next(events)).isEqualTo("cancelled");
    assertThat(next(events)).isEqualTo("closed 1006");
  }

  @Test
  void what_is_sent_before_the_answer_is_not_taken_for_a_frame() throws Exception {
    Handler late = req -> Mono.delay(Duration.ofMillis(100))
        .map(tick -> WebSocket.accept(req, WebSocketOptions.DEFAULTS, ECHO));
    RawClient client = client(observed(late)).get("/", ASKING).get("/");

    assertThat(client.isClosedByServer()).isTrue();
    assertThat(next(ends).outcome()).isEqualTo(Outcome.CLIENT_GONE);
  }

  @Test
  void what_comes_with_the_request_is_not_taken_for_a_frame() throws Exception {
    RawClient client = client(observed(handler(ECHO)))
        .send("GET / HTTP/1.1\r\nHost: test\r\n" + String.join("\r\n", ASKING) + "\r\n\r\n"
            + latin("818537fa213d7f9f4d5158"));

    assertThat(client.isClosedByServer()).isTrue();
    assertThat(next(ends).outcome()).isEqualTo(Outcome.CLIENT_GONE);
  }

  @ParameterizedTest
  @CsvSource({
    "content-length: 2, ab",
    "content-length: 2, ''",
    "transfer-encoding: chunked, ''",
  })
  void request_with_content_is_refused(String field, String content) {
    RawClient client = serve(handler(ECHO))
        .send("GET / HTTP/1.1\r\nHost: test\r\n" + String.join("\r\n", ASKING) + "\r\n" + field
            + "\r\n\r\n" + content);

    assertThat(client.readHead().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"''", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZQ==x"})
  void key_that_is_not_16_bytes_is_refused(String key) {
    RawClient client =
        serve(handler(ECHO)).get("/", ASKING[0], ASKING[1], ASKING[2], "Sec-WebSocket-Key: " + key);

    assertThat(client.read().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({"12", "013", "'13, 12'"})
  void version_that_is_not_spoken_is_answered_with_the_one_that_is(String version) {
    RawClient client = serve(handler(ECHO))
        .get("/", ASKING[0], ASKING[1], "Sec-WebSocket-Version: " + version, ASKING[3]);

    RawClient.Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.fields()).containsEntry("sec-websocket-version", "13");
  }

  @Test
  void observers_see_the_status_that_the_client_saw() throws Exception {
    Server server = observed(handler(ECHO));
    RawClient client = client(server).get("/", ASKING);
    client.readHead();
    client.send(hex("888200000000" + "03e8")).readToEnd();

    assertThat(next(ends).status()).isEqualTo(101);

    FrameClient stream = connect(http2(server));
    stream.next(FrameClient.HEADERS);
    stream.data(1, true, hex("888200000000" + "03e8"));

    Ended end = next(ends);
    assertThat(end.status()).isEqualTo(200);
    assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void session_that_is_left_when_the_server_stops_closes_with_1001() throws Exception {
    Server server = server(WebSocket.handler(
        WebSocketOptions.DEFAULTS.withDrainClose(Optional.empty()),
        session -> session.receive().then()));
    RawClient client = client(server).get("/", ASKING);
    client.readHead();
    FrameClient stream = connect(http2(server));
    stream.next(FrameClient.HEADERS);

    server.stop(Duration.ofMillis(100));

    assertThat(client.readToEnd()).isEqualTo(latin("880203e9"));
    assertThat(stream.next(FrameClient.DATA).text()).isEqualTo(latin("880203e9"));
  }

  @Test
  void timers_end_with_the_session() throws Exception {
    ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    timers.setRemoveOnCancelPolicy(true);
    try {
      WebSocketOptions options = WebSocketOptions.DEFAULTS
          .withIdleTimeout(Duration.ofHours(1))
          .withKeepAlive(Duration.ofMillis(50), Duration.ofHours(1));
      Server server = server(
          Service.of(
              WebSocket.handler(options, ECHO),
              Schedulers.fromExecutorService(timers),
              Clock.systemUTC()),
          change -> change);
      RawClient client = client(server).get("/", ASKING);
      client.readHead();
      // A ping, and so there is a timer for its answer, and one for idleness.
      assertThat(client.readText(2)).isEqualTo(latin("8900"));
      assertThat(timers.getQueue()).hasSizeGreaterThan(1);

      client.send(hex("888200000000" + "03e8")).readToEnd();

      await(() -> timers.getQueue().isEmpty());
    } finally {
      timers.shutdownNow();
    }
  }

  @Test
  void client_that_takes_nothing_is_gone_after_a_while() throws Exception {
    Server server = server(
        handler(session -> session
            .send(Flux.range(0, 100_000).map(i -> Message.of(new byte[64 * 1024])))
            .doOnCancel(() -> events.add("cancelled"))),
        options ->
            options.withTimeouts(timeouts -> timeouts.withWriteStall(Duration.ofMillis(300))));
    client(server).get("/", ASKING);

    assertThat(next(events)).isEqualTo("cancelled");
  }

  @Test
  void sender_of_more_than_was_asked_for_is_an_error() throws Exception {
    byte[] content = new byte[64 * 1024];
    Publisher<Message> greedy = subscriber -> {
      subscriber.onSubscribe(Operators.emptySubscription());
      for (int i = 0; i < 1_000; i++) {
        subscriber.onNext(Message.of(content));
      }
      subscriber.onComplete();
    };
    WebSocketOptions options = WebSocketOptions.DEFAULTS.withCloseTimeout(Duration.ofMillis(100));
    RawClient client =
        serve(WebSocket.handler(options, session -> session.send(greedy))).get("/", ASKING);

    assertThat(client.readToEnd()).endsWith(latin("880203f3"));
  }

  @Test
  void plain_request_is_told_to_upgrade_and_the_connection_goes_on() {
    RawClient client = serve(handler(ECHO)).get("/");

    RawClient.Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(426);
    assertThat(answer.fields())
        .containsEntry("upgrade", "websocket")
        .containsEntry("connection", "upgrade")
        .containsEntry("sec-websocket-version", "13");
    assertThat(client.get("/").read().status()).isEqualTo(426);
  }

  @Test
  void page_of_another_origin_is_refused() {
    RawClient client = serve(handler(ECHO))
        .get("/", ASKING[0], ASKING[1], ASKING[2], ASKING[3], "Origin: https://evil.example");

    assertThat(client.read().status()).isEqualTo(403);
  }

  @Test
  void service_that_drains_closes_its_sessions() throws Exception {
    Server server = server(handler(session -> session.receive().then()));
    RawClient client = client(server).get("/", ASKING);
    assertThat(client.readHead().status()).isEqualTo(101);

    service(server).drain();

    assertThat(client.readText(4)).isEqualTo(latin("880203e9"));
    client.send(hex("888200000000" + "03e9"));
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void client_of_the_jdk_talks_in_large_messages() throws Exception {
    Server server = server(WebSocket.handler(
        WebSocketOptions.DEFAULTS.withSubprotocols("chat", "echo"),
        session -> session.send(session.receive())));
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    java.net.http.WebSocket client = HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .subprotocols("echo")
        .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/"), listener(received))
        .get(10, TimeUnit.SECONDS);
    assertThat(client.getSubprotocol()).isEqualTo("echo");

    byte[] content = new byte[300_000];
    new java.util.Random(3).nextBytes(content);
    client.sendBinary(ByteBuffer.wrap(content), true).get(10, TimeUnit.SECONDS);
    assertThat(next(events)).isEqualTo("message");
    assertThat(received.toByteArray()).isEqualTo(content);
    client.sendClose(4000, "enough").get(10, TimeUnit.SECONDS);
    assertThat(next(events)).isEqualTo("closed 4000");
  }

  private java.net.http.WebSocket.Listener listener(ByteArrayOutputStream received) {
    return new java.net.http.WebSocket.Listener() {
      @Override
      public @Nullable CompletionStage<?> onBinary(
          java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        received.writeBytes(part);
        if (last) {
          events.add("message");
        }
        socket.request(1);
        return null;
      }

      @Override
      public @Nullable CompletionStage<?> onClose(
          java.net.http.WebSocket socket, int code, String reason) {
        events.add("closed " + code);
        return null;
      }
    };
  }

  @Test
  void stream_of_http2_becomes_a_session() {
    FrameClient client = connect(ECHO);

    Frame head = client.next(FrameClient.HEADERS);
    assertThat(head.fields())
        .containsEntry(":status", "200")
        .doesNotContainKey("sec-websocket-accept")
        .doesNotContainKey("upgrade");
    client.data(1, false, hex("818537fa213d7f9f4d5158"));
    assertThat(client.next(FrameClient.DATA).text()).isEqualTo(latin("810548656c6c6f"));
    client.data(1, true, hex("888200000000" + "03e8"));
    assertThat(client.next(FrameClient.DATA).text()).isEqualTo(latin("880203e8"));
  }

  @Test
  void server_says_that_it_takes_an_extended_connect() {
    FrameClient client = serveHttp2(handler(ECHO));

    Frame settings = client.next(FrameClient.SETTINGS);
    assertThat(HexFormat.of().formatHex(settings.payload())).contains("000800000001");
  }

  @Test
  void protocol_that_a_handler_does_not_speak_is_not_implemented() {
    FrameClient client = serveHttp2(req -> Response.text("page"));
    client.headers(
        1,
        false,
        ":method",
        "CONNECT",
        ":protocol",
        "websocket",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "test",
        "sec-websocket-version",
        "13");

    assertThat(client.next(FrameClient.HEADERS).fields()).containsEntry(":status", "501");
  }

  @Test
  void reset_of_the_stream_cancels_the_handler() throws Exception {
    FrameClient client = connect(session -> {
      events.add("started");
      return session.receive().then(Mono.never()).doOnCancel(() -> events.add("cancelled"));
    });
    assertThat(next(events)).isEqualTo("started");

    client.reset(1, FrameClient.CANCEL);

    assertThat(next(events)).isEqualTo("cancelled");
  }

  @Test
  void handler_that_does_not_read_holds_the_stream_back() throws Exception {
    FrameClient client = connect(session -> {
      events.add("started");
      return Mono.never();
    });
    assertThat(next(events)).isEqualTo("started");
    client.next(FrameClient.HEADERS);
    byte[] content = new byte[16_000];
    for (int i = 0; i < 3; i++) {
      client.data(1, false, join(hex("82fe3e8000000000"), content));
    }
    client.frame(FrameClient.PING, 0, 0, new byte[8]);

    Frame frame = client.read();
    while (frame.type() != FrameClient.PING) {
      assertThat(frame.type() == FrameClient.WINDOW_UPDATE && frame.stream() == 1)
          .isFalse();
      frame = client.read();
    }
  }

  @Test
  void message_beyond_the_limit_ends_the_session() throws Exception {
    RawClient client = serve(
            WebSocket.handler(WebSocketOptions.DEFAULTS.withMaxMessage(DataSize.ofBytes(4)), ECHO))
        .get("/", ASKING);
    client.readHead();
    client.send(hex("018300000000" + "616263")).send(hex("808200000000" + "6465"));

    assertThat(ByteBuffer.wrap(client.readToEnd().getBytes(StandardCharsets.ISO_8859_1))
            .getShort(2))
        .isEqualTo((short) 1009);
  }

  @Test
  void handler_closes_with_a_status_of_its_own() throws Exception {
    RawClient client = open(session -> session.close(new CloseStatus(4001, "no")));

    assertThat(client.readText(6)).isEqualTo(latin("88040fa16e6f"));
    client.send(hex("888200000000" + "0fa1"));
    assertThat(client.readToEnd()).isEmpty();
  }

  private FrameClient connect(WebSocketHandler handler) {
    return connect(serveHttp2(handler(handler)));
  }

  private static FrameClient connect(FrameClient client) {
    return client.headers(
        1,
        false,
        ":method",
        "CONNECT",
        ":protocol",
        "websocket",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "test",
        "sec-websocket-version",
        "13");
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String latin(String hex) {
    return new String(hex(hex), StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }
}
