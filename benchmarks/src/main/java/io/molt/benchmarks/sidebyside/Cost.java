package io.molt.benchmarks.sidebyside;

import io.molt.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.util.List;

/** What a request costs a server when there is always another one. */
final class Cost {
  // In the first, code is compiled for what it has seen so far; the second has seen all of it.
  private static final int WARM_UPS = 2;
  private static final double MOST_FAILED = 0.001;
  private static final double MICROS = 1e6;
  private static final double MEGA = 1e6;
  private static final double KILO = 1024;

  private final List<Endpoint> endpoints;
  private final Options options;
  private final Wrk wrk;
  private final Figures figures;
  private final Journal journal;

  Cost(List<Endpoint> endpoints, Options options, Wrk wrk, Figures figures, Journal journal) {
    this.endpoints = endpoints;
    this.options = options;
    this.wrk = wrk;
    this.figures = figures;
    this.journal = journal;
  }

  /** Measures all endpoints of all servers; before that, each does all of its work twice. */
  void measure(Fleet fleet, Rounds rounds) {
    for (int pass = 1; pass <= WARM_UPS; pass++) {
      journal.progress("warm-up, " + pass + " of " + WARM_UPS);
      endpoints.forEach(endpoint ->
          turns(fleet, endpoint, server -> wrk.run(endpoint, server.port(), options.seconds())));
    }
    rounds.forEach(round -> {
      journal.progress("cost, round " + round + " of " + rounds.all());
      endpoints.forEach(
          endpoint -> turns(fleet, endpoint, server -> measure(round, endpoint, server)));
    });
    fleet.takeTurns("memory", server -> measureMemory(rounds.fleet(), server));
  }

  private static void turns(Fleet fleet, Endpoint endpoint, Fleet.Turn turn) {
    fleet.takeTurns(endpoint.name(), server -> {
      if (server.serves(endpoint.name())) {
        turn.take(server);
      }
    });
  }

  private void measure(int round, Endpoint endpoint, RunningServer server) throws IOException {
    ServerProcess process = server.process();
    long allocated = server.jvm().allocated();
    double cpu = process.cpuSeconds();
    Wrk.Result result = wrk.run(endpoint, server.port(), endpoint.seconds(options.seconds()));
    double spent = process.cpuSeconds() - cpu;
    allocated = server.jvm().allocated() - allocated;
    check(endpoint, server, result);
    Recorder to = (metric, value) ->
        figures.add(new Cell(metric, endpoint.name(), server.name()), round, value);
    to.add(Metric.CPU, spent * MICROS / result.requests());
    to.add(Metric.RATE, result.requests() / spent);
    to.add(Metric.ALLOCATED, (double) allocated / result.requests());
    if (endpoint.isStream()) {
      double bytes = endpoint.bytesMoved(result.requests(), result.bytes());
      to.add(Metric.CPU_RATE, bytes / MEGA / spent);
    }
  }

  /** A connection that could not be made at once, among a thousand, does not spoil a figure; it is told all the same. */
  private void check(Endpoint endpoint, RunningServer server, Wrk.Result result)
      throws IOException {
    if (result.failed() == 0 && result.requests() > 0) {
      return;
    }
    String failed =
        result.failed() + " of " + result.requests() + " requests failed " + result.failures();
    if (result.requests() == 0 || result.failed() > result.requests() * MOST_FAILED) {
      throw new IOException(failed);
    }
    journal.trouble(server.name() + ", " + endpoint.name() + ": " + failed);
  }

  /** Resident memory first, for finding out what lives means to collect garbage. */
  private void measureMemory(int fleet, RunningServer server) throws IOException {
    ServerProcess process = server.process();
    Cell resident = new Cell(Metric.RESIDENT, "", server.name());
    figures.add(resident, fleet, process.residentKilobytes() / KILO);
    figures.add(resident.of(Metric.LIVE_HEAP), fleet, process.liveKilobytes() / KILO);
  }

  private interface Recorder {
    void add(Metric metric, double value);
  }
}
