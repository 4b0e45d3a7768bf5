package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server in a JVM of its own. Closing it ends it. */
final class RunningServer implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
  private static final long PROBE_PATIENCE = TimeUnit.SECONDS.toNanos(2);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int READ_PATIENCE_MILLIS = 10_000;
  private static final String STATUS = "HTTP/1.1 200";

  private final Contender contender;
  private final Commands commands;
  private final Process process;
  private final int port;
  private final int probe;
  private final Set<String> leftOut = new HashSet<>();

  RunningServer(Contender contender, Commands commands, Process process, int port, int probe) {
    this.contender = contender;
    this.commands = commands;
    this.process = process;
    this.port = port;
    this.probe = probe;
  }

  String name() {
    return contender.name();
  }

  int port() {
    return port;
  }

  ServerProcess process() {
    return new ServerProcess(process.pid());
  }

  /** Asks its probe, which may listen only a moment after the server does. */
  JvmFigures jvm() throws IOException {
    long end = System.nanoTime() + PROBE_PATIENCE;
    while (true) {
      try {
        return JvmFigures.ask(probe);
      } catch (ConnectException notYet) {
        if (System.nanoTime() > end) {
          throw new IOException("no probe on port " + probe, notYet);
        }
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  /** Measures that endpoint no more. */
  void leaveOut(String endpoint) {
    leftOut.add(endpoint);
  }

  boolean serves(String endpoint) {
    return !leftOut.contains(endpoint);
  }

  /** Waits until it answers with 200, asking again and again; fails if it ends, or takes over half a minute. */
  void awaitAnswer() throws IOException {
    long end = System.nanoTime() + PATIENCE;
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException("ended with " + process.exitValue() + " (expected: an answer)");
      }
      if (System.nanoTime() > end) {
        throw new IOException("no answer in half a minute");
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  @Override
  public void close() {
    commands.end(process);
  }

  /** That it is not there yet is no failure. */
  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_PATIENCE_MILLIS);
      socket.getOutputStream().write(Call.get("/plaintext").bytes());
      byte[] status = socket.getInputStream().readNBytes(STATUS.length());
      return STATUS.equals(new String(status, StandardCharsets.US_ASCII));
    } catch (IOException notYet) {
      return false;
    }
  }
}
