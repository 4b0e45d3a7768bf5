package io.molt.benchmarks.trials;

import io.molt.benchmarks.load.Latencies;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that behaves, and measures how long it is kept waiting. */
final class Prober extends Thread {
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int PAUSE_MILLIS = 2;

  private final int port;
  private final Latencies latencies = new Latencies();
  private volatile boolean done;
  private volatile int failures;

  Prober(int port) {
    super("prober");
    this.port = port;
    setDaemon(true);
  }

  @Override
  public void run() {
    while (!done) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        probe(socket);
      } catch (IOException failed) {
        failures++;
      } catch (InterruptedException interrupted) {
        return;
      }
    }
  }

  /** Returns what was measured, and ends. */
  Latencies end() throws InterruptedException {
    done = true;
    join(TIMEOUT_MILLIS);
    return latencies;
  }

  int failures() {
    return failures;
  }

  private void probe(Socket socket) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    while (!done) {
      long start = System.nanoTime();
      socket.getOutputStream().write(REQUEST);
      if (Answers.read(in) != 200) {
        failures++;
      }
      latencies.add(System.nanoTime() - start);
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
