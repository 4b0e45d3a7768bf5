package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Problem;
import io.molt.web.http.Response;
import io.molt.web.http.Status;

/**
 * Handlers for those who watch over a service, such as the probes of Kubernetes. Their routes are
 * {@linkplain RouteOption#alwaysAdmitted() always admitted}: an instance that is overloaded is not dead.
 *
 * <pre>{@code
 * App.create().get("/ready", Health.readiness()).get("/live", Health.liveness());
 * }</pre>
 */
public final class Health {
  private static final Response UP = Response.text("UP").withHeader("cache-control", "no-store");

  private Health() {}

  /**
   * Returns a handler that tells whether requests should be sent here: 200 while the service is ready, a 503 problem as
   * soon as it is about to stop, while it still answers.
   */
  public static Handler readiness() {
    return (Probe) request -> request.context().service().isReady() ? UP : leaving();
  }

  /** Returns a handler that tells that the service answers at all: always 200. A service that does not is restarted. */
  public static Handler liveness() {
    return (Probe) request -> UP;
  }

  /** Returns whether a handler is one of these. */
  static boolean isProbe(Handler handler) {
    return handler instanceof Probe;
  }

  private static Response leaving() {
    return Response.problem(Problem.of(Status.SERVICE_UNAVAILABLE, "The service is about to stop."))
        .withHeader("cache-control", "no-store");
  }

  private interface Probe extends Handler {}
}
