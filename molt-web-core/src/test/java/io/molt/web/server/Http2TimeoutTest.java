package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.server.FrameClient.Frame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class Http2TimeoutTest extends Http2Test {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int PAUSE_MILLIS = 50;

  private static final int MANY = 200;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private Server patient(Handler handler, UnaryOperator<Timeouts> change) {
    return server(handler, options -> options.withTimeouts(change));
  }

  private Server aging(UnaryOperator<ConnectionLimits> change) {
    return server(req -> Response.text("hello"), options -> options.withConnections(change));
  }

  private static Mono<Response> echo(Request request) {
    return request.bytes().map(Response::bytes);
  }

  private Flux<ByteBuffer> endless() {
    byte[] chunk = new byte[10_000];
    return Flux.<ByteBuffer>generate(sink -> sink.next(ByteBuffer.wrap(chunk)))
        .doOnCancel(() -> events.add("cancelled"));
  }

  @Test
  void a_preface_that_breaks_off_is_closed() {
    FrameClient client =
        frames(patient(req -> Response.text("hello"), t -> t.withRequestHead(SHORT)));
    client.send("PRI * HTTP/2.0\r\n".getBytes());
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_preface_without_settings_is_closed() {
    FrameClient client =
        frames(patient(req -> Response.text("hello"), t -> t.withRequestHead(SHORT)));
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes());
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_connection_without_streams_is_told_to_go_whatever_else_it_says() throws Exception {
    FrameClient client = http2(patient(req -> Response.text("hello"), t -> t.withKeepAlive(SHORT)));
    client.get(1, "/").answer(1);
    for (int i = 0; i < 20; i++) {
      client.frame(FrameClient.PING, 0, 0, new byte[8]);
      Thread.sleep(PAUSE_MILLIS);
    }
    assertThat(client.next(FrameClient.GOAWAY).goAwayCode()).isZero();
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_connection_with_a_stream_is_not_idle() {
    FrameClient client = http2(patient(
        req -> Mono.delay(SHORT.multipliedBy(3)).map(tick -> Response.text("late")),
        t -> t.withKeepAlive(SHORT)));
    assertThat(client.get(1, "/").answer(1).content()).isEqualTo("late");
  }

  @Test
  void content_that_stays_away_fails_the_read_with_408_and_the_connection_goes_on() {
    FrameClient client = http2(patient(Http2TimeoutTest::echo, t -> t.withBodyIdle(SHORT)));
    client.post(1, "/").data(1, false, "12345");
    assertThat(client.answer(1).status()).isEqualTo(408);
    client.post(3, "/").data(3, true, "67890");
    assertThat(client.answer(3).content()).isEqualTo("67890");
  }

  @Test
  void content_that_drips_is_too_slow() throws Exception {
    FrameClient client =
        http2(patient(Http2TimeoutTest::echo, t -> t.withBodyIdle(SHORT).withMinRate(1000)));
    client.post(1, "/");
    for (int i = 0; i < 30; i++) {
      client.data(1, false, "x");
      Thread.sleep(PAUSE_MILLIS);
    }
    assertThat(client.answer(1).status()).isEqualTo(408);
  }

  @Test
  void a_stream_whose_client_makes_no_room_is_reset_and_others_go_on() throws Exception {
    FrameClient client = frames(patient(
            req -> req.target().equals("/endless")
                ? Response.chunks(endless())
                : Response.text("hello"),
            t -> t.withWriteStall(SHORT)))
        .preface(FrameClient.INITIAL_WINDOW_SIZE, 100);
    client.get(1, "/endless");
    assertThat(client.next(FrameClient.RST_STREAM).stream()).isEqualTo(1);
    assertThat(next(events)).isEqualTo("cancelled");
    assertThat(client.get(3, "/").answer(3).content()).isEqualTo("hello");
  }

  @Test
  void a_stream_whose_client_makes_room_by_the_byte_is_too_slow() throws Exception {
    FrameClient client = frames(patient(
            req -> Response.chunks(endless()), t -> t.withWriteStall(SHORT).withMinRate(1000)))
        .preface(FrameClient.INITIAL_WINDOW_SIZE, 100);
    client.get(1, "/");
    for (int i = 0; i < 30; i++) {
      client.windowUpdate(1, 1);
      Thread.sleep(PAUSE_MILLIS);
    }
    assertThat(client.next(FrameClient.RST_STREAM).stream()).isEqualTo(1);
  }

  @Test
  void a_stream_whose_client_makes_room_slowly_goes_on() throws Exception {
    FrameClient client = frames(patient(
            req -> Response.bytes(new byte[1000]), t -> t.withWriteStall(SHORT).withMinRate(1)))
        .preface(FrameClient.INITIAL_WINDOW_SIZE, 50);
    client.get(1, "/");
    for (int i = 0; i < 19; i++) {
      client.windowUpdate(1, 50);
      Thread.sleep(PAUSE_MILLIS);
    }
    assertThat(client.answer(1).content()).hasSize(1000);
  }

  @Test
  void a_client_that_takes_nothing_off_the_connection_is_reset() throws Exception {
    FrameClient client = frames(
            patient(req -> Response.chunks(endless()), t -> t.withWriteStall(SHORT)))
        .preface(FrameClient.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
    client.windowUpdate(0, 1 << 30).get(1, "/");
    assertThat(next(events)).isEqualTo("cancelled");
    assertThat(isTakenNoMore(client)).isTrue();
  }

  @Test
  void a_connection_that_had_its_requests_is_told_to_go() {
    FrameClient client = http2(aging(c -> c.withMaxRequests(2)));
    client.get(1, "/").answer(1);
    client.get(3, "/").answer(3);
    assertThat(client.next(FrameClient.GOAWAY).goAwayCode()).isZero();
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void an_old_connection_is_told_to_go() {
    FrameClient client = http2(aging(c -> c.withMaxAge(SHORT)));
    client.get(1, "/").answer(1);
    Frame goAway = client.next(FrameClient.GOAWAY);
    assertThat(goAway.goAwayCode()).isZero();
    assertThat(client.isClosedByServer()).isTrue();
  }

  private static boolean isTakenNoMore(FrameClient client) throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      client.frame(FrameClient.PING, 0, 0, new byte[8]);
      if (!client.isTaken()) {
        return true;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return false;
  }
}
