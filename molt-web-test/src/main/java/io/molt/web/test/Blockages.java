package io.molt.web.test;

import io.molt.web.http.BlockedLoop;
import io.molt.web.http.Observer;
import io.molt.web.http.RequestLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Collects what waits on the thread of an event loop. Code that computes for long is none of a test's business: it may be
 * the machine that is slow.
 */
final class Blockages implements Observer {
  private static final Duration LIMIT = Duration.ofMillis(100);
  private static final List<String> LOGGING =
      List.of("org.slf4j.", "ch.qos.logback.", "org.apache.logging.", "java.util.logging.");

  private final Queue<BlockedLoop> found = new ConcurrentLinkedQueue<>();

  /** Returns limits by which blocked loops are told of early, unless they are not to be told of at all. */
  static RequestLimits early(RequestLimits limits) {
    Duration set = limits.blocking().warnAfter();
    return set.compareTo(LIMIT) <= 0
        ? limits
        : limits.withBlocking(blocking -> blocking.withWarnAfter(LIMIT));
  }

  @Override
  public void onBlocked(BlockedLoop blocked) {
    if (blocked.waits() && blocked.stack().stream().noneMatch(Blockages::logs)) {
      found.add(blocked);
    }
  }

  /** Returns whether it is a log that waits: for a console, which is the machine's affair too. */
  private static boolean logs(StackTraceElement frame) {
    return LOGGING.stream().anyMatch(frame.getClassName()::startsWith);
  }

  /** Returns what was found since this was last asked, a line each. */
  List<String> take() {
    List<String> lines = new ArrayList<>();
    for (BlockedLoop next = found.poll(); next != null; next = found.poll()) {
      lines.add(next.toString());
    }
    return lines;
  }
}
