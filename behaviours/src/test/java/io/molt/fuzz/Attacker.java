package io.molt.fuzz;

import java.util.SplittableRandom;

/** Attacks a server, one connection after the other; used by many threads at once. */
interface Attacker extends AutoCloseable {
  /**
   * Sends the bytes, and leaves, in a way that the random numbers decide; returns how many whole answers came back.
   *
   * @throws Exception if the server hangs, or sends what no server may send
   */
  int attack(byte[] bytes, SplittableRandom random) throws Exception;

  /** Asks in good faith; returns how many whole answers came back. */
  int ask() throws Exception;

  @Override
  default void close() {}
}
