package io.molt.conformance;

import static io.molt.web.RouteOption.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.DataSize;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.websocket.WebSocketHandler;
import io.molt.web.websocket.WebSocketOptions;
import io.molt.web.websocket.WebSocketOptions.Compression;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * WebSocket case by case, as a client sees it that speaks octets: framing, pings, reserved bits, opcodes, fragments, text,
 * closing, sizes, compression. The system property {@code websocket.messages} is how many messages each case of sizes and
 * compression has, which {@code scripts/websocket-cases} makes 1,000; without it they are few, and none is large.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebSocketConformanceTest {
  private static final WebSocketHandler ECHO = session -> session.send(session.receive());
  private static final int MESSAGES = Integer.getInteger("websocket.messages", 0);
  private static final int LARGEST = MESSAGES == 0 ? 256 * 1024 : 16 * 1024 * 1024;
  private static final int MANY = 1_000;

  private final Server server = App.create()
      .ws("/echo", ECHO, webSocket(options()))
      .ws("/deflate", ECHO, webSocket(options().withCompression(Compression.CONTEXT_TAKEOVER)))
      .listen(ServerOptions.defaults().withHost("127.0.0.1").withPort(0));

  private static WebSocketOptions options() {
    return WebSocketOptions.DEFAULTS.withMaxMessage(DataSize.ofMegabytes(17));
  }

  private FrameSocket open() throws Exception {
    return FrameSocket.open(server.port(), "/echo", "");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static List<WebSocketCase> cases() {
    return WebSocketCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void octets(WebSocketCase row) throws Exception {
    try (FrameSocket client = open()) {
      row.send(client);

      assertThat(WebSocketCase.told(client.readToEnd())).isEqualTo(row.expected());
    }
  }

  /** Sizes: number, opcode, octets of the message, octets of a frame, octets of a piece; 0 for all. */
  record Sizes(String number, int opcode, int octets, int fragment, int chop) {}

  static Stream<Sizes> sizes() {
    List<Sizes> rows = new ArrayList<>();
    for (int opcode : new int[] {FrameSocket.TEXT, FrameSocket.BINARY}) {
      int[] whole = {64, 256, 1024, 4096, 8192, 16_384};
      int odd = opcode - 1;
      for (int i = 0; i < whole.length; i++) {
        rows.add(new Sizes("9." + (1 + odd) + "." + (i + 1), opcode, whole[i] * 1024, 0, 0));
      }
      for (int i = 0; i < 9; i++) {
        int fragment = 64 << 2 * i;
        rows.add(new Sizes("9." + (3 + odd) + "." + (i + 1), opcode, 4 << 20, fragment, 0));
      }
      for (int i = 0; i < 6; i++) {
        rows.add(new Sizes("9." + (5 + odd) + "." + (i + 1), opcode, 1 << 20, 0, 64 << i));
      }
    }
    rows.add(new Sizes("10.1.1", FrameSocket.TEXT, 65_536, 1300, 0));
    // The short form has the same rows, each as large as it may be.
    return rows.stream()
        .map(row -> new Sizes(
            row.number, row.opcode, Math.min(row.octets, LARGEST), row.fragment, row.chop));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void large(Sizes row) throws Exception {
    byte[] content = ascii(row.octets);
    try (FrameSocket client = open()) {
      int size = row.fragment == 0 ? content.length : row.fragment;
      for (int at = 0; at < content.length; at += size) {
        int end = Math.min(at + size, content.length);
        int start = (end == content.length ? 0x80 : 0) | (at == 0 ? row.opcode : 0);
        byte[] part = Arrays.copyOfRange(content, at, end);
        client.send(FrameSocket.frame(start, part), row.chop);
      }
      FrameSocket.Frame echo = client.read();
      assertThat(echo.opcode()).isEqualTo(row.opcode);
      assertThat(echo.content()).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9.7.1, 1, 0", "9.7.2, 1, 16", "9.7.3, 1, 64", "9.7.4, 1, 256", "9.7.5, 1, 1024",
    "9.7.6, 1, 4096", "9.8.1, 2, 0", "9.8.2, 2, 16", "9.8.3, 2, 64", "9.8.4, 2, 256",
    "9.8.5, 2, 1024", "9.8.6, 2, 4096"
  })
  void one_after_the_other(String number, int opcode, int octets) throws Exception {
    byte[] content = ascii(octets);
    byte[] frame = FrameSocket.frame(0x80 | opcode, content);
    try (FrameSocket client = open()) {
      for (int i = 0; i < Math.max(50, MESSAGES); i++) {
        client.send(frame, 0);
        assertThat(client.read().content()).isEqualTo(content);
      }
    }
  }

  /** Compression: number, what is offered, what is sent, in what sizes. */
  record Deflated(String number, String offer, SampleData data, int octets, int fragment) {}

  static Stream<Deflated> deflated() {
    String both = "; client_no_context_takeover; client_max_window_bits";
    String base = "permessage-deflate";
    String fresh = "; server_no_context_takeover";
    List<String> offers = List.of(
        base + both,
        base + both + fresh,
        base + both + "; server_max_window_bits=8",
        base + both + "; server_max_window_bits=15",
        base + both + fresh + "; server_max_window_bits=8",
        base + both + fresh + "; server_max_window_bits=15",
        base + fresh + "; server_max_window_bits=8, " + base + fresh + ", " + base);
    List<Deflated> rows = new ArrayList<>();
    for (SampleData data : SampleData.values()) {
      addSizes(rows, "12." + (data.ordinal() + 1) + ".", base, data);
    }
    for (int i = 0; i < offers.size(); i++) {
      addSizes(rows, "13." + (i + 1) + ".", offers.get(i), SampleData.JSON);
    }
    return rows.stream();
  }

  private static void addSizes(List<Deflated> rows, String group, String offer, SampleData data) {
    int[] whole = {16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536, 131_072};
    int number = 1;
    for (int octets : whole) {
      rows.add(new Deflated(group + number++, offer, data, octets, 0));
    }
    for (int octets : new int[] {8192, 16_384, 32_768, 65_536, 131_072}) {
      rows.add(new Deflated(group + number++, offer, data, octets, 256));
    }
    for (int fragment : new int[] {1024, 4096, 32_768}) {
      rows.add(new Deflated(group + number++, offer, data, 131_072, fragment));
    }
  }

  @ParameterizedTest
  @MethodSource("deflated")
  void compressed(Deflated row) throws Exception {
    int opcode = row.data.isText() ? FrameSocket.TEXT : FrameSocket.BINARY;
    FrameSocket plain = FrameSocket.open(server.port(), "/deflate", row.offer);
    try (DeflatingSocket client = new DeflatingSocket(plain)) {
      int at = 0;
      for (int i = 0; i < Math.max(3, MESSAGES); i++) {
        byte[] content = row.data.part(at, row.octets);
        at += row.octets;
        client.send(opcode, content, row.fragment);
        assertThat(client.read(opcode)).isEqualTo(content);
      }
    }
  }

  @Test
  void bomb_is_refused_at_the_limit() throws Exception {
    FrameSocket plain = FrameSocket.open(server.port(), "/deflate", "permessage-deflate");
    try (DeflatingSocket client = new DeflatingSocket(plain)) {
      client.send(FrameSocket.BINARY, new byte[64 << 20], 0);

      assertThat(WebSocketCase.told(plain.readToEnd())).isEqualTo("close:1009");
    }
  }

  @Test
  void a_thousand_sessions_at_once() throws Exception {
    List<FrameSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        clients.add(open());
      }
      for (int i = 0; i < MANY; i++) {
        clients.get(i).send(FrameSocket.frame(0x81, ascii(i)), 0);
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(clients.get(i).read().content()).isEqualTo(ascii(i));
      }
    } finally {
      for (FrameSocket client : clients) {
        client.close();
      }
    }
  }

  private static byte[] ascii(int octets) {
    return "*".repeat(octets).getBytes(StandardCharsets.US_ASCII);
  }
}
