package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.load.Latencies;
import io.molt.benchmarks.load.Load;
import io.molt.benchmarks.load.Plan;
import io.molt.benchmarks.load.Results;
import io.molt.benchmarks.load.Slices;
import io.molt.benchmarks.load.Turn;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long requests take that come at a constant rate: 60 % of what the first server of the fleet bears, the same for all.
 * One that cannot bear that has 60 % of its own.
 */
final class Latency {
  /** The endpoints that it is measured at. */
  static final List<String> ENDPOINTS = List.of(Endpoint.PLAINTEXT, Endpoint.USER);

  private static final double PART = 0.6;
  private static final double BEARABLE = 0.9;
  private static final int TURNS_PER_COST = 2;
  private static final int MOST_RUNS = 10;
  private static final double RUN_UP_SECONDS = 0.5;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
  private static final int OK = 200;

  private final List<Endpoint> endpoints;
  private final Options options;
  private final Figures figures;
  private final Journal journal;

  Latency(List<Endpoint> endpoints, Options options, Figures figures, Journal journal) {
    this.endpoints = endpoints.stream()
        .filter(endpoint -> ENDPOINTS.contains(endpoint.name()))
        .toList();
    this.options = options;
    this.figures = figures;
    this.journal = journal;
  }

  /** Measures all servers whose throughput is known. */
  void measure(Fleet fleet, Rounds rounds) {
    endpoints.forEach(endpoint -> runUp(endpoint, fleet));
    rounds.forEach(round -> {
      journal.progress("latency, round " + round + " of " + rounds.all());
      endpoints.forEach(endpoint -> measure(round, endpoint, fleet));
    });
  }

  /** Tells whether a server had to have a rate of its own. */
  static boolean isOverloaded(Figures figures, String endpoint, String server, String reference) {
    Cell offered = new Cell(Metric.OFFERED, endpoint, server);
    return figures
        .ratio(offered, offered.of(reference))
        .filter(r -> r.median() < 1)
        .isPresent();
  }

  /** Returns the rate for a server; nothing if its throughput was not measured. */
  static Optional<Double> rate(Optional<Double> best, Optional<Double> bestOfReference) {
    if (best.isEmpty() || bestOfReference.isEmpty()) {
      return Optional.empty();
    }
    double rate = bestOfReference.get() * PART;
    return Optional.of(best.get() < rate / BEARABLE ? best.get() * PART : rate);
  }

  private void measure(int round, Endpoint endpoint, Fleet fleet) {
    fleet.takeTurns("latency of " + endpoint.name(), server -> {
      Optional<Double> rate = rate(endpoint, server, fleet);
      if (rate.isPresent()) {
        measure(round, endpoint, server, rate.get());
      }
    });
  }

  /** The servers are warm by now; the generator is not. */
  private void runUp(Endpoint endpoint, Fleet fleet) {
    RunningServer first = fleet.servers().get(0);
    fleet.takeTurns("run-up", server -> {
      Optional<Double> rate = rate(endpoint, server, fleet);
      if (server == first && rate.isPresent()) {
        run(endpoint, server, rate.get(), new Slices(options.seconds()));
      }
    });
  }

  private Optional<Double> rate(Endpoint endpoint, RunningServer server, Fleet fleet) {
    Cell best = new Cell(Metric.RATE, endpoint.name(), server.name());
    return rate(
        figures.median(best), figures.median(best.of(fleet.servers().get(0).name())));
  }

  private void measure(int round, Endpoint endpoint, RunningServer server, double rate)
      throws IOException {
    Turn turn = new Turn(options.seconds() * TURNS_PER_COST);
    while (!turn.isEnough() && turn.runs() < MOST_RUNS) {
      run(endpoint, server, rate, turn.next());
    }
    if (!turn.isEnough()) {
      throw new IOException(
          "the generator itself was late all the time, in " + MOST_RUNS + " runs");
    }
    Latencies times = turn.kept();
    Cell offered = new Cell(Metric.OFFERED, endpoint.name(), server.name());
    figures.add(offered, round, rate);
    figures.add(offered.of(Metric.P50), round, times.millis(0.5));
    figures.add(offered.of(Metric.P99), round, times.millis(0.99));
    figures.add(offered.of(Metric.P999), round, times.millis(0.999));
    figures.add(offered.of(Metric.DROPPED), round, turn.droppedPercent());
  }

  private void run(Endpoint endpoint, RunningServer server, double rate, Slices slices)
      throws IOException {
    try (Load load = new Load(server.port())) {
      byte[] request = endpoint.calls().get(0).bytes();
      Results results = load.add(new Plan(request, rate, endpoint.connections(), PATIENCE));
      load.run(RUN_UP_SECONDS, slices);
      long failed = results.failed() + results.answeredOtherThan(OK) + slices.owed();
      if (failed > 0) {
        throw new IOException(failed + " requests failed");
      }
    }
  }
}
