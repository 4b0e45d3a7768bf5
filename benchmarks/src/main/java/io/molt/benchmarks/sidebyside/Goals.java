package io.molt.benchmarks.sidebyside;

import static io.molt.benchmarks.sidebyside.Contender.EVERYTHING_ON;
import static io.molt.benchmarks.sidebyside.Contender.HELIDON;
import static io.molt.benchmarks.sidebyside.Contender.JAVALIN;
import static io.molt.benchmarks.sidebyside.Contender.JOOBY;
import static io.molt.benchmarks.sidebyside.Contender.MOLT;
import static io.molt.benchmarks.sidebyside.Contender.NETTY;
import static io.molt.benchmarks.sidebyside.Contender.REACTOR_NETTY;
import static io.molt.benchmarks.sidebyside.Contender.VERTX;
import static io.molt.benchmarks.sidebyside.Contender.WEBFLUX;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold of Molt Web, beside its peers. */
final class Goals {
  private static final List<String> SIMPLE =
      List.of(Endpoint.PLAINTEXT, Endpoint.JSON, Endpoint.USER, Endpoint.ECHO);

  private Goals() {}

  /** Returns all of them, in the order of the report. */
  static List<Goal> all() {
    return Stream.of(costs(), routing(), memory(), streams(), latencies())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Goal> costs() {
    List<Goal> goals = new ArrayList<>();
    for (String endpoint : SIMPLE) {
      boolean echo = endpoint.equals(Endpoint.ECHO);
      goals.add(cost(1.03, endpoint, NETTY));
      goals.add(cost(1.00, endpoint, VERTX));
      if (!echo) {
        goals.add(cost(1.00, endpoint, JOOBY));
      }
      goals.add(cost(echo ? 0.75 : 0.92, endpoint, REACTOR_NETTY));
      goals.add(cost(0.50, endpoint, WEBFLUX));
      goals.add(cost(0.45, endpoint, JAVALIN));
    }
    goals.add(everythingOn(Endpoint.PLAINTEXT));
    goals.add(everythingOn(Endpoint.USER));
    return goals;
  }

  private static Goal everythingOn(String endpoint) {
    Cell bare = cell(Metric.CPU, endpoint);
    return ratio(1.15, "CPU, " + endpoint + ", everything on ÷ bare", bare.of(EVERYTHING_ON), bare);
  }

  private static List<Goal> routing() {
    Cell table = cell(Metric.CPU, Endpoint.REST);
    List<Cell> scanning =
        Stream.of(VERTX, WEBFLUX, JAVALIN, HELIDON).map(table::of).toList();
    return List.of(
        ratio(1.03, "203 routes ÷ one JSON route", table, cell(Metric.CPU, Endpoint.REST_ONE)),
        cost(1.00, Endpoint.REST, JOOBY),
        Goal.most(
            0.60, "203 routes ÷ the best of Vert.x, WebFlux, Javalin, Helidon", table, scanning),
        ratio(
            1.05,
            "json through 5 middlewares ÷ json",
            cell(Metric.CPU, Endpoint.CHAIN),
            cell(Metric.CPU, Endpoint.JSON)),
        ratio(
            1.10,
            "plaintext, 1,024 connections ÷ 64",
            cell(Metric.CPU, Endpoint.CROWD),
            cell(Metric.CPU, Endpoint.PLAINTEXT)));
  }

  private static List<Goal> memory() {
    return List.of(
        against(1.00, "allocated, plaintext", cell(Metric.ALLOCATED, Endpoint.PLAINTEXT), VERTX),
        Goal.most(2.3, "live heap per idle connection, KB", cell(Metric.IDLE_HEAP, "")),
        Goal.most(6, "RSS per idle connection, KB", cell(Metric.IDLE_RESIDENT, "")));
  }

  private static List<Goal> streams() {
    return Stream.of(Endpoint.DOWNLOAD, Endpoint.UPLOAD)
        .map(endpoint -> cell(Metric.CPU_RATE, endpoint))
        .map(rate -> Goal.least(
            0.95,
            rate.endpoint() + ", bytes per CPU second ÷ " + REACTOR_NETTY,
            rate,
            rate.of(REACTOR_NETTY)))
        .toList();
  }

  private static List<Goal> latencies() {
    return Latency.ENDPOINTS.stream()
        .map(endpoint -> against(1.00, "p99.9, " + endpoint, cell(Metric.P999, endpoint), VERTX))
        .toList();
  }

  private static Goal cost(double bound, String endpoint, String peer) {
    return against(bound, "CPU, " + endpoint, cell(Metric.CPU, endpoint), peer);
  }

  private static Goal against(double bound, String name, Cell figure, String peer) {
    return ratio(bound, name + " ÷ " + peer, figure, figure.of(peer));
  }

  private static Goal ratio(double bound, String name, Cell figure, Cell other) {
    return Goal.most(bound, name, figure, List.of(other));
  }

  private static Cell cell(Metric metric, String endpoint) {
    return new Cell(metric, endpoint, MOLT);
  }
}
