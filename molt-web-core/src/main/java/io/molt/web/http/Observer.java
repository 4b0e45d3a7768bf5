package io.molt.web.http;

/**
 * Is told how requests end: for access logs, metrics and traces. See {@link io.molt.web.App#observe}.
 *
 * <p>Called on the thread that noticed, which may be an event loop: it must return soon and never block. What it throws
 * is logged, and harms no request. Safe to be called from several threads at once.
 */
public interface Observer {

  /**
   * Takes note of a request that has ended, in whatever way: once for each, when the last of its response has been sent,
   * or will not be.
   */
  default void onEnd(Ended request) {}

  /** Takes note of something that was refused before it became a request; never told in memory, where nothing is parsed. */
  default void onRefusal(Refused refused) {}

  /**
   * Takes note of code that has kept an event loop for longer than {@link BlockingLimits#warnAfter}, while it still does;
   * on a thread of its own.
   */
  default void onBlocked(BlockedLoop blocked) {}
}
