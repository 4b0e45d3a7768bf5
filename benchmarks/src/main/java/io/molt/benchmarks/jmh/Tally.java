package io.molt.benchmarks.jmh;

import io.molt.web.http.Ended;
import io.molt.web.http.Observer;
import java.util.concurrent.atomic.LongAdder;

/** What a hook for metrics does at the least. */
final class Tally implements Observer {
  private final LongAdder requests = new LongAdder();

  @Override
  public void onEnd(Ended request) {
    requests.increment();
  }
}
