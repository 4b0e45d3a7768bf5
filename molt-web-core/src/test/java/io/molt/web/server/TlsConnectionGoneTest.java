package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Clients of TLS that send nonsense, and are gone before the server has found that out. */
class TlsConnectionGoneTest extends TlsTesting {
  // A ClientHello whose session id is longer than one can be.
  private static final byte[] MALFORMED = HexFormat.of()
      .parseHex("160301002a" + "01000026" + "0303" + "00".repeat(32) + "ff" + "00".repeat(3));
  private static final int MANY = 300;

  @Test
  void nothing_is_logged() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      Server server = secure(request -> Response.text("hello"));
      for (int i = 0; i < MANY; i++) {
        sendAndReset(server.port());
      }
      // The last ones are done with by then.
      server.stop(Duration.ofSeconds(10));
    } finally {
      System.setErr(before);
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("WARN").doesNotContain("ERROR");
  }

  private static void sendAndReset(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(MALFORMED);
      socket.setSoLinger(true, 0);
    }
  }
}
