package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a connection costs in memory while nothing goes on: by how much the server grows with thousands of them, each of
 * which has had one answer. Each server is a new process, that nothing else has been done with.
 */
final class IdleConnections {
  private static final int COUNT = 5000;
  private static final int WARM_UP = 500;
  private static final int PER_ADDRESS = 1000;
  private static final long SETTLE_MILLIS = 1000;
  private static final String END = "Hello, World!";

  private final Options options;
  private final Launcher launcher;
  private final Random random;
  private final Figures figures;
  private final Journal journal;

  IdleConnections(
      Options options, Launcher launcher, Random random, Figures figures, Journal journal) {
    this.options = options;
    this.launcher = launcher;
    this.random = random;
    this.figures = figures;
    this.journal = journal;
  }

  void measure(List<Contender> contenders) throws InterruptedException {
    List<Contender> order = new ArrayList<>(contenders);
    for (int round = 1; round <= options.fewRounds(); round++) {
      journal.progress("idle connections, round " + round);
      Collections.shuffle(order, random);
      for (Contender contender : order) {
        measure(round, contender);
      }
    }
  }

  private void measure(int round, Contender contender) throws InterruptedException {
    List<Socket> sockets = new ArrayList<>();
    try (RunningServer server = launcher.start(contender)) {
      server.awaitAnswer();
      open(server.port(), WARM_UP, sockets);
      close(sockets);
      Thread.sleep(SETTLE_MILLIS);
      ServerProcess process = server.process();
      double heap = process.liveKilobytes();
      double resident = process.residentKilobytes();
      open(server.port(), COUNT, sockets);
      Thread.sleep(SETTLE_MILLIS);
      Cell each = new Cell(Metric.IDLE_RESIDENT, "", contender.name());
      figures.add(each, round, (process.residentKilobytes() - resident) / COUNT);
      figures.add(each.of(Metric.IDLE_HEAP), round, (process.liveKilobytes() - heap) / COUNT);
      close(sockets);
    } catch (IOException failure) {
      journal.trouble(
          contender.name() + ", idle connections: not measured: " + failure.getMessage());
    }
  }

  /** An address has ports for so many only. */
  private static void open(int port, int count, List<Socket> sockets) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      sockets.add(socket);
      socket.bind(new InetSocketAddress("127.0.0." + (2 + i / PER_ADDRESS), 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.getOutputStream().write(Call.get("/plaintext").bytes());
      awaitAnswer(socket);
    }
  }

  private static void awaitAnswer(Socket socket) throws IOException {
    byte[] buffer = new byte[4096];
    int length = 0;
    while (!new String(buffer, 0, length, StandardCharsets.US_ASCII).contains(END)) {
      int count = socket.getInputStream().read(buffer, length, buffer.length - length);
      if (count <= 0) {
        throw new IOException("connection closed before its answer was whole");
      }
      length += count;
    }
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }
}
