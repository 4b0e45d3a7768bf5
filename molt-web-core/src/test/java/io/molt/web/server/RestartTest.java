package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** One JVM in which servers start, answer and stop again and again: nothing of them may stay. */
@Timeout(120)
class RestartTest {
  private static final int WARM_UP = 50;
  private static final int CYCLES = 1_000;
  private static final long HEAP_SLACK = 2L << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void a_thousand_servers_leave_nothing_behind() {
    for (int i = 0; i < WARM_UP; i++) {
      cycle();
    }
    long threads = settled(RestartTest::threads, Long.MAX_VALUE);
    long files = settled(RestartTest::openFiles, Long.MAX_VALUE);
    long direct = directMemory();
    long heap = heap();
    List<Reference<Service>> services = new ArrayList<>();

    for (int i = 0; i < CYCLES; i++) {
      services.add(new WeakReference<>(cycle()));
    }

    assertThat(settled(RestartTest::threads, threads)).isLessThanOrEqualTo(threads);
    assertThat(settled(RestartTest::openFiles, files)).isLessThanOrEqualTo(files);
    assertThat(settled(RestartTest::heap, heap + HEAP_SLACK)).isLessThan(heap + HEAP_SLACK);
    assertThat(services).filteredOn(service -> service.get() != null).isEmpty();
    assertThat(settled(RestartTest::directMemory, direct)).isLessThanOrEqualTo(direct);
  }

  private static Service cycle() {
    Service service = Service.of(
        request -> {
          request.context().spawn(Mono.empty());
          return Response.text("hello");
        },
        Schedulers.parallel(),
        Clock.systemUTC());
    ServerOptions options =
        ServerOptions.defaults().withHost("127.0.0.1").withPort(0).withIoThreads(1);
    Server server = Server.start(service, options);
    try (RawClient client = RawClient.connect(server)) {
      assertThat(client.get("/", "Connection: close").read().content()).isEqualTo("hello");
    }
    server.stop();
    return service;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("molt"))
        .count();
  }

  private static long openFiles() {
    String[] open = new File("/proc/self/fd").list();
    // Elsewhere than on Linux there is no telling.
    return open == null ? 0 : open.length;
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long directMemory() {
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider pool
        ? pool.metric().usedDirectMemory()
        : 0;
  }

  /** Returns a measure once it is no more than it should be, or has not become so for long. */
  private static long settled(LongSupplier measure, long limit) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long now = measure.getAsLong();
    while (now > limit && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      now = measure.getAsLong();
    }
    return now;
  }
}
