package io.molt.benchmarks.vertx;

import io.molt.benchmarks.workload.Probe;
import io.molt.benchmarks.workload.Ticks;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Starts the work in Vert.x Web. Argument: the port. */
public final class VertxServer {
  private VertxServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    // What its guide names for production: nothing to debug, and heads that are the same are
    // encoded once.
    System.setProperty("vertx.disableContextTimings", "true");
    System.setProperty("vertx.threadChecks", "false");
    System.setProperty("vertx.cacheImmutableHttpResponseHeaders", "true");
    System.setProperty("vertx.internCommonHttpRequestHeadersToLowerCase", "true");
    int cores = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(cores).setPreferNativeTransport(true));
    vertx
        .deployVerticle(
            () -> new WorkVerticle(Integer.parseInt(args[0])),
            new DeploymentOptions().setInstances(cores))
        .onSuccess(deployed -> ready(vertx))
        .onFailure(e -> {
          throw new IllegalStateException(e);
        });
  }

  private static void ready(Vertx vertx) {
    long[] tick = new long[1];
    vertx.setPeriodic(
        Ticks.MILLIS, timer -> vertx.eventBus().publish(WorkVerticle.TICKS, Ticks.data(tick[0]++)));
    Probe.ready();
  }
}
