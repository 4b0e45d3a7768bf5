package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.server.RawClient.Answer;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** Content that is read whole has a bound that all requests share. */
class CollectingTest extends SocketTest {
  private static final int ROOM = 100_000;
  private static final byte[] MOST = new byte[60_000];

  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

  private Server server() {
    Service service = Service.of(
            req -> {
              begun.add("begun");
              return req.bytes().map(all -> Response.text("" + all.length));
            },
            Schedulers.parallel(),
            Clock.systemUTC())
        .withLimits(ServerOptions.defaults().requests().withMaxCollecting(ROOM));
    return server(service, options -> options);
  }

  /** Returns a client that has sent all but the last byte of its content. */
  private RawClient waiting(Server server) throws Exception {
    RawClient client = client(server);
    client.head("POST /", "Content-Length: " + (MOST.length + 1));
    next(begun);
    return client.send(MOST);
  }

  @Test
  void one_request_after_the_other_has_all_the_room() throws Exception {
    RawClient client = client(server());
    for (int i = 0; i < 10; i++) {
      client.head("POST /", "Content-Length: " + MOST.length).send(MOST);
      assertThat(client.read().content()).isEqualTo("" + MOST.length);
    }
  }

  @Test
  void a_request_that_needs_more_than_the_others_leave_is_answered_503() throws Exception {
    Server server = server();
    RawClient first = waiting(server);
    RawClient second = waiting(server);
    Answer refusal = second.read();
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.fields()).containsEntry("retry-after", "1");
    assertThat(first.send("x").read().content()).isEqualTo("" + (MOST.length + 1));
    assertThat(waiting(server).send("x").read().status()).isEqualTo(200);
  }

  @Test
  void clients_that_have_sent_next_to_nothing_take_next_to_no_room() throws Exception {
    Server server = server();
    for (int i = 0; i < 50; i++) {
      client(server).head("POST /", "Content-Length: " + MOST.length).send("x");
      next(begun);
    }
    assertThat(waiting(server).send("x").read().status()).isEqualTo(200);
  }

  @Test
  void a_client_that_goes_away_leaves_its_room() throws Exception {
    Server server = server();
    for (int i = 0; i < 10; i++) {
      waiting(server).close();
    }
    Answer answer = waiting(server).send("x").read();
    for (int i = 0; i < 500 && answer.status() == 503; i++) {
      Thread.sleep(20);
      answer = waiting(server).send("x").read();
    }
    assertThat(answer.status()).isEqualTo(200);
  }
}
