package io.molt.web.server;

import java.time.Duration;

/**
 * How a server stops.
 *
 * @param readinessWait how long it goes on as before once it has declared itself not ready, so that load balancers take note
 * @param grace how long requests, streams and background work may take to end, counted from there, before they are
 *     cancelled
 * @param idleWait how long a connection without a request is left open once the listener has closed: a request may be on
 *     its way, and is answered then
 */
public record Shutdown(Duration readinessWait, Duration grace, Duration idleWait) {
  private static final Duration LONGEST_IDLE_WAIT = Duration.ofHours(1);
  private static final Shutdown DEFAULTS =
      new Shutdown(Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(1));

  /**
   * Checks every option.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public Shutdown {
    Check.notNegative("readinessWait", readinessWait);
    Check.notNegative("grace", grace);
    Check.atMost("idleWait", idleWait, LONGEST_IDLE_WAIT);
  }

  /** Returns the defaults: no readiness wait, a grace of 30 s, idle connections left open for 1 s. */
  public static Shutdown defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another time between not ready and closing the listener. */
  public Shutdown withReadinessWait(Duration other) {
    return new Shutdown(other, grace, idleWait);
  }

  /** Returns a copy with another time for what is under way. */
  public Shutdown withGrace(Duration other) {
    return new Shutdown(readinessWait, other, idleWait);
  }

  /** Returns a copy with another time for idle connections, at most an hour. */
  public Shutdown withIdleWait(Duration other) {
    return new Shutdown(readinessWait, grace, other);
  }
}
