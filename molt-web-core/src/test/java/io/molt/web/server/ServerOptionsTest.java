package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
  @Test
  void the_defaults_listen_on_port_8080_of_all_addresses() {
    assertThat(ServerOptions.defaults().port()).isEqualTo(8080);
    assertThat(ServerOptions.defaults().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void each_copy_changes_what_it_says_and_nothing_else() {
    ServerOptions changed = ServerOptions.defaults()
        .withHost("::1")
        .withPort(1)
        .withIoThreads(2)
        .withMaxInitialLine(3)
        .withMaxHeaderSize(4)
        .withMaxChunkSize(5)
        .withReadAhead(6)
        .withMaxDiscard(7)
        .withWriteWatermarks(8, 9);
    assertThat(changed).isEqualTo(new ServerOptions("::1", 1, 2, 3, 4, 5, 6, 7, 8, 9));
  }

  @Test
  void what_is_out_of_range_is_named() {
    assertRejected(options -> options.withPort(70_000), "port: 70000 (expected: 0 to 65535)");
    assertRejected(options -> options.withPort(-1), "port: -1 (expected: 0 to 65535)");
    assertRejected(options -> options.withHost(" "), "host: ' ' (expected: a name or an address)");
    assertRejected(options -> options.withIoThreads(-1), "ioThreads: -1 (expected: 0 to 1024)");
    assertRejected(options -> options.withMaxInitialLine(0), "maxInitialLine: 0 (expected: >= 1)");
    assertRejected(options -> options.withMaxHeaderSize(0), "maxHeaderSize: 0 (expected: >= 1)");
    assertRejected(options -> options.withMaxChunkSize(0), "maxChunkSize: 0 (expected: >= 1)");
    assertRejected(options -> options.withReadAhead(-1), "readAhead: -1 (expected: >= 0)");
    assertRejected(options -> options.withMaxDiscard(-1), "maxDiscard: -1 (expected: >= 0)");
    assertRejected(
        options -> options.withWriteWatermarks(-1, 5), "lowWriteWatermark: -1 (expected: >= 0)");
    assertRejected(
        options -> options.withWriteWatermarks(5, 4), "highWriteWatermark: 4 (expected: >= 5)");
  }

  private static void assertRejected(UnaryOperator<ServerOptions> change, String message) {
    assertThatThrownBy(() -> change.apply(ServerOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
