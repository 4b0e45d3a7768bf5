package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Rows of octets, each sent to a server, with a second request right behind: it must be served after a sound one, and
 * never after one that was refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StrictTest {
  private static final String BEHIND =
      "GET /behind HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  // More would only take time: these lines differ in their length alone.
  private static final int LONG = 300;

  private final Queue<String> served = new ConcurrentLinkedQueue<>();
  private Server server;

  /** Returns what is sent. */
  abstract List<Row> rows();

  @BeforeAll
  void start() {
    ServerOptions options =
        ServerOptions.defaults().withHost("127.0.0.1").withPort(0).withIoThreads(1);
    server =
        Server.start(Service.of(this::echo, Schedulers.parallel(), Clock.systemUTC()), options);
  }

  @AfterAll
  void stop() {
    server.stop(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void it_is_answered_as_it_deserves(Row row) throws IOException {
    served.clear();
    try (RawClient client = RawClient.connect(server)) {
      client.send(row.sent() + BEHIND);
      check(row, client.readToEnd());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void it_is_answered_alike_octet_by_octet(Row row) throws IOException {
    served.clear();
    try (RawClient client = RawClient.connect(server)) {
      for (byte octet : row.sent().length() > LONG ? new byte[0] : row.octets()) {
        client.send(new byte[] {octet});
      }
      client.send(row.sent().length() > LONG ? row.sent() + BEHIND : BEHIND);
      check(row, client.readToEnd());
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void it_is_decoded_alike_wherever_it_is_split(Row row) {
    List<String> whole = Decoding.of(row.octets());
    int splits = row.sent().length() > LONG ? 0 : row.sent().length();
    for (int at = 1; at < splits; at++) {
      assertThat(Decoding.of(row.octets(), at)).as("split at " + at).isEqualTo(whole);
    }
    Random random = new Random(row.sent().hashCode());
    for (int i = 0; i < 20; i++) {
      assertThat(Decoding.atRandom(row.octets(), random)).isEqualTo(whole);
    }
  }

  private Mono<Response> echo(Request request) {
    served.add(request.target());
    return request
        .text()
        .map(text -> Response.text(
            request.method() + " " + request.target() + " [" + text + "] " + request.headers()));
  }

  private void check(Row row, String transcript) {
    List<Integer> statuses = new ArrayList<>();
    for (Matcher matcher = STATUS.matcher(transcript); matcher.find(); ) {
      statuses.add(Integer.parseInt(matcher.group(1)));
    }
    assertThat(transcript).contains(row.told()).contains("\r\ndate: ");
    if (row.isServed()) {
      assertThat(statuses).containsExactly(row.status(), 200);
      assertThat(served).hasSize(2).contains("/behind");
    } else {
      assertThat(statuses).containsExactly(row.status());
      assertThat(served).doesNotContain("/behind", "/smuggled");
      assertThat(transcript)
          .contains("connection: close", "application/problem+json", "(expected: ");
    }
  }
}
