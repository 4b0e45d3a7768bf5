package io.molt.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProbeTest {
  @Test
  void probe_tells_each_connection_what_the_jvm_knows() throws IOException {
    int port = freePort();
    System.setProperty(Probe.PORT, String.valueOf(port));
    try {
      Probe.ready();
    } finally {
      System.clearProperty(Probe.PORT);
    }

    String first = ask(port);
    byte[] garbage = new byte[1 << 20];
    String second = ask(port);

    assertThat(first)
        .matches(
            "allocated=\\d+ heap=\\d+ classes=\\d+ gc.count=\\d+ gc.millis=\\d+ ready.millis=\\d+\n");
    assertThat(allocated(second) - allocated(first)).isGreaterThanOrEqualTo(garbage.length);
  }

  private static long allocated(String line) {
    return Long.parseLong(line.substring("allocated=".length(), line.indexOf(' ')));
  }

  private static String ask(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
