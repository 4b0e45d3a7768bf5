package io.molt.web.http;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes the threads that may be blocked: virtual ones where the JVM has them. They do not keep the JVM alive. */
final class BlockingThreads {
  private static final String NAME = "molt-blocking-";
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private BlockingThreads() {}

  /** Returns a thread for each task, as many as there are tasks: whoever hands tasks over limits them. */
  static ExecutorService create() {
    ExecutorService virtual = virtual();
    return virtual == null ? pool() : virtual;
  }

  // By name, since they came with Java 21.
  private static @Nullable ExecutorService virtual() {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object named = type.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
      Object factory = type.getMethod("factory").invoke(named);
      return (ExecutorService) Executors.class
          .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
          .invoke(null, factory);
    } catch (ReflectiveOperationException absent) {
      // Java 19 and 20 have the methods, and refuse to run them.
      return null;
    }
  }

  private static ExecutorService pool() {
    AtomicLong count = new AtomicLong();
    ThreadFactory factory = task -> {
      Thread thread = new Thread(task, NAME + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_ALIVE.toNanos(),
        TimeUnit.NANOSECONDS,
        new SynchronousQueue<>(),
        factory);
  }
}
