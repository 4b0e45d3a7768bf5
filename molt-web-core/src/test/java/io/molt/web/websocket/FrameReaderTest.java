package io.molt.web.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
  private static final int LIMIT = 70_000;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "text (RFC 6455 section 5.7), 818537fa213d7f9f4d5158, 1, true, 48656c6c6f",
    "first fragment,              018300000000 48656c,    1, false, 48656c",
    "nothing,                     8280 01020304,          2, true, ''",
    "ping (section 5.7),          898537fa213d7f9f4d5158, 9, true, 48656c6c6f",
    "pong of nothing,             8a80 00000000,          10, true, ''",
    "close,                       8882 00000000 03e8,     8, true, 03e8",
  })
  void sound_frame_is_read(String what, String hex, int opcode, boolean last, String content) {
    FrameReader reader = new FrameReader(LIMIT, false);
    ByteBuffer in = bytes(hex);

    assertThat(reader.readHead(in)).isTrue();
    assertThat(reader.opcode()).isEqualTo(opcode);
    assertThat(reader.isFinal()).isEqualTo(last);
    byte[] to = new byte[100];
    int count = reader.readContent(in, to, 0, to.length);
    assertThat(HexFormat.of().formatHex(to, 0, count)).isEqualTo(content);
    assertThat(reader.isRead()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "reserved bit 1,                c180 00000000, 1002",
    "reserved bit 2,                a180 00000000, 1002",
    "reserved bit 3,                9180 00000000, 1002",
    "reserved opcode 3,             8380 00000000, 1002",
    "reserved opcode 7,             8780 00000000, 1002",
    "reserved opcode 11,            8b80 00000000, 1002",
    "reserved opcode 15,            8f80 00000000, 1002",
    "no mask,                       8100,          1002",
    "fragmented ping,               0980 00000000, 1002",
    "ping of 126 bytes,             89fe007e,      1002",
    "close of 126 bytes,            88fe007e,      1002",
    "continuation of nothing,       8080 00000000, 1002",
    "125 in two bytes,              81fe007d00000000, 1002",
    "65535 in eight bytes,          81ff000000000000ffff00000000, 1002",
    "negative length,               81ff800000000000000000000000, 1002",
    "too large,                     81ff000000000001117100000000, 1009",
  })
  void unsound_frame_is_refused(String what, String hex, int code) {
    FrameReader reader = new FrameReader(LIMIT, false);

    assertThatThrownBy(() -> reader.readHead(bytes(hex)))
        .isInstanceOfSatisfying(
            WebSocketException.class, e -> assertThat(e.status().code()).isEqualTo(code));
  }

  @Test
  void frame_at_the_limit_is_read() {
    FrameReader reader = new FrameReader(LIMIT, false);

    assertThat(reader.readHead(bytes("82ff000000000001117000000000"))).isTrue();
  }

  @Test
  void message_within_a_message_is_refused() {
    FrameReader reader = new FrameReader(LIMIT, false);
    readWhole(reader, "0180 00000000");

    assertThatThrownBy(() -> reader.readHead(bytes("8180 00000000")))
        .hasMessageContaining("message within a message");
  }

  @Test
  void control_frame_comes_between_fragments() {
    FrameReader reader = new FrameReader(LIMIT, false);
    readWhole(reader, "0180 00000000");
    readWhole(reader, "8980 00000000");
    readWhole(reader, "8080 00000000");

    assertThat(reader.readHead(bytes("8180 00000000"))).isTrue();
  }

  @Test
  void deflated_frame_is_read_if_that_was_agreed_on() {
    FrameReader reader = new FrameReader(LIMIT, true);

    assertThat(reader.readHead(bytes("c180 00000000"))).isTrue();
    assertThat(reader.isDeflated()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0180 00000000, c080 00000000", "8180 00000000, c980 00000000"})
  void only_the_first_frame_of_a_message_says_that_it_is_deflated(String first, String second) {
    FrameReader reader = new FrameReader(LIMIT, true);
    readWhole(reader, first);

    assertThatThrownBy(() -> reader.readHead(bytes(second))).hasMessageContaining("reserved bits");
  }

  @Test
  void frame_comes_byte_by_byte() {
    FrameReader reader = new FrameReader(LIMIT, false);
    ByteBuffer in = bytes("818537fa213d7f9f4d5158");
    byte[] to = new byte[5];
    int count = 0;

    while (in.hasRemaining()) {
      ByteBuffer one = ByteBuffer.wrap(new byte[] {in.get()});
      if (reader.readHead(one)) {
        count += reader.readContent(one, to, count, to.length - count);
      }
    }

    assertThat(new String(to)).isEqualTo("Hello");
    assertThat(reader.isRead()).isTrue();
  }

  private static void readWhole(FrameReader reader, String hex) {
    assertThat(reader.readHead(bytes(hex))).isTrue();
    assertThat(reader.isRead()).isTrue();
    reader.next();
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
