package io.molt.benchmarks.trials;

import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All kinds of clients for a while: does the server grow? Arguments: the port; the server's process id; for how many
 * minutes.
 *
 * <p>What it holds is sampled while it works; the last third is compared with the first third after a tenth to warm up.
 * Exits with 1 if it grew, or if a client that behaves was not served.
 */
public final class Soak {
  private static final int SAMPLES = 60;
  private static final double GROWTH = 1.1;
  // Below this, a difference says nothing.
  private static final long NOISE_KILOBYTES = 8 * 1024;
  private static final long NOISE_COUNT = 8;
  private static final PrintStream OUT = System.out;

  /** What a server holds at a moment, in kilobytes and numbers. */
  private record Sample(long live, long resident, long threads, long descriptors) {}

  private Soak() {}

  /** Runs the clients and takes samples. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    ServerProcess server = new ServerProcess(Long.parseLong(args[1]));
    long millis = (long) (Double.parseDouble(args[2]) * 60_000);
    List<SoakClient> clients = SoakClient.all(port);
    clients.forEach(Thread::start);
    Thread.sleep(millis / 10);
    List<Sample> samples = sample(server, millis - millis / 10);
    for (SoakClient client : clients) {
      client.end();
    }
    clients.forEach(OUT::println);
    boolean held = holds(samples);
    boolean served = clients.stream().allMatch(SoakClient::isContent);
    if (!served) {
      OUT.println("FAILED: not every client that behaves was served");
    }
    System.exit(held && served ? 0 : 1);
  }

  private static List<Sample> sample(ServerProcess server, long millis) throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      Thread.sleep(millis / SAMPLES);
      Sample sample = take(server);
      samples.add(sample);
      OUT.printf(
          "%d/%d: live heap %.1f MB, RSS %.1f MB, %d threads, %d file descriptors%n",
          i + 1,
          SAMPLES,
          sample.live() / 1024.0,
          sample.resident() / 1024.0,
          sample.threads(),
          sample.descriptors());
    }
    return samples;
  }

  private static Sample take(ServerProcess server) throws IOException {
    long live = server.liveKilobytes();
    return new Sample(live, server.residentKilobytes(), server.threads(), server.fileDescriptors());
  }

  private static boolean holds(List<Sample> samples) {
    return isFlat("live heap, KB", samples, Sample::live, NOISE_KILOBYTES)
        & isFlat("RSS, KB", samples, Sample::resident, NOISE_KILOBYTES)
        & isFlat("threads", samples, Sample::threads, NOISE_COUNT)
        & isFlat("file descriptors", samples, Sample::descriptors, NOISE_COUNT);
  }

  private static boolean isFlat(
      String name, List<Sample> samples, ToLongFunction<Sample> what, long noise) {
    int third = samples.size() / 3;
    long first = median(samples.subList(0, third), what);
    long last = median(samples.subList(samples.size() - third, samples.size()), what);
    boolean flat = last <= Math.max(first * GROWTH, first + (double) noise);
    OUT.printf("%s%s: %d at first, %d at last%n", flat ? "" : "FAILED: ", name, first, last);
    return flat;
  }

  private static long median(List<Sample> samples, ToLongFunction<Sample> what) {
    long[] sorted = samples.stream().mapToLong(what).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
