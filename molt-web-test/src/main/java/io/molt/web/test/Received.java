package io.molt.web.test;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** How much of a response came in, and how it begins; enough for a failure message, however long the stream. */
final class Received {
  private static final int SAMPLE = 4096;

  private byte[] sample = new byte[0];
  private long total;

  void add(ByteBuffer chunk) {
    int room = Math.min(SAMPLE - sample.length, chunk.remaining());
    if (room > 0) {
      byte[] longer = Arrays.copyOf(sample, sample.length + room);
      chunk.duplicate().get(longer, sample.length, room);
      sample = longer;
    }
    total += chunk.remaining();
  }

  byte[] sample() {
    return sample;
  }

  long total() {
    return total;
  }
}
