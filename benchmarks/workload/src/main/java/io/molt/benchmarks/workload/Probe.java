package io.molt.benchmarks.workload;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Tells what only the server's own JVM knows. Each connection to its port gets one line of {@code name=value} pairs, with
 * spaces between them, and is closed:
 *
 * <ul>
 *   <li>{@code allocated}: bytes allocated by all threads so far; from JDK 21 on, threads that have ended count as well
 *   <li>{@code heap}: bytes in use on the heap, garbage included
 *   <li>{@code classes}: classes loaded
 *   <li>{@code gc.count}, {@code gc.millis}: collections so far, and their time in milliseconds
 *   <li>{@code ready.millis}: the age of the JVM when the server was ready, in milliseconds
 * </ul>
 */
public final class Probe {
  /** The system property that holds the port, on the loopback address; without it, there is no probe. */
  public static final String PORT = "io.molt.benchmarks.probe";

  private static final int BACKLOG = 16;

  private final ServerSocket socket;
  private final long ready;
  private final ToLongFunction<ThreadMXBean> allocated = allocated();

  private Probe(ServerSocket socket, long ready) {
    this.socket = socket;
    this.ready = ready;
  }

  /** Listens, in a daemon thread, if there is a port for it. To be called once the server is ready. */
  public static void ready() {
    Integer port = Integer.getInteger(PORT);
    if (port != null) {
      listen(port, System.currentTimeMillis());
    }
  }

  private static void listen(int port, long ready) {
    try {
      ServerSocket socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> new Probe(socket, ready).answer(), "probe");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer() {
    try (socket) {
      while (true) {
        answer(socket.accept());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(Socket connection) throws IOException {
    try (connection) {
      connection.getOutputStream().write((line() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private String line() {
    List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    return String.join(
        " ",
        "allocated=" + allocated.applyAsLong((ThreadMXBean) ManagementFactory.getThreadMXBean()),
        "heap=" + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        "classes=" + ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
        "gc.count=" + sum(collectors, GarbageCollectorMXBean::getCollectionCount),
        "gc.millis=" + sum(collectors, GarbageCollectorMXBean::getCollectionTime),
        "ready.millis=" + (ready - ManagementFactory.getRuntimeMXBean().getStartTime()));
  }

  private static long sum(
      List<GarbageCollectorMXBean> collectors, ToLongFunction<GarbageCollectorMXBean> value) {
    return collectors.stream().mapToLong(value).sum();
  }

  /** Finds by name what JDK 17, for which this is compiled, does not have. */
  private static ToLongFunction<ThreadMXBean> allocated() {
    try {
      MethodHandle total = MethodHandles.publicLookup()
          .findVirtual(
              ThreadMXBean.class,
              "getTotalThreadAllocatedBytes",
              MethodType.methodType(long.class));
      return threads -> invoke(total, threads);
    } catch (NoSuchMethodException older) {
      return Probe::ofLiveThreads;
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static long invoke(MethodHandle total, ThreadMXBean threads) {
    try {
      return (long) total.invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot tell what was allocated", e);
    }
  }

  private static long ofLiveThreads(ThreadMXBean threads) {
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(bytes, 0);
    }
    return sum;
  }
}
