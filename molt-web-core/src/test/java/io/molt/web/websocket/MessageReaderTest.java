package io.molt.web.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final int LIMIT = 100_000;

  @Test
  void small_message_takes_little_memory_though_much_has_come() {
    byte[] frame = HexFormat.of().parseHex("82820000000001ff");
    ByteBuffer in = ByteBuffer.allocate(8_000 * frame.length);
    while (in.hasRemaining()) {
      in.put(frame);
    }
    FrameReader frames = new FrameReader(LIMIT, false);
    MessageReader messages = new MessageReader(LIMIT, null);
    read(frames, messages, in.flip());
    ThreadMXBean memory = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long before = memory.getCurrentThreadAllocatedBytes();

    int read = read(frames, messages, in.flip());

    assertThat(read).isEqualTo(8_000);
    assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(8_000 * 1024);
  }

  @Test
  void message_of_as_many_bytes_as_the_limit_is_read_and_one_more_is_refused() {
    assertThat(read(new FrameReader(LIMIT, false), new MessageReader(2, null), frame("8282", 2)))
        .isEqualTo(1);
    assertThatThrownBy(
            () -> read(new FrameReader(LIMIT, false), new MessageReader(2, null), frame("8283", 3)))
        .hasMessageContaining("1009");
  }

  private static ByteBuffer frame(String start, int octets) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(start + "00000000" + "61".repeat(octets)));
  }

  /** Returns how many messages were read. */
  private static int read(FrameReader frames, MessageReader messages, ByteBuffer in) {
    int count = 0;
    while (frames.readHead(in)) {
      messages.begin(frames);
      messages.read(frames, in);
      messages.end();
      frames.next();
      count++;
    }
    return count;
  }
}
