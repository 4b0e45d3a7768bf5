package io.molt.benchmarks.trials;

import io.molt.benchmarks.load.Latencies;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Thousands of clients that are as slow as they can be, and one that behaves: it must not be kept waiting, and they must
 * be closed on time. Arguments: the port; how many; the seconds that the server waits for a head, for content, and for output to be taken.
 *
 * <p>Exits with 1 if that does not hold.
 */
public final class SlowClients {
  private static final double MOST_MILLIS = 50;
  // Found out up to two looks late, and all told in turn; the clients look once a second.
  private static final double SLACK_SECONDS = 10;
  private static final PrintStream OUT = System.out;

  private SlowClients() {}

  /** Runs one trial after the other. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[1]);
    List<String> failures = new ArrayList<>();
    warmUp(port);
    for (SlowConnections.Kind kind : SlowConnections.Kind.values()) {
      int seconds = Integer.parseInt(args[2 + kind.ordinal()]);
      // Those that are refused, since so many come at once, are left that long to read why.
      int least = Integer.parseInt(args[2]);
      failures.addAll(tryOut(port, kind, count, least, seconds));
    }
    failures.forEach(failure -> OUT.println("FAILED: " + failure));
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  private static void warmUp(int port) throws InterruptedException {
    Prober prober = new Prober(port);
    prober.start();
    Thread.sleep(5000);
    OUT.println("alone: requests " + prober.end());
  }

  private static List<String> tryOut(
      int port, SlowConnections.Kind kind, int count, int least, int seconds) throws Exception {
    Prober prober = new Prober(port);
    prober.start();
    SlowConnections slow = new SlowConnections(port, kind, count);
    slow.run(seconds * 2 + SLACK_SECONDS);
    Latencies latencies = prober.end();
    String name = kind.name().toLowerCase(Locale.ROOT);
    OUT.printf("%s: %s; requests meanwhile %s%n", name, slow, latencies);
    List<String> failures = new ArrayList<>();
    if (latencies.millis(0.99) >= MOST_MILLIS) {
      failures.add(name + ": p99 is not below " + MOST_MILLIS + " ms");
    }
    if (prober.failures() > 0) {
      failures.add(name + ": " + prober.failures() + " requests failed");
    }
    if (slow.open() > 0) {
      failures.add(name + ": " + slow.open() + " connections were not closed");
    }
    if (slow.shortest() < least || slow.longest() > seconds + SLACK_SECONDS) {
      failures.add(name + ": closed before " + least + " s or later than "
          + (seconds + SLACK_SECONDS) + " s");
    }
    return failures;
  }
}
