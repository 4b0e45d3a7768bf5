package io.molt.web.http;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that a service has for content on its way to be whole. Safe to use from any thread. */
final class CollectingRoom {
  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  CollectingRoom(long limit) {
    this.limit = limit;
  }

  /** Takes so many bytes of it; returns whether they were left. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= limit) {
      return true;
    }
    taken.addAndGet(-bytes);
    return false;
  }

  /** Gives so many bytes back. */
  void give(long bytes) {
    taken.addAndGet(-bytes);
  }
}
