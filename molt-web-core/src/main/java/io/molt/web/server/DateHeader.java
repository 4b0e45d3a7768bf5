package io.molt.web.server;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Date} field (RFC 9110 section 6.6.1), formatted once a second. On an event loop the clock is not even asked
 * more often: a task of that loop tells when the second is over. Without one, and where somebody has set the clock, it is
 * asked each time.
 */
final class DateHeader {
  private static final int MILLIS = 1000;

  private final Clock clock;
  private final @Nullable EventExecutor loop;
  // One object for all, so that a reader on another loop never pairs an old text with a new second.
  private volatile Line line = new Line(Long.MIN_VALUE, new byte[0], AsciiString.EMPTY_STRING);
  // Of the event loop alone.
  private boolean current;

  /** Creates one for any thread. */
  DateHeader(Clock clock) {
    this(clock, null);
  }

  /** Creates one for the thread of an event loop. */
  DateHeader(Clock clock, @Nullable EventExecutor loop) {
    this.clock = clock;
    this.loop = loop != null && clock.equals(Clock.system(clock.getZone())) ? loop : null;
  }

  /** Returns the whole line, line break included; not to be changed. */
  byte[] line() {
    return now().bytes;
  }

  /** Returns the value alone. */
  AsciiString value() {
    return now().value;
  }

  private Line now() {
    return current ? line : look();
  }

  private Line look() {
    long millis = clock.millis();
    long second = Math.floorDiv(millis, MILLIS);
    if (loop != null) {
      current = true;
      Duration left = Duration.ofMillis(MILLIS - Math.floorMod(millis, MILLIS));
      LoopTasks.executeLater(loop, () -> current = false, left);
    }
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
