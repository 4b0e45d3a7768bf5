package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.RequestContext;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What clients see of a server that stops, each at its own moment. */
class DrainTest extends SocketTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SAFE = Duration.ofSeconds(10);
  private static final Duration MINUTES = Duration.ofMinutes(5);

  private final Sinks.One<Response> slow = Sinks.one();
  private final BlockingQueue<String> started = new LinkedBlockingQueue<>();

  @Test
  void idle_connections_are_left_open_for_a_moment_and_then_closed() {
    Server server = serverThat(o -> o.withIdleWait(Duration.ofMillis(20)), this::handle);
    RawClient fresh = client(server);
    RawClient used = client(server);
    used.get("/").read();

    server.stop(MINUTES);

    assertThat(fresh.isClosedByServer()).isTrue();
    assertThat(used.isClosedByServer()).isTrue();
  }

  @Test
  void a_request_that_crosses_with_the_stop_is_answered_and_told_that_it_is_the_last() {
    Server server = serverThat(o -> o.withIdleWait(LONG), this::handle);
    RawClient fresh = client(server);
    RawClient used = client(server);
    used.get("/").read();

    CompletableFuture<Void> stop = server.stopLater(MINUTES).toFuture();
    awaitDraining(server);

    for (RawClient client : new RawClient[] {fresh, used}) {
      assertThat(client.get("/late").read().fields()).containsEntry("connection", "close");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(stop).succeedsWithin(SAFE);
  }

  @Test
  void requests_that_were_received_are_answered_and_the_last_one_closes() throws Exception {
    Server server = serverThat(o -> o, this::handle);
    RawClient client = client(server).get("/slow").get("/2").get("/3");
    assertThat(next(started)).isEqualTo("/slow");
    awaitReceived(probes(server));

    CompletableFuture<Void> stop = server.stopLater(MINUTES).toFuture();
    awaitDraining(server);
    slow.tryEmitValue(Response.text("/slow"));

    Answer first = client.read();
    Answer second = client.read();
    Answer third = client.read();
    assertThat(first.fields()).doesNotContainKey("connection");
    assertThat(second.fields()).doesNotContainKey("connection");
    assertThat(third.fields()).containsEntry("connection", "close");
    assertThat(first.content() + second.content() + third.content()).isEqualTo("/slow/2/3");
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(stop).succeedsWithin(SAFE);
  }

  @Test
  void a_client_that_goes_on_pipelining_does_not_keep_the_server_from_stopping() throws Exception {
    Server server = serverThat(o -> o, this::handle);
    RawClient client = client(server).get("/slow").get("/2");
    assertThat(next(started)).isEqualTo("/slow");
    awaitReceived(probes(server));
    List<RawClient> late = probes(server);

    CompletableFuture<Void> stop = server.stopLater(MINUTES).toFuture();
    awaitDraining(server);
    client.get("/3").get("/4");
    awaitReceived(late);
    slow.tryEmitValue(Response.text("/slow"));

    assertThat(client.read().content()).isEqualTo("/slow");
    Answer last = client.read();
    assertThat(last.content()).isEqualTo("/2");
    assertThat(last.fields()).containsEntry("connection", "close");
    assertThat(stop).succeedsWithin(SAFE);
    assertThat(next(started)).isEqualTo("/2");
    assertThat(started).isEmpty();
  }

  @Test
  void a_stream_that_had_begun_before_ends_and_its_connection_takes_what_is_on_its_way()
      throws Exception {
    Sinks.Many<ByteBuffer> chunks = Sinks.many().unicast().onBackpressureBuffer();
    Server server = serverThat(
        o -> o.withIdleWait(LONG),
        request -> request.target().equals("/stream")
            ? Response.chunks(chunks.asFlux())
            : Response.text(request.target()));
    RawClient client = client(server).get("/stream");
    assertThat(client.readHead().fields()).doesNotContainKey("connection");

    CompletableFuture<Void> stop = server.stopLater(MINUTES).toFuture();
    awaitDraining(server);
    chunks.tryEmitComplete();
    assertThat(client.readText(5)).isEqualTo("0\r\n\r\n");

    Answer last = client.get("/late").read();
    assertThat(last.content()).isEqualTo("/late");
    assertThat(last.fields()).containsEntry("connection", "close");
    assertThat(stop).succeedsWithin(SAFE);
  }

  @Test
  void before_the_listener_closes_all_goes_on_as_before_but_for_readiness() throws Exception {
    BlockingQueue<Boolean> ready = new LinkedBlockingQueue<>();
    Server server = serverThat(o -> o.withReadinessWait(LONG), request -> {
      ready.add(request.context().service().isReady());
      return Response.ok();
    });
    RawClient before = client(server);
    before.get("/").read();
    assertThat(next(ready)).isTrue();

    CompletableFuture<Void> stop = server.stopLater().toFuture();

    assertThat(before.get("/").read().fields()).doesNotContainKey("connection");
    assertThat(next(ready)).isFalse();
    assertThat(client(server).get("/").read().fields()).doesNotContainKey("connection");
    assertThat(stop).isNotDone();

    server.stop(Duration.ZERO);
    assertThat(stop).succeedsWithin(SAFE);
  }

  @Test
  void a_second_stop_shortens_the_time_of_the_first() throws Exception {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    Server server = serverThat(o -> o, request -> {
      request.context().ended().subscribe(outcomes::add);
      started.add("started");
      return Mono.never();
    });
    RawClient client = client(server).get("/");
    next(started);
    CompletableFuture<Void> first = server.stopLater(MINUTES).toFuture();
    CompletableFuture<Void> longer = server.stopLater(MINUTES.multipliedBy(2)).toFuture();
    awaitDraining(server);
    assertThat(outcomes).isEmpty();

    server.stop(Duration.ZERO);

    assertThat(next(outcomes)).isEqualTo(Outcome.DRAINED);
    assertThat(client.isClosedByServer()).isTrue();
    assertThat(first).isCompleted();
    assertThat(longer).isCompleted();
  }

  @Test
  void background_work_is_awaited() throws Exception {
    Sinks.Empty<Void> work = Sinks.empty();
    Server server = serverThat(o -> o, request -> {
      request.context().spawn(work.asMono());
      return Response.ok();
    });
    client(server).get("/", "Connection: close").read();

    CompletableFuture<Void> stop = server.stopLater(MINUTES).toFuture();
    awaitDraining(server);
    assertThat(stop).isNotDone();
    work.tryEmitEmpty();

    assertThat(stop).succeedsWithin(SAFE);
  }

  @Test
  void background_work_that_is_not_done_in_time_is_cancelled() throws Exception {
    BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    Server server = serverThat(o -> o, request -> {
      request.context().spawn(RequestContext.current().flatMap(own -> {
        own.ended().subscribe(outcomes::add);
        return Mono.never();
      }));
      return Response.ok();
    });
    client(server).get("/", "Connection: close").read();

    server.stop(Duration.ofMillis(50));

    assertThat(next(outcomes)).isEqualTo(Outcome.DRAINED);
  }

  @Test
  void streams_that_listen_learn_of_it() {
    Server server = serverThat(
        o -> o.withIdleWait(LONG),
        request -> Response.chunks(
            Flux.<ByteBuffer>never().takeUntilOther(request.context().draining())));
    RawClient client = client(server).get("/");
    client.readHead();

    CompletableFuture<Void> stop = server.stopLater(MINUTES).toFuture();

    assertThat(client.readText(5)).isEqualTo("0\r\n\r\n");
    client.close();
    assertThat(stop).succeedsWithin(SAFE);
  }

  @Test
  void a_server_without_connections_stops_at_once_whatever_the_grace() {
    Server server = serverThat(o -> o.withGrace(MINUTES).withIdleWait(LONG), this::handle);

    assertThat(server.stopLater().toFuture()).succeedsWithin(SAFE);
  }

  @Test
  void an_event_loop_may_stop_its_own_server_if_it_does_not_wait() {
    CompletableFuture<Server> itself = new CompletableFuture<>();
    Server server = serverThat(o -> o, request -> {
      itself.join().stopLater().subscribe();
      return Response.text("stopping");
    });
    itself.complete(server);

    assertThat(client(server).get("/").read().content()).isEqualTo("stopping");
    assertThat(server.onStop().toFuture()).succeedsWithin(SAFE);
  }

  @Test
  void what_is_refused_is_refused_before_anything_happens() {
    Server server = serverThat(o -> o, this::handle);

    assertThatThrownBy(() -> server.stopLater(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grace: PT-1S (expected: >= 0)");
    server.stopLater();

    assertThat(client(server).get("/").read().status()).isEqualTo(200);
  }

  private Publisher<Response> handle(Request request) {
    if (request.target().equals("/probe")) {
      return Response.ok();
    }
    started.add(request.target());
    return request.target().equals("/slow") ? slow.asMono() : Response.text(request.target());
  }

  private Server serverThat(UnaryOperator<Shutdown> change, Handler handler) {
    return server(handler, options -> options.withShutdown(change));
  }

  private List<RawClient> probes(Server server) {
    return Stream.generate(() -> client(server)).limit(2).toList();
  }

  /** Waits until the only event loop has read what clients have sent so far: it has had its turn twice. */
  private static void awaitReceived(List<RawClient> probes) {
    probes.forEach(probe -> assertThat(probe.get("/probe").read().status()).isEqualTo(200));
  }

  private void awaitDraining(Server server) {
    service(server).draining().block(SAFE);
  }
}
