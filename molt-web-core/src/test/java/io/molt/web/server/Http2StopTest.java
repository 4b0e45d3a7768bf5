package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.server.FrameClient.Frame;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** How a server takes leave of its clients (RFC 9113 sections 5.4.1 and 6.8). */
class Http2StopTest extends Http2Test {
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

  @Test
  void an_idle_connection_is_told_and_closed() throws Exception {
    Server server = server(req -> Response.text("served"));
    FrameClient client = http2(server);
    assertThat(client.get(1, "/").answer(1).status()).isEqualTo(200);
    Thread stopping = stop(server, Duration.ofSeconds(10));
    assertThat(client.next(FrameClient.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);
    client.frame(
        FrameClient.PING, FrameClient.ACK, 0, client.next(FrameClient.PING).payload());
    assertThat(client.next(FrameClient.GOAWAY).lastStream()).isEqualTo(1);
    assertThat(client.isClosedByServer()).isTrue();
    stopping.join();
  }

  @Test
  void requests_that_are_under_way_or_on_their_way_are_answered() throws Exception {
    Sinks.One<Response> answer = Sinks.one();
    Server server =
        server(req -> req.target().equals("/late") ? Response.text("late") : answer.asMono());
    FrameClient client = http2(server);
    client.get(1, "/").next(FrameClient.SETTINGS);
    Thread stopping = stop(server, Duration.ofSeconds(10));
    client.next(FrameClient.GOAWAY);
    Frame ping = client.next(FrameClient.PING);
    client.get(3, "/late").frame(FrameClient.PING, FrameClient.ACK, 0, ping.payload());
    assertThat(client.answer(3).content()).isEqualTo("late");
    answer.tryEmitValue(Response.text("at last")).orThrow();
    assertThat(client.answer(1).content()).isEqualTo("at last");
    assertThat(client.isClosedByServer()).isTrue();
    stopping.join();
  }

  @Test
  void requests_that_come_too_late_are_refused() throws Exception {
    Server server = server(req -> Mono.never());
    FrameClient client = http2(server);
    client.get(1, "/").next(FrameClient.SETTINGS);
    Thread stopping = stop(server, Duration.ofSeconds(2));
    client.frame(
        FrameClient.PING, FrameClient.ACK, 0, client.next(FrameClient.PING).payload());
    client.next(FrameClient.GOAWAY);
    Frame refused = client.get(3, "/").nextOf(3);
    assertThat(refused.type()).isEqualTo(FrameClient.RST_STREAM);
    assertThat(refused.code()).isEqualTo(FrameClient.REFUSED_STREAM);
    stopping.join();
  }

  @Test
  void a_client_that_does_not_answer_the_ping_holds_nobody_up() throws Exception {
    Server server = server(req -> Response.text("served"));
    FrameClient client = http2(server);
    client.get(1, "/").answer(1);
    Thread stopping = stop(server, Duration.ofSeconds(30));
    client.next(FrameClient.GOAWAY);
    client.next(FrameClient.GOAWAY);
    assertThat(client.isClosedByServer()).isTrue();
    stopping.join();
  }

  @Test
  void requests_that_outlast_the_grace_are_cancelled() throws Exception {
    Server server = server(req -> {
      req.context().ended().subscribe(outcomes::add);
      return Mono.never();
    });
    FrameClient client = http2(server);
    client.get(1, "/").next(FrameClient.SETTINGS);
    client.frame(FrameClient.PING, 0, 0, new byte[8]).next(FrameClient.PING);
    server.stop(Duration.ZERO);
    assertThat(next(outcomes)).isEqualTo(Outcome.DRAINED);
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void a_connection_that_has_said_nothing_yet_is_closed() throws Exception {
    Server server = server(req -> Response.text("served"));
    FrameClient client = frames(server);
    Thread.sleep(50);
    Thread stopping = stop(server, Duration.ofSeconds(10));
    assertThat(client.isClosedByServer()).isTrue();
    stopping.join();
  }

  @Test
  void a_client_that_breaks_the_rules_of_the_connection_is_told_so_though_it_goes_on_sending() {
    FrameClient client = serveHttp2(req -> Response.text("served"));
    client.data(0, false, "on no stream").data(1, false, new byte[1_000_000]);
    assertThat(client.next(FrameClient.GOAWAY).goAwayCode()).isEqualTo(FrameClient.PROTOCOL_ERROR);
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(client.isTaken()).isTrue();
  }

  private static Thread stop(Server server, Duration grace) {
    Thread thread = new Thread(() -> server.stop(grace));
    thread.start();
    return thread;
  }
}
