package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Clients that are slow to send content do not keep others out of a service that has few places. */
class SlowContentTest extends SocketTest {
  private static final int PLACES = 2;

  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final Sinks.Empty<Void> done = Sinks.empty();

  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void stopServers() {
    closeAllClients();
    servers.forEach(server -> server.stop(Duration.ofSeconds(5)));
  }

  private Server few() {
    App app = App.create()
        .post("/content", req -> {
          begun.add("content");
          return req.bytes().map(bytes -> Response.text("" + bytes.length));
        })
        .post("/work", req -> {
          begun.add("work");
          return req.bytes().then(done.asMono()).thenReturn(Response.text("done"));
        })
        .get("/", req -> Response.text("hello"));
    Server server = app.listen(ServerOptions.defaults()
        .withHost("127.0.0.1")
        .withPort(0)
        .withRequests(
            r -> r.withAdmission(a -> a.withMaxInFlight(PLACES).withMaxQueueTime(Duration.ZERO))));
    servers.add(server);
    return server;
  }

  private List<RawClient> slow(Server server, String path, int count) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(client(server).head("POST " + path, "Content-Length: 2").send("1"));
      next(begun);
    }
    return clients;
  }

  @Test
  void others_are_served_while_many_wait_for_content() throws Exception {
    Server server = few();
    List<RawClient> slow = slow(server, "/content", 10 * PLACES);
    assertThat(client(server).get("/").read().status()).isEqualTo(200);
    for (RawClient client : slow) {
      assertThat(client.send("2").read().content()).isEqualTo("2");
    }
  }

  @Test
  void those_that_have_their_content_and_work_on_it_keep_others_out() throws Exception {
    Server server = few();
    List<RawClient> slow = slow(server, "/work", PLACES);
    slow.forEach(client -> client.send("2"));
    assertThat(statusSoon(server, 503)).isTrue();
    done.tryEmitEmpty();
    slow.forEach(client -> assertThat(client.read().content()).isEqualTo("done"));
    assertThat(statusSoon(server, 200)).isTrue();
  }

  @Test
  void those_that_go_away_leave_their_places_once() throws Exception {
    Server server = few();
    slow(server, "/content", PLACES).forEach(RawClient::close);
    List<RawClient> working = slow(server, "/work", PLACES);
    working.forEach(client -> client.send("2"));
    assertThat(statusSoon(server, 503)).isTrue();
    working.forEach(RawClient::close);
    assertThat(statusSoon(server, 200)).isTrue();
    assertThat(client(server).get("/").read().status()).isEqualTo(200);
  }

  /** Returns whether a request is answered with it within a while: content takes its time to arrive. */
  private boolean statusSoon(Server server, int status) {
    return Boolean.TRUE.equals(
        Mono.fromCallable(() -> client(server).get("/").read().status() == status)
            .subscribeOn(Schedulers.boundedElastic())
            .filter(met -> met)
            .repeatWhenEmpty(500, tries -> tries.delayElements(Duration.ofMillis(20)))
            .block(Duration.ofSeconds(20)));
  }
}
