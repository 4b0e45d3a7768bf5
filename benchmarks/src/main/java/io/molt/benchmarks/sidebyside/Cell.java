package io.molt.benchmarks.sidebyside;

/**
 * What there is one figure of in each round.
 *
 * @param endpoint the name of the endpoint; empty where the metric is not of an endpoint
 * @param server the name of the server
 */
record Cell(Metric metric, String endpoint, String server) {
  /** Returns another metric of the same. */
  Cell of(Metric otherMetric) {
    return new Cell(otherMetric, endpoint, server);
  }

  /** Returns the same of another server. */
  Cell of(String otherServer) {
    return new Cell(metric, endpoint, otherServer);
  }
}
