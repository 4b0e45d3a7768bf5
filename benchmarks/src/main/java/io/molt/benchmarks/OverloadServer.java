package io.molt.benchmarks;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Response;
import io.molt.web.server.ServerOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * A service that is easily overloaded, in each of three ways. Arguments: the port, how many calls its database answers at
 * a time, and how long each takes, in milliseconds.
 */
public final class OverloadServer {
  private static final int KILO = 1024;
  private static final byte[] CONTENT = new byte[16 * KILO];
  private static final int DIGESTS_PER_MILLI = 30;

  private OverloadServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    Duration time = Duration.ofMillis(Long.parseLong(args[2]));
    App app = App.create();
    Database database = new Database(Integer.parseInt(args[1]), time, app.scheduler());
    app.get("/database", request -> database.call().map(Response::text))
        .get("/blocking", request -> request.blocking(() -> sleep(time)).map(Response::text))
        .get("/cpu", request -> Response.text(compute((int) time.toMillis())))
        .get("/health", request -> Response.text("fine"), RouteOption.alwaysAdmitted())
        .get("/memory", request -> Response.text(memory()), RouteOption.alwaysAdmitted())
        .listen(ServerOptions.defaults()
            .withPort(Integer.parseInt(args[0]))
            .withRequests(limits -> limits.withBlocking(
                blocking -> blocking.withMaxThreads(Integer.parseInt(args[1])))));
  }

  private static String sleep(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
    return "slept";
  }

  /** Computes for about as many milliseconds on a core of its own. */
  private static String compute(int millis) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < millis * DIGESTS_PER_MILLI; i++) {
        digest.update(CONTENT);
      }
      return "hash " + digest.digest()[0];
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns what is on the heap after a collection, and what the process has of the machine's memory, in MB. */
  private static String memory() throws IOException {
    System.gc();
    long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(usage -> usage != null)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
    String resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .orElse("0");
    return "heap " + heap / KILO / KILO + " MB, resident " + Long.parseLong(resident) / KILO
        + " MB\n";
  }

  /** Answers so many calls at a time, each after the same time; the others wait, however many there are. */
  private static final class Database {
    private final Queue<MonoSink<String>> waiting = new ArrayDeque<>();
    private final int most;
    private final Duration time;
    private final Scheduler scheduler;
    private int running;

    Database(int most, Duration time, Scheduler scheduler) {
      this.most = most;
      this.time = time;
      this.scheduler = scheduler;
    }

    Mono<String> call() {
      return Mono.create(this::begin);
    }

    private synchronized void begin(MonoSink<String> call) {
      if (running < most) {
        running++;
        run(call);
      } else {
        waiting.add(call);
        call.onCancel(() -> forget(call));
      }
    }

    private void run(MonoSink<String> call) {
      Mono.delay(time, scheduler).subscribe(tick -> {
        call.success("found");
        next();
      });
    }

    private synchronized void next() {
      MonoSink<String> call = waiting.poll();
      if (call == null) {
        running--;
      } else {
        run(call);
      }
    }

    private synchronized void forget(MonoSink<String> call) {
      waiting.remove(call);
    }
  }
}
