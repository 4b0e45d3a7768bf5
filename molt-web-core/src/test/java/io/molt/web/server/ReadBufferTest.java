package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class ReadBufferTest {
  private final ReadBuffer buffer = new ReadBuffer();

  @Test
  void it_is_empty_whenever_it_is_taken() {
    ByteBuf first = buffer.take();
    first.writeInt(1).readByte();
    first.release();

    ByteBuf second = buffer.take();
    assertThat(second.readableBytes()).isZero();
    assertThat(second.writableBytes()).isEqualTo(ReadBuffer.SIZE);
    second.release();
  }

  @Test
  void it_is_not_had_by_two() {
    ByteBuf first = buffer.take();
    assertThat(buffer.take()).isNull();
    first.release();
    assertThat(buffer.take()).isNotNull();
  }

  @Test
  void it_is_not_had_again_by_one_while_another_has_a_part_of_it() {
    ByteBuf first = buffer.take();
    ByteBuf part = first.writeInt(1).readRetainedSlice(2);
    first.release();
    assertThat(buffer.take()).isNull();
    part.release();
    assertThat(buffer.take()).isNotNull();
  }

  @Test
  void it_is_not_given_away_once_it_was_released_too_often() {
    ByteBuf first = buffer.take();
    first.release(2);
    assertThat(buffer.take()).isNull();
  }
}
