package io.molt.web.server;

import static io.molt.web.RouteOption.alwaysAdmitted;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.RawClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that come to an event loop with too much to do. */
class LoopWaitTest extends SocketTest {
  private static final int MANY = 500;
  private static final long WORK = TimeUnit.MILLISECONDS.toNanos(5);

  private Server server;

  @AfterEach
  void stopServer() {
    server.stop(Duration.ofSeconds(5));
  }

  private RawClient client(Duration maxWait) {
    server = App.create()
        .get("/work", request -> Response.text(work()))
        .get("/health", request -> Response.text("well"), alwaysAdmitted())
        .listen(ServerOptions.defaults()
            .withHost("127.0.0.1")
            .withPort(0)
            .withIoThreads(1)
            .withRequests(r -> r.withAdmission(a -> a.withMaxLoopWait(maxWait))));
    return client(server);
  }

  /** Has a loop be through with what a JVM is slow with at first. */
  private static RawClient warm(RawClient client) {
    for (int i = 0; i < 30; i++) {
      client.send(get("/health").repeat(100));
      answers(client, 100);
    }
    return client;
  }

  private static String work() {
    long end = System.nanoTime() + WORK;
    long sum = 0;
    while (System.nanoTime() < end) {
      sum++;
    }
    return sum > 0 ? "done" : "";
  }

  private static List<Answer> answers(RawClient client, int count) {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(client.read());
    }
    return answers;
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
  }

  @Test
  void some_are_served_the_rest_refused_at_once_and_health_checks_answered() {
    RawClient client = warm(client(Duration.ofMillis(100)));
    client.send(get("/work").repeat(MANY) + get("/health"));

    List<Answer> answers = answers(client, MANY);
    assertThat(answers.get(0).status()).isEqualTo(200);
    Answer last = answers.get(MANY - 1);
    assertThat(last.status()).isEqualTo(503);
    assertThat(last.fields()).containsEntry("retry-after", "1");
    assertThat(client.read().content()).isEqualTo("well");
    assertThat(client(server).get("/work").read().content()).isEqualTo("done");
  }

  @Test
  void a_few_that_are_slow_for_themselves_keep_nobody_out() {
    RawClient client = warm(client(Duration.ofMillis(20)));
    client.send(get("/work").repeat(30));
    assertThat(answers(client, 30)).allMatch(answer -> answer.status() == 200);
  }

  @Test
  void a_jvm_that_has_just_started_keeps_nobody_out() {
    RawClient client = client(Duration.ofMillis(20));
    client.send(get("/work").repeat(100));
    assertThat(answers(client, 100)).allMatch(answer -> answer.status() == 200);
  }

  @Test
  void they_may_wait_for_as_long_as_it_takes() {
    RawClient client = warm(client(Duration.ZERO));
    client.send(get("/work").repeat(MANY));
    assertThat(answers(client, MANY)).allMatch(answer -> answer.status() == 200);
  }
}
