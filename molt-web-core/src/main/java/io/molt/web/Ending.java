package io.molt.web;

import io.molt.web.server.Server;
import io.molt.web.server.Shutdown;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does when it is told to end: the first signal drains the server and exits with 0, the second cuts
 * that short, the third does not even wait for shutdown hooks.
 */
final class Ending implements ObjIntConsumer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);
  private static final int SIGNALLED = 128;
  private static final int CLEAN_UP_MILLIS = 10_000;

  private final Jvm jvm;
  private final Server server;
  private final Shutdown shutdown;
  private final Thread caller;
  private final AtomicInteger signals = new AtomicInteger();

  /**
   * Ends that server in that way.
   *
   * @param caller the thread that started it, and may have something to clean up behind it
   */
  Ending(Jvm jvm, Server server, Shutdown shutdown, Thread caller) {
    this.jvm = jvm;
    this.server = server;
    this.shutdown = shutdown;
    this.caller = caller;
  }

  @Override
  public void accept(String name, int number) {
    switch (signals.incrementAndGet()) {
      case 1 -> drain(name);
      case 2 -> cutShort(name, SIGNALLED + number);
      default -> jvm.halt().accept(SIGNALLED + number);
    }
  }

  /** Drains as the JVM ends by itself, where signals cannot be heard. */
  void atExit() {
    if (signals.getAndIncrement() == 0) {
      server.stop();
    }
  }

  private void drain(String name) {
    Duration atMost = shutdown.readinessWait().plus(shutdown.grace());
    LOG.info("SIG{}: stops within {} ms; one more stops at once", name, atMost.toMillis());
    server.stop();
    awaitCaller();
    if (signals.get() == 1) {
      jvm.exit().accept(0);
    }
  }

  private void cutShort(String name, int code) {
    LOG.warn("SIG{} again: stops at once", name);
    server.stop(Duration.ZERO);
    jvm.exit().accept(code);
  }

  private void awaitCaller() {
    try {
      caller.join(CLEAN_UP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
