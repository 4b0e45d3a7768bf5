package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Outcome;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class StopTest extends SocketTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void a_request_that_is_under_way_is_answered_and_the_connection_closed() throws Exception {
    Sinks.One<Response> slow = Sinks.one();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    Server server = server(req -> {
      started.add(req.target());
      return slow.asMono();
    });
    RawClient client = client(server).get("/");
    next(started);
    CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> server.stop(LONG));
    assertThat(stop).isNotDone();
    awaitRefusal(server);
    service(server).draining().block(LONG);
    slow.tryEmitValue(Response.text("done"));
    Answer answer = client.read();
    assertThat(answer.content()).isEqualTo("done");
    assertThat(answer.fields()).containsEntry("connection", "close");
    assertThat(client.isClosedByServer()).isTrue();
    stop.get();
    server.onStop().block(LONG);
  }

  @Test
  void a_request_that_is_not_done_within_the_grace_is_cancelled() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    Server server = server(req -> {
      req.context().ended().subscribe(outcome -> events.add(outcome.name()));
      events.add("started");
      return Mono.<Response>never().doOnCancel(() -> events.add("cancelled"));
    });
    RawClient client = client(server).get("/");
    next(events);
    server.stop(Duration.ofMillis(100));
    assertThat(next(events)).isEqualTo(Outcome.DRAINED.name());
    assertThat(next(events)).isEqualTo("cancelled");
    assertThat(client.isClosedByServer()).isTrue();
  }

  @Test
  void content_that_ends_with_the_connection_is_reset_so_that_nobody_takes_it_for_whole()
      throws Exception {
    Flux<ByteBuffer> endless =
        Flux.just(ByteBuffer.wrap(new byte[] {'a'})).concatWith(Flux.never());
    Server server = server(req -> Response.chunks(endless));
    RawClient client = client(server).send("GET / HTTP/1.0\r\n\r\n");
    client.readHead();
    assertThat(client.readText(1)).isEqualTo("a");

    server.stop(Duration.ofMillis(100));
    assertThatThrownBy(client::readToEnd).isInstanceOf(SocketException.class);
  }

  @Test
  void any_grace_that_is_not_negative_will_do() {
    Server server = server(req -> Response.text("served"));
    assertThatThrownBy(() -> server.stop(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grace: PT-0.001S (expected: >= 0)");
    assertThat(client(server).get("/").read().content()).isEqualTo("served");
    server.stop(Duration.ofSeconds(Long.MAX_VALUE));
    server.onStop().block(LONG);
  }

  @Test
  void a_client_that_still_owes_content_that_nobody_reads_is_not_waited_for() {
    Server server = server(req -> Response.text("unread"));
    RawClient client = client(server).head("POST /", "Content-Length: 1000");
    assertThat(client.read().content()).isEqualTo("unread");
    CompletableFuture<Void> stop =
        CompletableFuture.runAsync(() -> server.stop(Duration.ofMinutes(5)));
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(stop).succeedsWithin(LONG);
  }

  @Test
  void stopping_twice_is_stopping_once() {
    Server server = server(req -> Response.ok());
    server.stop(LONG);
    server.stop(LONG);
    server.close();
    server.onStop().block(LONG);
  }

  @Test
  void an_event_loop_cannot_stop_its_own_server() {
    CompletableFuture<Server> itself = new CompletableFuture<>();
    Server server = server(req -> {
      itself.join().stop(LONG);
      return Response.ok();
    });
    itself.complete(server);
    assertThat(client(server).get("/").read().status()).isEqualTo(500);
  }

  @Test
  void a_server_starts_again_on_the_same_port() {
    Server first = server(req -> Response.text("first"));
    int port = first.port();
    for (int i = 0; i < 5; i++) {
      String text = "again " + i;
      assertThat(client(first).get("/").read().status()).isEqualTo(200);
      first.stop(LONG);
      first = server(req -> Response.text(text), options -> options.withPort(port));
      assertThat(client(first).get("/").read().content()).isEqualTo(text);
    }
  }

  @Test
  void the_event_loops_keep_the_jvm_alive_until_the_server_stops() throws Exception {
    AtomicReference<Thread> loop = new AtomicReference<>();
    Server server = server(req -> {
      loop.set(Thread.currentThread());
      return Response.ok();
    });
    assertThat(client(server).get("/").read().status()).isEqualTo(200);
    assertThat(loop.get().isDaemon()).isFalse();
    server.stop(LONG);
    // It says that it has ended a moment before it does; servers of other tests have one so named.
    loop.get().join(LONG.toMillis());
    assertThat(loop.get().isAlive()).isFalse();
  }

  @Test
  void a_port_that_is_taken_is_named() {
    Server first = server(req -> Response.ok());
    assertThat(first.host()).isEqualTo("127.0.0.1");
    assertThatThrownBy(
            () -> server(req -> Response.ok(), options -> options.withPort(first.port())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("port: " + first.port() + " on 127.0.0.1 ");
  }

  private static void awaitRefusal(Server server) throws InterruptedException {
    for (int attempt = 0; attempt < 1000; attempt++) {
      try {
        RawClient.connect(server).close();
        Thread.sleep(10);
      } catch (UncheckedIOException refused) {
        return;
      }
    }
    throw new AssertionError("still accepting (expected: connections refused)");
  }
}
