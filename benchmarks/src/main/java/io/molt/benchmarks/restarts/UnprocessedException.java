package io.molt.benchmarks.restarts;

/** A request that the server has not begun with, as it said itself: it may be sent again (RFC 9114 section 4.1.1). */
final class UnprocessedException extends Exception {
  UnprocessedException(String message) {
    super(message);
  }
}
