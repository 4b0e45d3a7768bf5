package io.molt.fuzz;

import java.io.IOException;
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

  /** What is spoken, or nearly. */
  enum Dialect {
    HTTP_1(Corpus.HTTP_1) {
      @Override
      int check(byte[] answers) {
        return Answers.checkHttp1(answers);
      }
    },
    HTTP_2(Corpus.HTTP_2) {
      @Override
      int check(byte[] answers) {
        // A preface that is damaged makes it HTTP/1.1, or nothing.
        boolean text = answers.length > 4 && answers[0] == 'H' && answers[1] == 'T';
        return text ? Answers.checkHttp1(answers) : Answers.checkHttp2(answers);
      }
    };

    final List<byte[]> corpus;

    Dialect(List<byte[]> corpus) {
      this.corpus = corpus;
    }

    abstract int check(byte[] answers);
  }

  private final int port;
  private final Dialect dialect;
  private final AtomicLong seeds;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong answers = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  ConnectionFuzz(int port, Dialect dialect, long firstSeed) {
    this.port = port;
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
    byte[] bytes = new Mutator(random.split()).next(dialect.corpus);
    Assault.Ending[] endings = Assault.Ending.values();
    Assault assault =
        new Assault(bytes, random.nextLong(), endings[random.nextInt(endings.length)]);
    connections.incrementAndGet();
    try {
      answers.addAndGet(dialect.check(assault.on(port)));
    } catch (IOException | RuntimeException failed) {
      failures.add(dialect + " seed " + seed + " " + assault.ending() + ": " + failed + "\n"
          + Base64.getEncoder().encodeToString(bytes));
    }
  }
}
