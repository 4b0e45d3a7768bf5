package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
  @Test
  void the_defaults_listen_on_port_8080_of_all_addresses() {
    assertThat(ServerOptions.defaults().port()).isEqualTo(8080);
    assertThat(ServerOptions.defaults().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void a_copy_changes_what_it_says_and_nothing_else() {
    ServerOptions changed = ServerOptions.defaults()
        .withHost("::1")
        .withPort(1)
        .withBuffers(b -> b.withReadAhead(6).withMaxDiscard(7));
    assertThat(changed.host()).isEqualTo("::1");
    assertThat(changed.port()).isEqualTo(1);
    assertThat(changed.buffers()).isEqualTo(Buffers.defaults().withReadAhead(6).withMaxDiscard(7));
    assertThat(changed.withHost("0.0.0.0").withPort(8080).withBuffers(b -> Buffers.defaults()))
        .isEqualTo(ServerOptions.defaults());
  }

  @Test
  void what_is_out_of_range_is_named() {
    assertRejected(o -> o.withPort(70_000), "port: 70000 (expected: 0 to 65535)");
    assertRejected(o -> o.withPort(-1), "port: -1 (expected: 0 to 65535)");
    assertRejected(o -> o.withHost(" "), "host: ' ' (expected: a name or an address)");
    assertRejected(o -> o.withIoThreads(-1), "ioThreads: -1 (expected: 0 to 1024)");
    assertRejected(
        o -> o.withHeads(h -> h.withMaxInitialLine(0)), "maxInitialLine: 0 (expected: >= 1)");
    assertRejected(o -> o.withBuffers(b -> b.withReadAhead(-1)), "readAhead: -1 (expected: >= 0)");
    assertRejected(
        o -> o.withBuffers(b -> b.withHighWriteWatermark(4)),
        "highWriteWatermark: 4 (expected: >= 32768)");
    assertRejected(
        o -> o.withTimeouts(t -> t.withKeepAlive(Duration.ofSeconds(-1))),
        "keepAlive: PT-1S (expected: >= 0)");
    assertRejected(
        o -> o.withHttp2(h -> h.withResetWindow(Duration.ZERO)),
        "resetWindow: PT0S (expected: > 0)");
    assertRejected(
        o -> o.withRequests(r -> r.withDeadline(Duration.ofSeconds(-1))),
        "deadline: PT-1S (expected: >= 0, at most PT8760H)");
    assertRejected(
        o -> o.withShutdown(s -> s.withGrace(Duration.ofSeconds(-1))),
        "grace: PT-1S (expected: >= 0)");
    assertRejected(
        o -> o.withShutdown(s -> s.withIdleWait(Duration.ofHours(2))),
        "idleWait: PT2H (expected: >= 0, at most PT1H)");
  }

  private static void assertRejected(UnaryOperator<ServerOptions> change, String message) {
    assertThatThrownBy(() -> change.apply(ServerOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
