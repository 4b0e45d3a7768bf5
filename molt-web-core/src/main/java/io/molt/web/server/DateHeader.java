package io.molt.web.server;

import io.netty.handler.codec.DateFormatter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;

/** The {@code Date} field (RFC 9110 section 6.6.1), formatted once a second. */
final class DateHeader {
  private static final int MILLIS = 1000;

  private final Clock clock;
  // One object for both, so that a reader on another loop never pairs an old text with a new
  // second.
  private volatile Line line = new Line(Long.MIN_VALUE, new byte[0]);

  DateHeader(Clock clock) {
    this.clock = clock;
  }

  /** Returns the whole line, line break included; not to be changed. */
  byte[] line() {
    long second = Math.floorDiv(clock.millis(), MILLIS);
    Line known = line;
    return known.second == second ? known.bytes : format(second);
  }

  private byte[] format(long second) {
    String text = "date: " + DateFormatter.format(new Date(second * MILLIS)) + "\r\n";
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    line = new Line(second, bytes);
    return bytes;
  }

  private record Line(long second, byte[] bytes) {}
}
