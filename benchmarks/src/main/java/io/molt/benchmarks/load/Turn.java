package io.molt.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What counts of some runs, each as long as the others, of which there are as many as it takes for half of the slices of
 * one to count. Not safe for use by several threads.
 */
public final class Turn {
  private final double seconds;
  private final List<Slices> runs = new ArrayList<>();

  /** Creates one without runs, of so many seconds each. */
  public Turn(double seconds) {
    this.seconds = seconds;
  }

  /** Returns the slices of another run. */
  public Slices next() {
    Slices slices = new Slices(seconds);
    runs.add(slices);
    return slices;
  }

  /** Tells whether the runs that there were are enough. */
  public boolean isEnough() {
    return !runs.isEmpty() && 2 * (count() - dropped()) >= runs.get(0).count();
  }

  /** Returns how many runs there were. */
  public int runs() {
    return runs.size();
  }

  /** Returns how many of a hundred slices do not count, for the generator was late. */
  public double droppedPercent() {
    return 100.0 * dropped() / count();
  }

  /** Returns the times of the requests that count. */
  public Latencies kept() {
    Latencies kept = new Latencies();
    runs.forEach(run -> kept.add(run.kept()));
    return kept;
  }

  private int count() {
    return runs.stream().mapToInt(Slices::count).sum();
  }

  private int dropped() {
    return runs.stream().mapToInt(Slices::dropped).sum();
  }
}
