package io.molt.benchmarks.baseline;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what requests cost. */
final class Measurement {
  private static final int WARM_UP = 10;
  private static final int BATCHES = 30;

  private final CountedProcess server;

  Measurement(CountedProcess server) {
    this.server = server;
  }

  /** Returns what one request costs, by name of the request and metric, in the order in which they are to be read. */
  Map<String, Figure> all() throws IOException {
    Map<String, Figure> all = new LinkedHashMap<>();
    for (Exchanges exchanges : Exchanges.all()) {
      double[] costs = costs(exchanges);
      for (Metric metric : Metric.values()) {
        all.put(
            exchanges.name() + "." + metric.label(),
            new Figure(costs[metric.ordinal()], metric.margin()));
      }
    }
    return all;
  }

  /** The least of several batches: whatever else the server does meanwhile only adds to it. */
  private double[] costs(Exchanges exchanges) throws IOException {
    try (Client client = new Client(server.port(exchanges.everythingOn()))) {
      for (int i = 0; i < WARM_UP; i++) {
        batch(client, exchanges);
      }
      double[] least = batch(client, exchanges);
      for (int i = 1; i < BATCHES; i++) {
        double[] next = batch(client, exchanges);
        for (int at = 0; at < least.length; at++) {
          least[at] = Math.min(least[at], next[at]);
        }
      }
      return least;
    }
  }

  private double[] batch(Client client, Exchanges exchanges) throws IOException {
    long[] before = server.counts();
    for (int i = 0; i < exchanges.rounds(); i++) {
      client.run(exchanges);
    }
    long[] after = server.counts();
    double[] costs = new double[after.length];
    for (int at = 0; at < costs.length; at++) {
      costs[at] = (double) (after[at] - before[at]) / (exchanges.rounds() * exchanges.count());
    }
    return costs;
  }
}
