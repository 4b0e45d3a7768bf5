package io.molt.web.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A piece of code that has kept an event loop, and all connections on it, for too long.
 *
 * @param work the request whose handler it is, such as {@code GET /users/{id}}, or other words where that is not known
 * @param at the line: the innermost one of the application's own code
 * @param call what that line calls, as class and method
 * @param atLeast how long it has been, at least
 * @param waits whether it waits for something, a lock, another thread, a socket or a file; else it computes
 * @param stack the whole stack, the innermost frame first
 */
public record BlockedLoop(
    String work,
    StackTraceElement at,
    String call,
    Duration atLeast,
    boolean waits,
    List<StackTraceElement> stack) {
  private static final Set<Thread.State> WAITING =
      Set.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);
  // What reads sockets, files and names of hosts is running, as the JVM sees it.
  private static final List<String> WAITS_NATIVELY = List.of("java.io.", "java.net.", "sun.nio.");
  private static final List<String> FOREIGN = List.of(
      "java.",
      "javax.",
      "jdk.",
      "sun.",
      "com.sun.",
      "io.netty.",
      "reactor.",
      "org.reactivestreams.",
      "org.slf4j.",
      "ch.qos.logback.",
      "org.apache.logging.",
      "io.molt.web.");

  /** Copies the stack. */
  public BlockedLoop {
    stack = List.copyOf(stack);
  }

  /**
   * Returns what keeps a thread at this moment, or empty if no code of an application does: the thread is idle, or busy
   * for the framework.
   *
   * @param work what the thread is known to work on
   * @param atLeast how long it has been at it
   */
  public static Optional<BlockedLoop> of(Thread thread, String work, Duration atLeast) {
    Thread.State state = thread.getState();
    List<StackTraceElement> stack = List.of(thread.getStackTrace());
    int at = ownLine(stack);
    if (at < 0) {
      return Optional.empty();
    }
    StackTraceElement called = stack.get(Math.max(0, at - 1));
    String call = called.getClassName() + "." + called.getMethodName();
    boolean waits = WAITING.contains(state) || waitsNatively(stack.get(0));
    return Optional.of(new BlockedLoop(work, stack.get(at), call, atLeast, waits, stack));
  }

  /** Returns one line: what, how long, where, and what is expected. */
  @Override
  public String toString() {
    return work + " has kept the event loop for " + atLeast.toMillis() + " ms at " + line(at)
        + ", in " + call + " (expected: an answer at once; request.blocking(..) runs what blocks)";
  }

  // Without the name of a class loader, which a frame begins with.
  private static String line(StackTraceElement frame) {
    return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
        + frame.getLineNumber() + ")";
  }

  /** Returns the innermost frame of the code that the outermost frame of an application belongs to; -1 if none does. */
  private static int ownLine(List<StackTraceElement> stack) {
    int outermost = stack.size() - 1;
    while (outermost >= 0 && startsWithAny(stack.get(outermost), FOREIGN)) {
      outermost--;
    }
    if (outermost < 0) {
      return -1;
    }
    String own = rootOf(stack.get(outermost).getClassName());
    int innermost = 0;
    while (!isOf(own, stack.get(innermost))) {
      innermost++;
    }
    return innermost;
  }

  private static boolean isOf(String root, StackTraceElement frame) {
    return rootOf(frame.getClassName()).equals(root) && !startsWithAny(frame, FOREIGN);
  }

  /** Returns the first two parts of a class name, or all but the last: what belongs together begins alike. */
  private static String rootOf(String className) {
    int first = className.indexOf('.');
    int second = className.indexOf('.', first + 1);
    return className.substring(0, Math.max(first, second) + 1);
  }

  private static boolean waitsNatively(StackTraceElement frame) {
    return frame.isNativeMethod() && startsWithAny(frame, WAITS_NATIVELY);
  }

  private static boolean startsWithAny(StackTraceElement frame, List<String> prefixes) {
    return prefixes.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
