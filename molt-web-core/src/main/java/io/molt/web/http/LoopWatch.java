package io.molt.web.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the event loops of a service, for adapters that have some, and tells which code keeps one for too long. A thread
 * of its own asks each loop to run a task now and then, and looks at the loop's stack if that is not done in time.
 */
public final class LoopWatch {
  private static final int LOOKS = 4;
  private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  private final Duration limit;
  private final Consumer<BlockedLoop> listener;
  private final long look;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private @Nullable Thread thread;
  private volatile boolean closed;

  LoopWatch(Duration limit, Consumer<BlockedLoop> listener) {
    this.limit = limit;
    this.listener = listener;
    this.look = Math.max(SHORTEST_LOOK, limit.toNanos() / LOOKS);
  }

  /** Begins to watch the loop on whose thread this is called, given what runs tasks on it. */
  public Loop add(Executor executor) {
    Loop loop = new Loop(executor, Thread.currentThread());
    loops.add(loop);
    start();
    return loop;
  }

  /** Ends the watch; idempotent. */
  synchronized void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = new Thread(this::run, "molt-loop-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    long before = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(look);
      long now = System.nanoTime();
      // Where this thread did not get to run in time, loops may not have either.
      boolean punctual = now - before < 2 * look;
      before = now;
      loops.forEach(loop -> look(loop, now, punctual));
    }
  }

  private void look(Loop loop, long now, boolean punctual) {
    if (!loop.asked) {
      ask(loop, now);
    } else if (!punctual) {
      loop.askedAt = now;
    } else if (!loop.told && now - loop.askedAt >= limit.toNanos()) {
      loop.culprit(limit).ifPresent(found -> confirm(loop, found));
    }
  }

  private void ask(Loop loop, long now) {
    try {
      loop.ask(now);
    } catch (RejectedExecutionException ended) {
      loops.remove(loop);
    }
  }

  /** Tells of what is found at the same line again. */
  private void confirm(Loop loop, BlockedLoop found) {
    LockSupport.parkNanos(SHORTEST_LOOK);
    boolean same =
        loop.culprit(limit).filter(again -> again.at().equals(found.at())).isPresent();
    if (same && loop.asked) {
      loop.told = true;
      listener.accept(found);
    }
  }

  /** One event loop. */
  public static final class Loop implements Runnable {
    private final Executor executor;
    private final Thread thread;
    private final AtomicReference<@Nullable Request> current = new AtomicReference<>();
    private volatile boolean asked;
    private long askedAt;
    private boolean told;

    private Loop(Executor executor, Thread thread) {
      this.executor = executor;
      this.thread = thread;
    }

    /** Takes note that the handler of a request is called now. */
    public void begin(Request request) {
      current.lazySet(request);
    }

    /** Takes note that the call of the handler has returned. */
    public void end() {
      current.lazySet(null);
    }

    /** Runs on the loop: it is not blocked. */
    @Override
    public void run() {
      asked = false;
    }

    private void ask(long now) {
      asked = true;
      askedAt = now;
      told = false;
      executor.execute(this);
    }

    private Optional<BlockedLoop> culprit(Duration limit) {
      return BlockedLoop.of(thread, work(), limit);
    }

    private String work() {
      Request request = current.get();
      return request == null
          ? "a task"
          : request.method() + " " + request.context().pattern().orElse(request.rawPath());
    }
  }
}
