package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Clients that send, read, stall, close and reset at random: whatever begins has to end. */
class UnrulyClientTest extends SocketTest {
  private static final int CLIENTS = 60;
  private static final int PATIENCE_MILLIS = 50;
  private static final Duration GRACE = Duration.ofSeconds(10);
  // So little that the end of the stream always fits into the receive window: TCP does not show it
  // before the content, and a handler that neither reads nor answers would rightly wait on.
  private static final int MOST = 10_000;
  private static final List<String> TARGETS =
      List.of("/sync", "/later", "/read", "/echo", "/many", "/never", "/unread", "/fail", "/break");

  private final AtomicInteger started = new AtomicInteger();
  private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void every_exchange_that_starts_ends_and_the_server_goes_on(long seed) throws Exception {
    Server server = server(this::handle, options -> options.withIoThreads(2));
    List<Thread> clients = IntStream.range(0, 4)
        .mapToObj(i -> new Thread(() -> misbehave(server, new Random(seed * 100 + i))))
        .toList();
    clients.forEach(Thread::start);
    for (Thread client : clients) {
      client.join();
    }
    assertThat(client(server).get("/sync").read().content()).isEqualTo("sync");
    // What these clients left in the server's sockets may begin exchanges yet: nothing begins any
    // more once the server has stopped, and what would not end by itself had to be drained.
    server.stop(GRACE);
    assertThat(started.get()).isGreaterThan(1);
    assertThat(outcomes).hasSize(started.get()).doesNotContain(Outcome.DRAINED);
  }

  private Publisher<Response> handle(Request request) {
    started.incrementAndGet();
    request.context().ended().subscribe(outcomes::add);
    Flux<ByteBuffer> many = Flux.range(0, 5000).map(i -> text(i + "\n"));
    return switch (request.target()) {
      case "/later" -> Mono.delay(Duration.ofMillis(2)).map(tick -> Response.text("later"));
      case "/read" -> request.bytes().map(Response::bytes);
      case "/echo" -> Response.chunks(request.chunks());
      case "/many" -> Response.chunks(many);
      case "/never" -> Mono.never();
      case "/unread" -> Response.text("unread");
      case "/fail" -> Mono.error(new IllegalStateException("failed on purpose"));
      case "/break" ->
        Response.chunks(
            many.take(100).concatWith(Mono.error(new IllegalStateException("broken on purpose"))));
      default -> Response.text("sync");
    };
  }

  private static void misbehave(Server server, Random random) {
    for (int i = 0; i < CLIENTS; i++) {
      try (RawClient client = RawClient.connect(server, random.nextBoolean() ? 4096 : 0)) {
        client.giveUpAfter(PATIENCE_MILLIS);
        send(client, random);
        part(client, random);
      } catch (UncheckedIOException | IOException closedByServer) {
        // What a client like this has to expect.
        continue;
      }
    }
  }

  private static void send(RawClient client, Random random) {
    StringBuilder all = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      all.append(request(random));
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.US_ASCII);
    int end = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
    for (int at = 0; at < end; ) {
      int count = Math.min(end - at, 1 + random.nextInt(random.nextBoolean() ? 500 : MOST));
      client.send(Arrays.copyOfRange(bytes, at, at + count));
      at += count;
    }
  }

  private static String request(Random random) {
    String head = " " + TARGETS.get(random.nextInt(TARGETS.size())) + " HTTP/1.1\r\nHost: t\r\n";
    int size = random.nextInt(random.nextBoolean() ? 100 : MOST);
    String expect = random.nextInt(5) == 0 ? "Expect: 100-continue\r\n" : "";
    return switch (random.nextInt(4)) {
      case 0 -> "GET" + head + "\r\n";
      case 1 -> "POST" + head + expect + "Content-Length: " + size + "\r\n\r\n" + "a".repeat(size);
      case 2 -> "POST" + head + expect + "Transfer-Encoding: chunked\r\n\r\n" + chunks(random);
      default -> "HEAD" + head + "\r\n";
    };
  }

  private static String chunks(Random random) {
    StringBuilder all = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      int size = 1 + random.nextInt(MOST / 5);
      all.append(Integer.toHexString(size))
          .append("\r\n")
          .append("a".repeat(size))
          .append("\r\n");
    }
    return all.append(random.nextInt(10) == 0 ? "rubbish" : "0\r\n\r\n").toString();
  }

  private static void part(RawClient client, Random random) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> client.reset();
      case 1 -> client.endOutput().readToEnd();
      case 2 -> client.readText(random.nextInt(10_000) / (1 + random.nextInt(1000)));
      default -> client.close();
    }
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
