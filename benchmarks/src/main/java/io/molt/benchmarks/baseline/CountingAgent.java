package io.molt.benchmarks.baseline;

import java.lang.instrument.Instrumentation;

/** Has the JVM that it is started with count what it does. */
public final class CountingAgent {
  private CountingAgent() {}

  /** Instruments every class that is loaded from now on and is none of the JDK's. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    instrumentation.addTransformer(new Instrumenter());
  }
}
