package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ConnectionLimitTest extends SocketTest {
  private static final int LIMIT = 3;
  private static final int CLIENTS = 60;

  private Server limited(UnaryOperator<ConnectionLimits> change) {
    return server(
        req -> Response.text("hello"), options -> options.withIoThreads(2).withConnections(change));
  }

  /** Returns a client of a connection that is known to be admitted. */
  private RawClient admitted(Server server) {
    RawClient client = client(server);
    assertThat(client.get("/").read().status()).isEqualTo(200);
    return client;
  }

  private void fill(Server server) {
    for (int i = 0; i < LIMIT; i++) {
      admitted(server);
    }
  }

  /** Waits until the server has seen that a client is gone. */
  private void assertAdmittedSoon(Server server) throws Exception {
    for (int i = 0; i < 500; i++) {
      RawClient client = client(server);
      if (client.get("/").read().status() == 200) {
        return;
      }
      client.close();
      Thread.sleep(20);
    }
    throw new AssertionError("no connection was admitted (expected: one, within 10 s)");
  }

  @Test
  void one_connection_too_many_is_answered_503_before_it_says_anything() throws Exception {
    Server server = limited(c -> c.withMaxConnections(LIMIT));
    fill(server);
    RawClient client = client(server);
    Answer answer = client.read();
    assertThat(answer.start()).isEqualTo("HTTP/1.1 503 Service Unavailable");
    assertThat(answer.fields())
        .containsEntry("retry-after", "1")
        .containsEntry("connection", "close")
        .containsEntry("content-type", "application/problem+json")
        .containsKey("date");
    assertThat(answer.content()).contains("\"detail\":\"There are too many connections.\"");
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void one_connection_of_a_peer_too_many_is_answered_429() {
    Server server = limited(c -> c.withMaxPerPeer(LIMIT));
    fill(server);
    Answer answer = client(server).read();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.fields()).containsEntry("retry-after", "1");
  }

  @Test
  void a_client_that_sends_a_large_request_can_read_that_it_is_refused() {
    Server server = limited(c -> c.withMaxConnections(LIMIT));
    fill(server);
    RawClient client = client(server);
    client.head("POST /", "Content-Length: 30000").send(new byte[30_000]);
    assertThat(client.read().status()).isEqualTo(503);
  }

  @Test
  void a_refused_client_that_does_not_close_is_closed() throws IOException {
    Server server = limited(c -> c.withMaxConnections(LIMIT));
    fill(server);
    RawClient client = client(server);
    assertThat(client.readToEnd()).startsWith("HTTP/1.1 503");
    assertThat(isClosedWhileSending(client)).isTrue();
  }

  @Test
  void those_that_are_there_go_on_while_others_are_refused() {
    Server server = limited(c -> c.withMaxConnections(1));
    RawClient first = admitted(server);
    assertThat(client(server).read().status()).isEqualTo(503);
    assertThat(first.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void a_connection_that_closes_makes_room_for_another() throws Exception {
    Server server = limited(c -> c.withMaxConnections(LIMIT).withMaxPerPeer(LIMIT));
    fill(server);
    RawClient last = client(server);
    assertThat(last.read().status()).isEqualTo(503);
    closeAllClients();
    assertAdmittedSoon(server);
  }

  @Test
  void as_many_as_allowed_are_admitted_of_many_at_once() throws Exception {
    Server server = server(
        req -> Mono.never(),
        options -> options.withIoThreads(2).withConnections(c -> c.withMaxConnections(LIMIT)));
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(client(server));
    }
    assertThat(refused(clients)).isEqualTo(CLIENTS - LIMIT);
  }

  private static int refused(List<RawClient> clients) throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<Boolean>> reads = new ArrayList<>();
      for (RawClient client : clients) {
        client.giveUpAfter(1000);
        reads.add(() -> isRefused(client));
      }
      int count = 0;
      for (Future<Boolean> refused : readers.invokeAll(reads)) {
        count += refused.get() ? 1 : 0;
      }
      return count;
    } finally {
      readers.shutdownNow();
    }
  }

  private static boolean isRefused(RawClient client) {
    try {
      return client.read().status() == 503;
    } catch (RuntimeException nothingCame) {
      return false;
    }
  }

  private static boolean isClosedWhileSending(RawClient client) {
    try {
      for (int i = 0; i < 500; i++) {
        client.send("x");
        Thread.sleep(20);
      }
      return false;
    } catch (RuntimeException closed) {
      return true;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
