package io.molt.fuzz;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Attacks one server over many connections at once, for a while. Each connection is told by its seed: what failed can be
 * repeated.
 */
final class ConnectionFuzz {
  private static final int THREADS = 8;
  private static final int ENOUGH_FAILURES = 10;

  private final Attacker attacker;
  private final Dialect dialect;
  private final AtomicLong seeds;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  ConnectionFuzz(Attacker attacker, Dialect dialect, long firstSeed) {
    this.attacker = attacker;
    this.dialect = dialect;
    this.seeds = new AtomicLong(firstSeed);
  }

  /** Attacks for that long; returns what failed, each with the seed that repeats it. */
  List<String> run(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int i = 0; i < THREADS; i++) {
      threads.execute(() -> {
        while (System.nanoTime() < end && failures.size() < ENOUGH_FAILURES) {
          attack(seeds.getAndIncrement());
        }
      });
    }
    threads.shutdown();
    if (!threads.awaitTermination(time.toSeconds() + 60, TimeUnit.SECONDS)) {
      failures.add("the attack itself hangs");
      threads.shutdownNow();
    }
    return List.copyOf(failures);
  }

  long connections() {
    return connections.get();
  }

  /** Returns how many whole responses, or frames, came back. */
  long answers() {
    return answers.get();
  }

  /** Attacks over one connection. */
  void attack(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes =
        dialect.corpus.isEmpty() ? new byte[0] : new Mutator(random.split()).next(dialect.corpus);
    connections.incrementAndGet();
    try {
      answers.addAndGet(attacker.attack(bytes, random));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Exception failed) {
      failures.add(dialect + " seed " + seed + ": " + failed + "\n"
          + Base64.getEncoder().encodeToString(bytes));
    }
  }
}
