package io.molt.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Load on one server of this machine. The thread that calls {@link #run} is the one that sends and receives; it polls, for
 * a thread that sleeps wakes too late to be on time. Not safe for use by several threads.
 */
public final class Load implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;
  private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final Selector selector;
  private final SocketAddress address;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final List<Target> targets = new ArrayList<>();
  private final Consumer<SelectionKey> ready = this::ready;
  private final Clock clock = new Clock(System::nanoTime);
  private boolean started;
  private long swept;

  /**
   * Creates one that sends nothing yet.
   *
   * @param port where the server listens, on the loopback address
   */
  public Load(int port) throws IOException {
    selector = Selector.open();
    address = new InetSocketAddress("127.0.0.1", port);
  }

  /** Returns what comes of the requests of a plan, which are sent from {@link #run} on. */
  public Results add(Plan plan) {
    Target target = new Target(selector, address, plan, clock);
    targets.add(target);
    return target.results();
  }

  /**
   * Sends and receives for so long. The first time, connects before that; each later time goes on where the last ended,
   * and is to follow at once, as what became due meanwhile counts as late.
   *
   * @return the seconds that it took, connecting left out
   */
  public double run(double seconds) throws IOException {
    if (!started) {
      start();
    }
    long began = clock.now();
    return (runUntil(began + (long) (seconds * 1e9)) - began) / 1e9;
  }

  /**
   * Sends and receives for so long, then for a turn, and then until all that was due in the turn is answered or given up; at
   * most for as long as a connection may take. Connects before that, if it is not done yet.
   */
  public void run(double runUpSeconds, Slices slices) throws IOException {
    if (!started) {
      start();
    }
    slices.begin(clock.now() + (long) (runUpSeconds * 1e9));
    clock.tell(slices);
    targets.forEach(target -> target.results().put(slices));
    runUntil(slices.end());
    long patience = slices.end() + PATIENCE;
    for (long now = clock.now(); slices.owed() > 0 && now < patience; now = clock.now()) {
      turn(now);
    }
    clock.tell(null);
  }

  @Override
  public void close() throws IOException {
    targets.forEach(Target::close);
    selector.close();
  }

  private long runUntil(long end) throws IOException {
    long now = clock.now();
    while (now < end) {
      turn(now);
      now = clock.now();
    }
    return now;
  }

  private void start() throws IOException {
    targets.forEach(Target::connect);
    long end = clock.now() + PATIENCE;
    while (!targets.stream().allMatch(Target::isConnected)) {
      if (clock.now() > end) {
        throw new IOException("not all connections to " + address + " could be made in 30 s");
      }
      selector.select(ready, 10);
    }
    started = true;
    long now = clock.now();
    targets.forEach(target -> target.start(now));
  }

  private void turn(long now) throws IOException {
    for (Target target : targets) {
      target.tick(now);
    }
    if (now - swept > SWEEP) {
      targets.forEach(target -> target.sweep(now));
      swept = now;
    }
    selector.selectNow(ready);
  }

  private void ready(SelectionKey key) {
    ((Connection) key.attachment()).ready(key, buffer);
  }
}
