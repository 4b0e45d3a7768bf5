package io.molt.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      boolean odd = requests.incrementAndGet() % 2 != 0;
      exchange.sendResponseHeaders(odd ? 200 : 503, -1);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void what_is_due_is_sent_and_no_more() throws IOException {
    try (Load load = new Load(server.getAddress().getPort())) {
      Results results = load.add(new Plan(Plan.get("/"), 200, 2, PATIENCE));

      double seconds = load.run(0.5);

      long sent = results.lag().count();
      assertThat(sent).isBetween(1L, (long) (seconds * 200) + 1);
      assertThat(requests.get()).isBetween(1, (int) sent);
    }
  }

  @Test
  void answers_are_counted_by_status() throws IOException {
    try (Load load = new Load(server.getAddress().getPort())) {
      Results results = load.add(new Plan(Plan.get("/"), 0, 1, PATIENCE));

      while (results.answered(503).count() == 0) {
        load.run(0.1);
      }

      assertThat(results.answered(200).count() - results.answered(503).count()).isBetween(0L, 1L);
      assertThat(results.failed()).isZero();
    }
  }

  @Test
  void request_that_waits_for_a_connection_counts_its_wait() throws IOException {
    server.removeContext("/");
    server.createContext("/", exchange -> {
      pause();
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    try (Load load = new Load(server.getAddress().getPort())) {
      Results results = load.add(new Plan(Plan.get("/"), 1000, 1, PATIENCE));

      while (results.answered(200).count() < 3) {
        load.run(0.1);
      }

      // The second was due after a millisecond, but had to wait for the first one's answer.
      assertThat(results.answered(200).millis(1)).isGreaterThan(2 * 50 - 2);
      assertThat(results.failed()).isZero();
    }
  }

  @Test
  void request_that_is_not_answered_in_time_is_given_up() throws IOException {
    server.removeContext("/");
    server.createContext("/", exchange -> {});
    try (Load load = new Load(server.getAddress().getPort())) {
      Results results = load.add(new Plan(Plan.get("/"), 10, 1, TimeUnit.MILLISECONDS.toNanos(1)));

      while (results.failed() == 0) {
        load.run(0.1);
      }

      assertThat(results.answered(200).count()).isZero();
    }
  }

  @Test
  void turn_lasts_until_all_that_was_due_in_it_is_answered() throws IOException {
    server.removeContext("/");
    server.createContext("/", exchange -> {
      pause();
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    try (Load load = new Load(server.getAddress().getPort())) {
      Results results = load.add(new Plan(Plan.get("/"), 50, 1, PATIENCE));
      Slices slices = new Slices(0.1);

      load.run(0.01, slices);

      // One connection takes five times 50 ms for them, more than twice as long as the turn.
      assertThat(results.failed()).isZero();
      assertThat(slices.owed()).isZero();
      assertThat(results.answered(200).count()).isGreaterThanOrEqualTo(5);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
