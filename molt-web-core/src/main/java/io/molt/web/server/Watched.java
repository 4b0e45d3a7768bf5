package io.molt.web.server;

/**
 * A connection, or a stream of one, that a client can keep waiting: tells a {@link Watch} what it waits for whenever that
 * asks, so that nothing has to be noted, let alone scheduled, while all goes well. Called on the event loop.
 */
interface Watched {
  /** Returns what it waits for at present. */
  Wait waitsFor();

  /**
   * Returns a number that grows when the client has done what is waited for, or some of it: bytes if it is
   * {@linkplain Wait#isInBytes counted in them}, requests otherwise.
   */
  long progress(Wait wait);

  /** Takes note that the client has been at it for too long. */
  void timedOut(Wait wait);

  /** Takes note that it is old enough: it should end with what is under way, or at once if it is idle. */
  void retire();
}
