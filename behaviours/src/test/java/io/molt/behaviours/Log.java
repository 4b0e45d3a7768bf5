package io.molt.behaviours;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What is logged while it is open; tests run one after the other, and the log goes to the standard error stream. */
final class Log implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

  private Log() {}

  /** Returns a log that takes what is written from now on. */
  static Log capture() {
    Log log = new Log();
    System.setErr(new PrintStream(log.captured, true, UTF_8));
    return log;
  }

  String text() {
    return captured.toString(UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
