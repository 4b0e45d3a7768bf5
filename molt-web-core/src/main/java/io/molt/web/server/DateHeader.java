package io.molt.web.server;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;

/** The {@code Date} field (RFC 9110 section 6.6.1), formatted once a second. */
final class DateHeader {
  private static final int MILLIS = 1000;

  private final Clock clock;
  // One object for both, so that a reader on another loop never pairs an old text with a new
  // second.
  private volatile Line line = new Line(Long.MIN_VALUE, new byte[0], AsciiString.EMPTY_STRING);

  DateHeader(Clock clock) {
    this.clock = clock;
  }

  /** Returns the whole line, line break included; not to be changed. */
  byte[] line() {
    return current().bytes;
  }

  /** Returns the value alone. */
  AsciiString value() {
    return current().value;
  }

  private Line current() {
    long second = Math.floorDiv(clock.millis(), MILLIS);
    Line known = line;
    return known.second == second ? known : format(second);
  }

  private Line format(long second) {
    String text = DateFormatter.format(new Date(second * MILLIS));
    byte[] bytes = ("date: " + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    Line fresh = new Line(second, bytes, new AsciiString(text));
    line = fresh;
    return fresh;
  }

  private record Line(long second, byte[] bytes, AsciiString value) {}
}
