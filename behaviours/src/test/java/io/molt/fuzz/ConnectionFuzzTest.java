package io.molt.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The short form; {@code -Dfuzz.seconds=1800} makes it the long one, and {@code -Dfuzz.seed=…} begins elsewhere. Buffers that
 * leak are found by the leak gate around every test class.
 */
class ConnectionFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 3));
  private static final long SEED = Long.getLong("fuzz.seed", 1L);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void nothing_that_a_client_sends_harms_the_server(Dialect dialect) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (Victim victim = new Victim(dialect.secure);
        Attacker attacker = dialect.attacker(victim.port())) {
      ConnectionFuzz fuzz = new ConnectionFuzz(attacker, dialect, SEED);
      List<String> failures = fuzz.run(TIME);
      // A run that attacked next to nothing would pass, too: how much it was is for people to see.
      System.out.println(dialect + ": " + fuzz.connections() + " connections, " + fuzz.answers()
          + " whole answers, " + victim.begun() + " requests");
      assertThat(failures).isEmpty();
      assertThat(fuzz.answers()).as("whole answers").isPositive();
      assertThat(victim.begun() > 0).as("requests reach the app").isEqualTo(dialect.reachesApp);
      assertThat(stillAnswers(dialect, victim.port()))
          .as("answers to a sound request")
          .isPositive();
      awaitNoneUnderWay(victim);
    } finally {
      System.setErr(before);
    }
    assertThat(complaints(log)).as(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static List<String> complaints(ByteArrayOutputStream log) {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("ERROR") || line.contains("WARN"))
        // How long a loop was kept depends on what else the machine does.
        .filter(line -> !line.contains("has kept the event loop"))
        .toList();
  }

  private static int stillAnswers(Dialect dialect, int port) throws Exception {
    try (Attacker friend = dialect.sound().attacker(port)) {
      return friend.ask();
    }
  }

  private static void awaitNoneUnderWay(Victim victim) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (victim.underWay() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(victim.underWay()).as("requests that never ended").isZero();
  }
}
