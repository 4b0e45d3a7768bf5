package io.molt.web.http;

/**
 * Finds out how many requests a service can work on at a time, from how the last ones fared. One instance belongs to one
 * service; it is called by many threads at once, on every request that takes a place, and must not block.
 *
 * @see AdmissionLimits#withAdaptive
 */
public interface ConcurrencyLimit {

  /** Returns how many may be in flight at this moment; less than 1 counts as 1. */
  int current();

  /**
   * Takes note of a request that gave its place back. Those whose client went away are not told of: they say nothing of
   * the service.
   *
   * @param began when it got its place, in nanoseconds since the service was made
   * @param nanos how long it had it
   * @param inFlight how many were in flight when it got its place, itself included
   * @param dropped whether it was cancelled because its deadline had passed
   */
  void sample(long began, long nanos, int inFlight, boolean dropped);
}
