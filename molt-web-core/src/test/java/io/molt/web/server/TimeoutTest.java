package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.RequestLimits;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.server.RawClient.Answer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class TimeoutTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  // What a client does meanwhile must not count, however often it does it.
  private static final int PAUSE_MILLIS = 50;
  private static final int MANY = 200;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private RawClient client(Handler handler, UnaryOperator<Timeouts> change) {
    return client(server(handler, options -> options.withTimeouts(change)));
  }

  private static Response greet(Request request) {
    return Response.text("hello");
  }

  private static Mono<Response> echo(Request request) {
    return request.bytes().map(Response::bytes);
  }

  /** Sends it piece by piece until the server has closed; returns whether it has. */
  private static boolean isClosedDuring(RawClient client, String piece) throws Exception {
    for (int i = 0; i < MANY; i++) {
      try {
        client.send(piece);
      } catch (RuntimeException closed) {
        return true;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return false;
  }

  private void note(Request request) {
    request.context().ended().subscribe(outcome -> events.add(outcome.name()));
  }

  @Test
  void a_connection_that_never_sends_a_byte_is_closed_without_an_answer() {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_head_that_breaks_off_is_answered_408() {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    client.send("GET / HTTP/1.1\r\nHost: t\r\nX-");
    Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.fields())
        .containsEntry("connection", "close")
        .containsEntry("content-type", "application/problem+json");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_closed_though_it_never_stops() throws Exception {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    client.send("GET / HTTP/1.1\r\nX: ");
    assertThat(isClosedDuring(client, "a")).isTrue();
  }

  @Test
  void a_second_head_that_breaks_off_is_answered_408() {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    client.get("/").read();
    client.send("G");
    assertThat(client.read().status()).isEqualTo(408);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_second_head_that_begins_in_the_packet_of_the_first_is_answered_408() {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    client.send("GET /1 HTTP/1.1\r\nHost: t\r\n\r\nGET /2 HT");
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.read().status()).isEqualTo(408);
  }

  @Test
  void the_time_for_a_head_is_not_the_time_between_requests() throws Exception {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    client.get("/").read();
    Thread.sleep(2 * SHORT.toMillis());
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void an_idle_connection_is_closed_without_a_word() {
    RawClient client = client(TimeoutTest::greet, t -> t.withKeepAlive(SHORT));
    client.get("/").read();
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_connection_in_use_is_not_idle() throws Exception {
    RawClient client = client(TimeoutTest::greet, t -> t.withKeepAlive(SHORT));
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  @Test
  void a_handler_that_takes_its_time_is_no_fault_of_the_client() {
    RawClient client = client(
        req -> Mono.delay(SHORT.multipliedBy(3)).map(tick -> Response.text("late")),
        t -> all(t, SHORT));
    assertThat(client.get("/").read().content()).isEqualTo("late");
  }

  @Test
  void zero_switches_a_timeout_off() throws Exception {
    RawClient client = client(TimeoutTest::greet, t -> all(t, Duration.ZERO));
    client.send("GET / HT");
    Thread.sleep(2 * SHORT.toMillis());
    client.lines("TP/1.1", "Host: t", "");
    assertThat(client.read().status()).isEqualTo(200);
    Thread.sleep(2 * SHORT.toMillis());
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void content_that_stays_away_fails_the_read_with_408_and_closes() {
    RawClient client = client(TimeoutTest::echo, t -> t.withBodyIdle(SHORT));
    client.head("POST /", "Content-Length: 10").send("12345");
    Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void content_that_a_client_does_not_send_though_it_was_asked_for_fails_the_read() {
    RawClient client = client(TimeoutTest::echo, t -> t.withBodyIdle(SHORT));
    client.head("POST /", "Content-Length: 10", "Expect: 100-continue");
    assertThat(client.readHead().status()).isEqualTo(100);
    assertThat(client.read().status()).isEqualTo(408);
  }

  @Test
  void a_reader_can_answer_with_something_else() {
    RawClient client = client(
        req -> req.bytes()
            .map(Response::bytes)
            .onErrorResume(late -> Mono.just(Response.text(late.getMessage()))),
        t -> t.withBodyIdle(SHORT));
    client.head("POST /", "Content-Length: 10").send("12345");
    Answer answer = client.read();
    assertThat(answer.content()).startsWith("408");
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void content_that_comes_slowly_but_comes_is_read() throws Exception {
    RawClient client = client(TimeoutTest::echo, t -> t.withBodyIdle(SHORT).withMinRate(1));
    client.head("POST /", "Content-Length: 20");
    for (int i = 0; i < 20; i++) {
      client.send("x");
      Thread.sleep(PAUSE_MILLIS);
    }
    assertThat(client.read().content()).isEqualTo("x".repeat(20));
  }

  @Test
  void content_that_drips_is_too_slow() throws Exception {
    RawClient client = client(TimeoutTest::echo, t -> t.withBodyIdle(SHORT).withMinRate(1000));
    client.head("POST /", "Content-Length: 100000");
    assertThat(isClosedDuring(client, "x")).isTrue();
  }

  @Test
  void content_that_nobody_reads_is_not_late() throws Exception {
    RawClient client = client(
        req -> Mono.delay(SHORT.multipliedBy(3)).then(req.bytes()).map(Response::bytes),
        t -> t.withBodyIdle(SHORT));
    client.head("POST /", "Content-Length: 10").send("12345");
    Thread.sleep(2 * SHORT.toMillis());
    assertThat(client.send("67890").read().content()).isEqualTo("1234567890");
  }

  @Test
  void left_over_content_that_drips_is_not_waited_for() throws Exception {
    RawClient client = client(TimeoutTest::greet, t -> t.withRequestHead(SHORT));
    client.head("POST /", "Content-Length: 100000");
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(isClosedDuring(client, "x")).isTrue();
  }

  @Test
  void content_that_was_not_there_by_the_deadline_is_not_waited_for_either() throws Exception {
    Service service = Service.of(TimeoutTest::echo, Schedulers.parallel(), Clock.systemUTC())
        .withLimits(RequestLimits.defaults().withDeadline(SHORT));
    RawClient client = client(server(service, options -> options));
    client.head("POST /", "Content-Length: 10").send("12345");
    Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_client_that_takes_nothing_of_a_stream_is_reset() throws Exception {
    byte[] chunk = new byte[10_000];
    Server server = server(
        req -> {
          note(req);
          return Response.chunks(
              Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.wrap(chunk)))
                  .doOnCancel(() -> events.add("cancelled")));
        },
        options -> options.withTimeouts(t -> t.withWriteStall(SHORT)));
    RawClient client = client(server, 4096);
    client.get("/");
    assertThat(next(events)).isEqualTo("CLIENT_GONE");
    assertThat(next(events)).isEqualTo("cancelled");
    assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
  }

  @Test
  void a_client_that_takes_nothing_of_a_large_response_is_reset() throws Exception {
    byte[] large = new byte[16 * 1024 * 1024];
    Server server = server(
        req -> {
          note(req);
          return Response.bytes(large);
        },
        options -> options.withTimeouts(t -> t.withWriteStall(SHORT)));
    RawClient client = client(server, 4096);
    client.get("/");
    assertThat(next(events)).isEqualTo("CLIENT_GONE");
    assertThatThrownBy(client::readToEnd).isInstanceOf(IOException.class);
  }

  @Test
  void a_client_that_takes_no_response_of_many_is_reset() throws Exception {
    byte[] some = new byte[32 * 1024];
    Server server = server(
        req -> Response.bytes(some), options -> options.withTimeouts(t -> t.withWriteStall(SHORT)));
    RawClient client = client(server, 4096);
    assertThat(isClosedDuring(client, "GET / HTTP/1.1\r\nHost: t\r\n\r\n".repeat(100)))
        .isTrue();
  }

  @Test
  void a_client_that_takes_a_large_response_slowly_gets_it() throws Exception {
    byte[] large = new byte[8 * 1024 * 1024];
    Server server = server(
        req -> Response.bytes(large),
        options -> options.withTimeouts(t -> t.withWriteStall(SHORT.multipliedBy(3))));
    RawClient client = client(server, 64 * 1024);
    client.get("/").readHead();
    int slice = large.length / 16;
    for (int i = 0; i < 16; i++) {
      assertThat(client.readText(slice)).hasSize(slice);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  @Test
  void a_stream_that_has_nothing_to_say_is_no_fault_of_the_client() {
    RawClient client = client(
        req -> Response.chunks(Flux.concat(
            Mono.just(ByteBuffer.wrap("a".getBytes())),
            Mono.delay(SHORT.multipliedBy(3)).map(tick -> ByteBuffer.wrap("b".getBytes())))),
        t -> all(t, SHORT));
    assertThat(client.get("/").read().content()).isEqualTo("ab");
  }

  @Test
  void a_client_that_leaves_its_end_open_is_closed_after_a_refusal() throws Exception {
    RawClient client = serve(TimeoutTest::greet);
    client.lines("nonsense", "");
    assertThat(client.read().status()).isEqualTo(400);
    assertThat(isClosedDuring(client, "x")).isTrue();
  }

  private static Timeouts all(Timeouts timeouts, Duration time) {
    return timeouts
        .withRequestHead(time)
        .withBodyIdle(time)
        .withKeepAlive(time)
        .withWriteStall(time);
  }
}
