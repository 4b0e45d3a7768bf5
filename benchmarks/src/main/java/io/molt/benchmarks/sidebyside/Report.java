package io.molt.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What was found out, in Markdown. */
final class Report {
  private final Figures figures;
  private final List<String> servers;
  private final Map<String, String> facts;
  private final Map<String, String> versions;
  private final List<String> troubles;

  /**
   * Creates one.
   *
   * @param servers the names of those that were measured, that which the others are compared with first
   * @param facts of the machine, by name
   * @param versions of the servers' libraries, by server
   * @param troubles what went wrong
   */
  Report(
      Figures figures,
      List<String> servers,
      Map<String, String> facts,
      Map<String, String> versions,
      List<String> troubles) {
    this.figures = figures;
    this.servers = servers;
    this.facts = facts;
    this.versions = versions;
    this.troubles = troubles;
  }

  @Override
  public String toString() {
    return String.join(
        "\n",
        "# Molt Web and its peers side by side\n",
        list(facts),
        troubles(),
        "## What must hold\n",
        goals(),
        "## CPU per request, in µs\n",
        "User and system time of the server's process. Median of all rounds.\n",
        "![CPU per request](cpu.svg)\n",
        byEndpoint(Metric.CPU, requests()),
        "### " + servers.get(0) + " ÷ the other\n",
        "Median of the ratios of each round, and their quartiles. Below 1: the first one needs less.\n",
        ratios(Metric.CPU, requests()),
        "## Requests per second of the server's processor time\n",
        byEndpoint(Metric.RATE, requests()),
        "## Bytes allocated per request\n",
        byEndpoint(Metric.ALLOCATED, requests()),
        "## 1 MiB streamed\n",
        streams(),
        "## Latency at a constant rate, in ms\n",
        "![Latency](latency.svg)\n",
        latency(),
        "\\* overloaded by the common rate: has 60 % of its own. Dropped: slices of 20 ms that do not"
            + " count, for the generator itself was late.\n",
        "## Memory and start\n",
        byServer(List.of(
            Metric.RESIDENT,
            Metric.LIVE_HEAP,
            Metric.IDLE_RESIDENT,
            Metric.IDLE_HEAP,
            Metric.START,
            Metric.CLASSES)),
        "## Server-sent events\n",
        FanOut.SUBSCRIBERS + " subscribers, 100 events a second to each.\n",
        byServer(FanOut.ENDPOINT, List.of(Metric.EVENT_RATE, Metric.EVENT_CPU, Metric.EVENT_LATE)),
        "## Versions\n",
        list(versions));
  }

  private static String list(Map<String, String> named) {
    StringBuilder out = new StringBuilder();
    named.forEach((name, value) ->
        out.append("- ").append(name).append(": ").append(value).append('\n'));
    return out.toString();
  }

  private String troubles() {
    StringBuilder out = new StringBuilder(troubles.isEmpty() ? "" : "## What went wrong\n\n");
    troubles.forEach(trouble -> out.append("- ").append(trouble).append('\n'));
    return out.toString();
  }

  private String goals() {
    Table table = new Table(List.of("", "target", "measured", "quartiles", "rounds", "holds"));
    Goals.all().forEach(goal -> table.row(row(goal)));
    return table.toString();
  }

  private List<String> row(Goal goal) {
    String bound = String.format(Locale.ROOT, "%s %.2f", goal.isMost() ? "≤" : "≥", goal.bound());
    return goal.measured(figures)
        .map(measured -> List.of(
            goal.name(),
            bound,
            String.format(Locale.ROOT, "%.3f", measured.median()),
            String.format(Locale.ROOT, "%.3f–%.3f", measured.lower(), measured.upper()),
            String.valueOf(measured.count()),
            goal.isMet(measured) ? "yes" : "**no**"))
        .orElse(List.of(goal.name(), bound, "not measured", "", "", ""));
  }

  private String byEndpoint(Metric metric, List<String> endpoints) {
    return table(
        endpoints,
        server -> endpoint -> Table.number(figures.median(new Cell(metric, endpoint, server))),
        servers);
  }

  private String ratios(Metric metric, List<String> endpoints) {
    return table(
        endpoints,
        server -> endpoint -> {
          Cell first = new Cell(metric, endpoint, servers.get(0));
          return Table.ratio(figures.ratio(first, first.of(server)));
        },
        servers.subList(1, servers.size()));
  }

  private String streams() {
    List<String> head = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    for (String endpoint : List.of(Endpoint.DOWNLOAD, Endpoint.UPLOAD)) {
      head.add(endpoint + ", MB per CPU second");
      cells.add(new Cell(Metric.CPU_RATE, endpoint, ""));
    }
    return table(
        head,
        server -> column ->
            Table.number(figures.median(cells.get(head.indexOf(column)).of(server))),
        servers);
  }

  private String latency() {
    Table table = new Table(
        List.of("", "endpoint", "requests/s", "p50", "p99", "p99.9", "slices dropped, %"));
    for (String endpoint : Latency.ENDPOINTS) {
      for (String server : servers) {
        Cell offered = new Cell(Metric.OFFERED, endpoint, server);
        if (figures.has(offered)) {
          table.row(latency(offered));
        }
      }
    }
    return table.toString();
  }

  private List<String> latency(Cell offered) {
    boolean overloaded =
        Latency.isOverloaded(figures, offered.endpoint(), offered.server(), servers.get(0));
    Stream<String> columns = Stream.of(
            Metric.OFFERED, Metric.P50, Metric.P99, Metric.P999, Metric.DROPPED)
        .map(metric -> Table.number(figures.median(offered.of(metric))));
    String name = offered.server() + (overloaded ? " \\*" : "");
    return Stream.concat(Stream.of(name, offered.endpoint()), columns).toList();
  }

  private String byServer(List<Metric> metrics) {
    return byServer("", metrics);
  }

  private String byServer(String endpoint, List<Metric> metrics) {
    List<String> head = metrics.stream().map(Report::title).toList();
    return table(
        head,
        server -> column -> Table.number(
            figures.median(new Cell(metrics.get(head.indexOf(column)), endpoint, server))),
        servers);
  }

  private static List<String> requests() {
    return Endpoint.all().stream()
        .filter(endpoint -> !endpoint.isStream())
        .map(Endpoint::name)
        .toList();
  }

  private static String title(Metric metric) {
    return metric.unit().isEmpty() ? metric.title() : metric.title() + ", " + metric.unit();
  }

  private static String table(
      List<String> columns, Function<String, Function<String, String>> value, List<String> rows) {
    Table table = new Table(Stream.concat(Stream.of(""), columns.stream()).toList());
    for (String row : rows) {
      Stream<String> cells = columns.stream().map(value.apply(row));
      table.row(Stream.concat(Stream.of(row), cells).toList());
    }
    return table.toString();
  }
}
