package io.molt.benchmarks.restarts;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests. */
final class Tally {
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unprocessed = new LongAdder();
  private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();

  void answered() {
    answered.increment();
  }

  /** Notes a request that goes elsewhere: there was no connection, or the server said that it has not begun. */
  void sentAgain(Throwable error) {
    (error instanceof UnprocessedException ? unprocessed : refused).increment();
  }

  void failed(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String cause = error.getClass().getSimpleName() + " by " + root;
    failures.computeIfAbsent(cause, key -> new LongAdder()).increment();
  }

  long answers() {
    return answered.sum();
  }

  long failures() {
    return failures.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("answered " + answered + ", connections refused "
        + refused + ", not processed " + unprocessed + ", failed " + failures());
    failures.forEach(
        (cause, count) -> text.append("\n  ").append(count).append(" x ").append(cause));
    return text.toString();
  }
}
