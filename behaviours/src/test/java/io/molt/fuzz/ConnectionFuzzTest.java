package io.molt.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.fuzz.ConnectionFuzz.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The short form; {@code -Dfuzz.seconds=1800} makes it the long one, and {@code -Dfuzz.seed=…} begins elsewhere. Buffers that
 * leak are found by the leak gate around every test class.
 */
class ConnectionFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 5));
  private static final long SEED = Long.getLong("fuzz.seed", 1L);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void nothing_that_a_client_sends_harms_the_server(Dialect dialect, TestReporter report)
      throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (Victim victim = new Victim()) {
      ConnectionFuzz fuzz = new ConnectionFuzz(victim.port(), dialect, SEED);
      List<String> failures = fuzz.run(TIME);
      report.publishEntry(
          dialect.toString(),
          fuzz.connections() + " connections, " + fuzz.answers() + " whole answers, "
              + victim.begun() + " requests");
      assertThat(failures).isEmpty();
      assertThat(fuzz.answers()).as("whole answers").isPositive();
      assertThat(victim.begun()).as("requests that reached the app").isPositive();
      assertThat(hello(victim.port())).isEqualTo("hello");
      awaitNoneUnderWay(victim);
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("ERROR").doesNotContain("WARN");
  }

  private static String hello(int port) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
        .timeout(PATIENCE)
        .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private static void awaitNoneUnderWay(Victim victim) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (victim.underWay() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(victim.underWay()).as("requests that never ended").isZero();
  }
}
