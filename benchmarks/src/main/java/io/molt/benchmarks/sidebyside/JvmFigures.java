package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * What the probe in a server's JVM tells.
 *
 * @param allocated bytes allocated so far
 * @param classes classes loaded
 */
record JvmFigures(long allocated, long classes) {
  /** Asks the probe at a port. */
  static JvmFigures ask(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      byte[] line = socket.getInputStream().readAllBytes();
      return of(new String(line, StandardCharsets.US_ASCII));
    }
  }

  static JvmFigures of(String line) throws IOException {
    return new JvmFigures(number(line, "allocated"), number(line, "classes"));
  }

  private static long number(String line, String name) throws IOException {
    for (String pair : line.strip().split(" ")) {
      if (pair.startsWith(name + "=")) {
        return Long.parseLong(pair.substring(name.length() + 1));
      }
    }
    throw new IOException("probe: no " + name + " in \"" + line.strip() + "\"");
  }
}
