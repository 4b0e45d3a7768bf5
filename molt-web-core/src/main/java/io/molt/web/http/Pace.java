package io.molt.web.http;

/**
 * How fast those in line are let in: the mean time between two of them, the last ones counting most. An estimate: where
 * threads race, one of their words may be lost.
 */
final class Pace {
  // The eighth part: about as many as the next eight count for half.
  private static final int WEIGHT = 8;

  private final long longest;
  private volatile long mean;
  private volatile long last;

  /** Creates one that takes the line to be fast until told otherwise. */
  Pace(long longest) {
    this.longest = longest;
  }

  /** Takes note that somebody has begun to wait, and nobody did before. */
  void begin(long now) {
    last = now;
  }

  /** Takes note that the first in line was let in. */
  void letIn(long now) {
    long gap = Math.min(longest, now - last);
    mean = mean + (gap - mean) / WEIGHT;
    last = now;
  }

  /** Takes note that somebody waited as long as one may, in vain. */
  void stall() {
    mean = longest;
  }

  /** Returns whether the last of so many will be let in before they have waited too long. */
  boolean isFastEnough(int waiting) {
    return waiting * mean <= longest;
  }
}
