package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** The threads that may be blocked end with their service. */
class BlockingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void a_thousand_services_leave_no_thread_behind() {
    for (int i = 0; i < 1000; i++) {
      Service service =
          Service.of(request -> Response.ok(), Schedulers.parallel(), Clock.systemUTC());
      RequestContext context =
          RequestContext.create(service, Connection.IN_MEMORY, Headers.empty(), Runnable::run);
      int n = i;
      assertThat(context.blocking(() -> n).block(PATIENCE)).isEqualTo(n);
      service.stop();
    }

    awaitNoThreads();
    assertThat(blockingThreads()).isZero();
  }

  @Test
  void service_that_stops_on_an_event_loop_waits_for_no_file_that_is_read() throws Exception {
    Service service =
        Service.of(request -> Response.ok(), Schedulers.parallel(), Clock.systemUTC());
    RequestContext context =
        RequestContext.create(service, Connection.IN_MEMORY, Headers.empty(), Runnable::run);
    Interruption interruption = new Interruption();
    context.blocking(interruption::read).subscribe();

    interruption.expectAside(service::stop);

    assertThatThrownBy(() -> context.blocking(() -> 1).block(PATIENCE))
        .isInstanceOf(OverloadedException.class);
    awaitNoThreads();
    assertThat(blockingThreads()).isZero();
  }

  private static void awaitNoThreads() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (blockingThreads() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static long blockingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("molt-blocking-"))
        .count();
  }
}
