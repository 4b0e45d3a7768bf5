package io.molt.benchmarks.restarts;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.netty.http.HttpProtocol;

/**
 * Restarts two instances in turn, each a JVM of its own that is told to end by a signal, while clients keep asking both.
 * Ends with an error if any request failed.
 *
 * <p>Arguments, each with a default: the number of restarts (20), that of clients (32), the protocol (HTTP11, H2C, H2,
 * HTTP3).
 */
public final class RollingRestarts {
  private static final int INSTANCES = 2;
  private static final long BETWEEN_MILLIS = 1_000;
  // Clients that have only just started are seconds late to see what their connections tell them.
  private static final long WARM_UP = 10_000;
  private static final long PATIENCE_SECONDS = 60;

  private final PrintStream out = System.out;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Process> instances = new ArrayList<>();
  private final Tally tally = new Tally();
  private final HttpProtocol protocol;

  private RollingRestarts(HttpProtocol protocol) {
    this.protocol = protocol;
  }

  /** Runs it and exits: with 0 if no request failed, else with 1. */
  public static void main(String[] args) throws Exception {
    int restarts = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int clients = args.length > 1 ? Integer.parseInt(args[1]) : 32;
    HttpProtocol protocol = HttpProtocol.valueOf(args.length > 2 ? args[2] : "HTTP11");
    System.exit(new RollingRestarts(protocol).run(restarts, clients) ? 0 : 1);
  }

  private boolean run(int restarts, int clients) throws Exception {
    try {
      for (int i = 0; i < INSTANCES; i++) {
        ports.add(freePort());
        instances.add(start(ports.get(i)));
      }
      Disposable load = new Load(sender(), ports, tally).start(clients);
      while (tally.answers() < WARM_UP) {
        Thread.sleep(BETWEEN_MILLIS);
      }
      for (int i = 0; i < restarts; i++) {
        Thread.sleep(BETWEEN_MILLIS);
        restart(i, i % INSTANCES);
      }
      Thread.sleep(BETWEEN_MILLIS);
      load.dispose();
      out.println(protocol + ", " + restarts + " restarts, " + clients + " clients: " + tally);
      return tally.failures() == 0;
    } finally {
      instances.forEach(Process::destroyForcibly);
    }
  }

  private Sender sender() {
    return protocol == HttpProtocol.HTTP3 ? new Http3Sender() : new PooledSender(protocol);
  }

  private void restart(int number, int which) throws Exception {
    Process old = instances.get(which);
    long begun = System.nanoTime();
    old.destroy();
    if (!old.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("instance " + which + " did not end");
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    instances.set(which, start(ports.get(which)));
    out.println("restart " + (number + 1) + ": ended after " + millis + " ms, status "
        + old.exitValue() + "; so far " + tally);
  }

  private Process start(int port) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Instance.class.getName(),
        Integer.toString(port)));
    if (protocol == HttpProtocol.H2 || protocol == HttpProtocol.HTTP3) {
      command.add("tls");
    }
    Process instance = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!isListening(port)) {
      if (!instance.isAlive() || System.nanoTime() > end) {
        throw new IllegalStateException("no instance listens on " + port);
      }
      Thread.sleep(20);
    }
    return instance;
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
