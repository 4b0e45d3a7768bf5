package io.molt.web.adaptive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.ConcurrencyLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the limits make of a service whose database answers so many calls at a time. */
class AdaptiveLimitsTest {

  /** Requests wait for one of 20 connections, each of which takes 10 ms for a call. */
  private static final class Service {
    private static final int CONNECTIONS = 20;
    private static final long CALL = Duration.ofMillis(10).toNanos();
    private static final long STEP = Duration.ofMillis(5).toNanos();

    private final ConcurrencyLimit limit;
    private long now;
    private double speed = 1;

    Service(ConcurrencyLimit limit) {
      this.limit = limit;
    }

    /** Lets so much time pass with as many requests as are offered, or admitted. */
    void run(Duration time, int offered) {
      long end = now + time.toNanos();
      while (now < end) {
        int inFlight = Math.min(offered, limit.current());
        long took = (long) (CALL / speed * Math.max(1.0, (double) inFlight / CONNECTIONS));
        limit.sample(now, took, inFlight, false);
        now += STEP;
      }
    }

    void drop() {
      limit.sample(now, CALL, limit.current(), true);
      now += STEP;
    }
  }

  private static final int PLENTY = 10_000;

  @Test
  void gradient_grows_while_nothing_waits() {
    Service service = new Service(Gradient.defaults().withInitial(16).get());

    service.run(Duration.ofSeconds(30), 15);

    assertThat(service.limit.current()).isGreaterThan(19);
  }

  @Test
  void gradient_settles_near_what_the_service_can_do_at_a_time() {
    Service service = new Service(Gradient.defaults().get());
    service.run(Duration.ofSeconds(20), 10);

    service.run(Duration.ofSeconds(60), PLENTY);

    assertThat(service.limit.current()).isBetween(20, 60);
  }

  @Test
  void gradient_shrinks_when_the_service_becomes_slow() {
    Service service = new Service(Gradient.defaults().get());
    service.run(Duration.ofSeconds(20), 10);
    service.run(Duration.ofSeconds(20), PLENTY);
    int before = service.limit.current();

    service.speed = 0.25;
    service.run(Duration.ofSeconds(5), PLENTY);

    assertThat(service.limit.current()).isLessThan(before);
  }

  @Test
  void aimd_grows_while_requests_are_in_time_and_shrinks_when_they_are_not() {
    Service service =
        new Service(Aimd.defaults().withSlow(Duration.ofMillis(30)).get());

    service.run(Duration.ofSeconds(60), PLENTY);

    // 30 ms is the time of 60 requests on 20 connections.
    assertThat(service.limit.current()).isBetween(50, 65);
  }

  @Test
  void aimd_shrinks_when_a_deadline_passes() {
    Service service = new Service(Aimd.defaults().get());
    service.run(Duration.ofSeconds(1), PLENTY);
    int before = service.limit.current();

    service.drop();
    service.run(Duration.ofMillis(200), 5);

    assertThat(service.limit.current()).isLessThan(before);
  }

  @Test
  void limits_stay_within_their_bounds() {
    Service small = new Service(Gradient.defaults().withMax(70).get());
    small.run(Duration.ofSeconds(10), 20);
    small.run(Duration.ofSeconds(10), 70);
    Service slow = new Service(Aimd.defaults().withSlow(Duration.ofMillis(1)).get());
    slow.run(Duration.ofSeconds(10), PLENTY);

    assertThat(small.limit.current()).isLessThanOrEqualTo(70);
    assertThat(slow.limit.current()).isEqualTo(16);
  }

  @Test
  void each_service_has_a_limit_of_its_own() {
    Gradient gradient = Gradient.defaults();

    assertThat(gradient.get()).isNotSameAs(gradient.get());
  }

  @ParameterizedTest
  @CsvSource({"0, 64, 1024", "65, 64, 1024", "16, 64, 63"})
  void bounds_out_of_order_are_told(int min, int initial, int max) {
    String message = "min, initial, max: " + min + ", " + initial + ", " + max
        + " (expected: 1 <= min <= initial <= max)";

    assertThatThrownBy(() -> new Gradient(min, initial, max, 1.5)).hasMessage(message);
    assertThatThrownBy(() -> new Aimd(min, initial, max, Duration.ofSeconds(1), 0.9))
        .hasMessage(message);
  }

  @Test
  void other_numbers_out_of_range_are_told() {
    assertThatThrownBy(() -> Gradient.defaults().withTolerance(0.9))
        .hasMessage("tolerance: 0.9 (expected: >= 1)");
    assertThatThrownBy(() -> Aimd.defaults().withSlow(Duration.ZERO))
        .hasMessage("slow: PT0S (expected: > 0)");
    assertThatThrownBy(() -> Aimd.defaults().withBackoff(1))
        .hasMessage("backoff: 1.0 (expected: 0.5 to below 1)");
  }
}
