package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LentBytesTest {
  @Test
  void another_thread_can_log_them_while_they_are_lent() {
    LentBytes lent = new LentBytes(ByteBuffer.allocate(3));
    assertThat(CompletableFuture.supplyAsync(lent::toString).join()).isEqualTo("lent bytes: 3");
  }
}
