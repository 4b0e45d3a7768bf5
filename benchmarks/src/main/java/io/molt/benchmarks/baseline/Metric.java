package io.molt.benchmarks.baseline;

import java.util.Locale;

/** What is counted while a server works. */
enum Metric {
  /** Bytes of objects, as the JVM counts them. */
  BYTES(0.01),
  /** Objects and arrays that code outside the JDK makes. */
  OBJECTS(0.005),
  /** Bytecodes that are run outside the JDK. */
  BYTECODES(0.005),
  /** Calls of the native methods of Netty's transport: each is one system call, or none. */
  SYSTEM_CALLS(0.02),
  WRITES(0.02),
  FLUSHES(0.02),
  BUFFERS(0.02),
  TASKS(0.02),
  TIMERS(0.02),
  /** Reactive operators and sources that are put together. */
  OPERATORS(0.02),
  SUBSCRIPTIONS(0.02);

  private final double margin;

  Metric(double margin) {
    this.margin = margin;
  }

  /** Returns how much more or less is still the same, as a share, where nobody has said otherwise. */
  double margin() {
    return margin;
  }

  /** Returns the name as it stands in a baseline. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
