package io.molt.web.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the event loops of a service, for adapters that have some: tells which code keeps one for too long, and has
 * requests be refused that come to one with too much to do. A thread of its own asks each loop to run a task now and then,
 * and sees how long that takes, and the loop's stack if it takes too long.
 */
public final class LoopWatch {
  private static final int LOOKS = 4;
  private static final long SHORTEST_LOOK = TimeUnit.MILLISECONDS.toNanos(10);

  // Fewer than that may be slow for themselves, as the first ones are; others need not suffer for
  // it.
  private static final int MANY = 32;
  // Until then code is interpreted for the most part: what is slow is the JVM, and passes.
  private static final int WARM = 2000;
  // An idle loop need not be asked as often as a busy one.
  private static final int IDLE_LOOKS = 10;

  private final Duration limit;
  private final long maxWait;
  private final Consumer<BlockedLoop> listener;
  private final long look;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private long lookedAt;
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * Creates one.
   *
   * @param limit how long code may keep a loop; zero for as long as it likes
   * @param maxWait how long requests may wait for a loop behind others; zero for as long as it takes
   */
  LoopWatch(Duration limit, Duration maxWait, Consumer<BlockedLoop> listener) {
    this.limit = limit;
    this.maxWait = maxWait.toNanos();
    this.listener = listener;
    this.look = Math.max(SHORTEST_LOOK, shortest(limit, maxWait).toNanos() / LOOKS);
  }

  private static Duration shortest(Duration one, Duration other) {
    if (one.isZero() || other.isZero()) {
      return one.plus(other);
    }
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Begins to watch the loop on whose thread this is called, given what runs tasks on it. */
  public Loop add(Executor executor) {
    Loop loop = watched(executor);
    start();
    return loop;
  }

  /** Adds the loop on whose thread this is called, and leaves it to the caller to {@link #look(long)}. */
  Loop watched(Executor executor) {
    Loop loop = new Loop(executor, Thread.currentThread());
    loops.add(loop);
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
    lookedAt = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(look);
      look(System.nanoTime());
    }
  }

  /** Looks at each loop once. */
  void look(long now) {
    // Where this thread did not get to run in time, loops may not have either.
    boolean punctual = now - lookedAt < 2 * look;
    lookedAt = now;
    loops.forEach(loop -> look(loop, now, punctual));
  }

  private void look(Loop loop, long now, boolean punctual) {
    loop.see(punctual);
    if (!loop.asked) {
      if (loop.isWorthAsking()) {
        ask(loop, now);
      }
    } else if (!punctual) {
      loop.askedAt = now;
    } else {
      judge(loop, now - loop.askedAt);
    }
  }

  private void judge(Loop loop, long waited) {
    if (maxWait > 0 && loop.busyLooks * look >= maxWait && loop.isLaden()) {
      loop.behind = true;
    }
    if (!limit.isZero() && !loop.told && waited >= limit.toNanos()) {
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
    private static final AtomicIntegerFieldUpdater<Loop> BEGUN =
        AtomicIntegerFieldUpdater.newUpdater(Loop.class, "begun");

    private final Executor executor;
    private final Thread thread;
    private final AtomicReference<@Nullable Request> current = new AtomicReference<>();
    private volatile boolean asked;
    private volatile boolean behind;
    // Written by the loop alone.
    private volatile int begun;
    private int begunBefore;
    private int begunSeen;
    private int busyLooks;
    private boolean warm;
    private int idleLooks;
    private long askedAt;
    private boolean told;

    private Loop(Executor executor, Thread thread) {
      this.executor = executor;
      this.thread = thread;
    }

    /** Takes note that the handler of a request is called now, and tells the request if the loop has too much to do. */
    public void begin(Request request) {
      current.lazySet(request);
      BEGUN.lazySet(this, begun + 1);
      if (behind) {
        request.context().behind();
      }
    }

    /** Takes note that the call of the handler has returned. */
    public void end() {
      current.lazySet(null);
    }

    /** Runs on the loop: it is not blocked, and through with what it had to do. */
    @Override
    public void run() {
      behind = false;
      asked = false;
    }

    /**
     * Counts a look before which requests were begun. At others the loop is held up, by one that blocks or by another
     * process: how long that takes says nothing of how much there is to do.
     */
    private void see(boolean punctual) {
      int now = begun;
      if (punctual && now != begunSeen) {
        busyLooks++;
      }
      begunSeen = now;
    }

    private boolean isLaden() {
      return warm && begunSinceAsked() >= MANY;
    }

    private boolean isWorthAsking() {
      return begunSinceAsked() > 0 || ++idleLooks >= IDLE_LOOKS;
    }

    private int begunSinceAsked() {
      return begun - begunBefore;
    }

    private void ask(long now) {
      asked = true;
      askedAt = now;
      begunBefore = begun;
      busyLooks = 0;
      warm |= begun >= WARM;
      idleLooks = 0;
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
