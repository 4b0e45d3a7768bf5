package io.molt.benchmarks.trials;

import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Thousands of connections that are kept alive: what each costs while it is idle, and whether all are served when they
 * are not. Arguments: the port; the server's process id; how many.
 *
 * <p>Exits with 1 if one costs more than 8 KB, or is not served.
 */
public final class IdleConnections {
  private static final double MOST_KILOBYTES = 8;
  private static final int WARM_UP = 500;
  private static final int PER_ADDRESS = 1000;
  private static final int ROUNDS = 3;
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final PrintStream OUT = System.out;

  private IdleConnections() {}

  /** Opens them, measures, and has all of them ask again. */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    ServerProcess server = new ServerProcess(Long.parseLong(args[1]));
    int count = Integer.parseInt(args[2]);
    close(open(port, WARM_UP));
    Thread.sleep(1000);
    long heap = server.liveKilobytes();
    long before = server.residentKilobytes();
    List<Socket> sockets = open(port, count);
    Thread.sleep(1000);
    double each = (server.residentKilobytes() - before) / (double) count;
    double live = (server.liveKilobytes() - heap) / (double) count;
    OUT.printf("%d idle: RSS %.2f KB each, live heap %.2f KB each%n", count, each, live);
    boolean served = serve(sockets);
    close(sockets);
    if (each > MOST_KILOBYTES) {
      OUT.printf("FAILED: %.2f KB each (expected: at most %.0f KB)%n", each, MOST_KILOBYTES);
    }
    System.exit(served && each <= MOST_KILOBYTES ? 0 : 1);
  }

  private static List<Socket> open(int port, int count) throws IOException {
    List<Socket> sockets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress("127.0.0." + (2 + i / PER_ADDRESS), 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.getOutputStream().write(REQUEST);
      Answers.read(socket.getInputStream());
      sockets.add(socket);
    }
    return sockets;
  }

  /** All of them have a request under way at the same time, several times over. */
  private static boolean serve(List<Socket> sockets) throws IOException {
    int failed = 0;
    long start = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      for (Socket socket : sockets) {
        socket.getOutputStream().write(REQUEST);
      }
      for (Socket socket : sockets) {
        failed += Answers.read(socket.getInputStream()) == 200 ? 0 : 1;
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    OUT.printf(
        "%d active: %d rounds of a request each in %.1f s, %d failed%n",
        sockets.size(), ROUNDS, seconds, failed);
    return failed == 0;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
