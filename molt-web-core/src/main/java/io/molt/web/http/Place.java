package io.molt.web.http;

/** What a request takes of the room that a service has. */
interface Place {
  /**
   * Gives it to others for a while, or takes it back, room or not: a request that waits for its client does no work, and
   * clients that are slow on purpose must not keep others out.
   */
  void lend(boolean lent);
}
