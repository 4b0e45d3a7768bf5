package io.molt.benchmarks.jmh;

import io.molt.web.router.Outcome;
import io.molt.web.router.Router;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One lookup, by the number of routes: it must not matter. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class RouterBenchmark {
  private static final int PATHS = 64;

  @Param({"10", "100", "1000", "10000"})
  public int routes;

  /**
   * How many different paths are looked up in turn: as many as the smallest table has of each kind, which asks the same of
   * the processor's caches whatever the size; or 64 where there are as many, which asks for memory all over the table.
   */
  @Param({"3", "64"})
  public int distinct;

  private Router<Integer> router;
  private String[] literals;
  private String[] parameters;
  private String[] wildcards;
  private int next;

  @Setup
  public void build() {
    Router.Builder<Integer> builder = Router.builder();
    for (int i = 0; i < routes; i++) {
      builder.add("GET", pattern(i), i);
    }
    router = builder.build();
    literals = paths(0, "/list");
    parameters = paths(1, "/17/parts/42");
    wildcards = paths(2, "/css/site.css");
  }

  /** A third of each kind, below as many first segments as there are routes. */
  private static String pattern(int i) {
    return switch (i % 3) {
      case 0 -> resource(i) + "/list";
      case 1 -> resource(i) + "/{id}/parts/{part}";
      default -> resource(i) + "/{path...}";
    };
  }

  /** As long in a small table as in a large one. */
  private static String resource(int route) {
    return String.format(Locale.ROOT, "/resource%05d", route);
  }

  /** Lookups go all over the table, so that no cache holds just the one that is asked for. */
  private String[] paths(int kind, String rest) {
    String[] paths = new String[PATHS];
    for (int i = 0; i < PATHS; i++) {
      int route = (int) ((long) (i % distinct) * (routes / 3) / distinct) * 3 + kind;
      paths[i] = resource(route) + rest;
    }
    return paths;
  }

  @Benchmark
  public Outcome<Integer> literal() {
    return router.match("GET", literals[next++ & PATHS - 1]);
  }

  @Benchmark
  public Outcome<Integer> parameter() {
    return router.match("GET", parameters[next++ & PATHS - 1]);
  }

  @Benchmark
  public Outcome<Integer> wildcard() {
    return router.match("GET", wildcards[next++ & PATHS - 1]);
  }
}
