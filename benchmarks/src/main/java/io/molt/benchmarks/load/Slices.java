package io.molt.benchmarks.load;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The times of a turn, cut into slices of 20 ms by when requests were due. Those of a slice in which the generator itself
 * was late do not count, whatever they are; when answers came has no say in which slices these are. Not safe for use by
 * several threads.
 */
public final class Slices {
  /** By how many nanoseconds a generator may be late. */
  static final long MOST_LATE = TimeUnit.MICROSECONDS.toNanos(500);

  private static final long LENGTH = TimeUnit.MILLISECONDS.toNanos(20);
  // How much longer a server with nine tenths to do takes for what came at once after a pause.
  private static final int AFTERMATH = 9;

  private final List<Latencies> times = new ArrayList<>();
  private final BitSet late = new BitSet();
  private long began;
  private long disturbedUntil = Long.MIN_VALUE;
  private long owed;

  /** Creates those of a turn of so many seconds, which begins later. */
  public Slices(double seconds) {
    for (long i = Math.round(seconds * 1e9 / LENGTH); i > 0; i--) {
      times.add(new Latencies());
    }
  }

  /** Returns how many there are. */
  public int count() {
    return times.size();
  }

  /** Returns how many do not count, for the generator was late. */
  public int dropped() {
    return late.cardinality();
  }

  /** Returns the times of the requests that were due in the slices that count. */
  public Latencies kept() {
    Latencies kept = new Latencies();
    for (int i = late.nextClearBit(0); i < count(); i = late.nextClearBit(i + 1)) {
      kept.add(times.get(i));
    }
    return kept;
  }

  void begin(long time) {
    began = time;
  }

  /** Returns when the turn ends. */
  long end() {
    return began + count() * LENGTH;
  }

  /** Returns how many requests were sent that were due in the turn, and are not answered. */
  public long owed() {
    return owed;
  }

  void sent(long due) {
    if (isWithin(due)) {
      owed++;
    }
  }

  void answered(long due, long nanos) {
    if (isWithin(due)) {
      owed--;
      times.get(sliceOf(due)).add(nanos);
    }
  }

  /** Takes note of a request that will not be answered. */
  void lost(long due) {
    if (isWithin(due)) {
      owed--;
    }
  }

  /**
   * Drops what suffered from a generator that did not get to run: answers to what had been sent shortly before waited to be
   * read, and what became due meanwhile came to the server at once, which had to work it off. What several pauses left to be
   * worked off adds up.
   */
  void late(long from, long to) {
    int first = Math.max(0, sliceOf(from) - 1);
    disturbedUntil = Math.max(disturbedUntil, to) + AFTERMATH * (to - from);
    int last = Math.min(count() - 1, sliceOf(disturbedUntil));
    if (first <= last) {
      late.set(first, last + 1);
    }
  }

  private boolean isWithin(long time) {
    return time >= began && time < end();
  }

  private int sliceOf(long time) {
    return (int) Math.floorDiv(time - began, LENGTH);
  }
}
