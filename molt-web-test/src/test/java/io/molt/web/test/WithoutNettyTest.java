package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the second run of the in-memory tests to its word: Netty is not there. */
@Tag("without-netty")
class WithoutNettyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.netty.buffer.ByteBuf",
        "io.netty.channel.Channel",
        "io.netty.handler.codec.http.HttpRequest",
        "reactor.netty.tcp.TcpServer"
      })
  void class_of_the_wire_cannot_be_loaded(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }
}
