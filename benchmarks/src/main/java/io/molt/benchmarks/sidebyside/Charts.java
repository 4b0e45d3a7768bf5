package io.molt.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;

/** The charts of a report. */
final class Charts {
  private final Figures figures;
  private final List<String> servers;

  Charts(Figures figures, List<String> servers) {
    this.figures = figures;
    this.servers = servers;
  }

  /** Returns that of what a request costs, with a panel for each endpoint. */
  Chart cpu() {
    List<Chart.Panel> panels = new ArrayList<>();
    for (Endpoint endpoint : Endpoint.all()) {
      if (!endpoint.isStream()) {
        add(panels, Metric.CPU, endpoint.name(), endpoint.name());
      }
    }
    return new Chart("CPU per request, µs (less is better)", panels);
  }

  /** Returns that of latency, with a panel for each percentile. */
  Chart latency() {
    List<Chart.Panel> panels = new ArrayList<>();
    for (String endpoint : Latency.ENDPOINTS) {
      for (Metric metric : List.of(Metric.P50, Metric.P99, Metric.P999)) {
        add(panels, metric, endpoint, endpoint + ", " + metric.title());
      }
    }
    return new Chart("Latency at 60 % load, ms (less is better)", panels);
  }

  private void add(List<Chart.Panel> panels, Metric metric, String endpoint, String title) {
    List<Chart.Bar> bars = new ArrayList<>();
    for (String server : servers) {
      figures
          .median(new Cell(metric, endpoint, server))
          .ifPresent(
              value -> bars.add(new Chart.Bar(server, value, server.equals(Contender.MOLT))));
    }
    if (!bars.isEmpty()) {
      panels.add(new Chart.Panel(title, bars));
    }
  }
}
