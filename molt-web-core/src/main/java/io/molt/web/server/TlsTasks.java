package io.molt.web.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does the long sums of handshakes, so that the event loops can go on with the connections that are past theirs. When
 * there are more than fit, the event loop that brings one does it itself, which slows down the taking of new ones.
 */
final class TlsTasks implements Executor, AutoCloseable {
  private static final int WAITING = 1024;
  private static final int IDLE_SECONDS = 30;

  private final AtomicInteger count = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  TlsTasks(int size) {
    threads = new ThreadPoolExecutor(
        size,
        size,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(WAITING),
        this::thread,
        new ThreadPoolExecutor.CallerRunsPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  private Thread thread(Runnable tasks) {
    Thread thread = new Thread(tasks, "molt-tls-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
