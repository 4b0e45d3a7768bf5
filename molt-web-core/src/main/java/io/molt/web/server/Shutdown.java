package io.molt.web.server;

import java.time.Duration;

/**
 * How a server stops.
 *
 * @param readinessWait how long it goes on as before once it has declared itself not ready, so that load balancers take note
 * @param grace how long requests, streams and background work may take to end before they are cancelled
 */
public record Shutdown(Duration readinessWait, Duration grace) {
  private static final Shutdown DEFAULTS = new Shutdown(Duration.ZERO, Duration.ofSeconds(30));

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Shutdown {
    Check.notNegative("readinessWait", readinessWait);
    Check.notNegative("grace", grace);
  }

  /** Returns the defaults. */
  public static Shutdown defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another time between not ready and closing the listener. */
  public Shutdown withReadinessWait(Duration other) {
    return new Shutdown(other, grace);
  }

  /** Returns a copy with another time for what is under way. */
  public Shutdown withGrace(Duration other) {
    return new Shutdown(readinessWait, other);
  }
}
