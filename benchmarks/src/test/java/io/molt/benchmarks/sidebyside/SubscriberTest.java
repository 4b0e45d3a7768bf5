package io.molt.benchmarks.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.benchmarks.load.Latencies;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SubscriberTest {
  private static final long INTERVAL = 10_000_000;
  private static final String EVENT = "2d\r\ndata: 00000000000000000000000000000001\n\n\r\n";

  private final Latencies lateness = new Latencies();
  private final Subscriber subscriber = new Subscriber(INTERVAL);

  @Test
  void events_are_counted_wherever_they_are_cut() {
    for (byte next : (EVENT + "ddata:x\n\n" + EVENT).getBytes(StandardCharsets.US_ASCII)) {
      subscriber.read(ByteBuffer.wrap(new byte[] {next}), INTERVAL, lateness);
    }

    assertThat(subscriber.events()).isEqualTo(3);
  }

  @Test
  void lateness_is_what_comes_on_top_of_the_interval() {
    read(INTERVAL);
    read(4 * INTERVAL);
    read(4 * INTERVAL + 1000);

    assertThat(lateness.count()).isEqualTo(2);
    assertThat(lateness.millis(0.5)).isZero();
    assertThat(lateness.millis(1)).isEqualTo(20);
  }

  private void read(long now) {
    subscriber.read(ByteBuffer.wrap(EVENT.getBytes(StandardCharsets.US_ASCII)), now, lateness);
  }
}
