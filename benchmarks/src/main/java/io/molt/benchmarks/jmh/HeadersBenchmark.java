package io.molt.benchmarks.jmh;

import io.molt.web.http.Headers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Header fields as handlers make them, a dozen as a browser sends them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadersBenchmark {
  private final Headers dozen = Headers.of(Heads.DOZEN);
  private String value = "no-store";

  @Benchmark
  public @Nullable String getFirst() {
    return dozen.get("Host");
  }

  @Benchmark
  public @Nullable String getLast() {
    return dozen.get("Cookie");
  }

  @Benchmark
  public @Nullable String getAbsent() {
    return dozen.get("Authorization");
  }

  @Benchmark
  public Headers replace() {
    return dozen.with("cache-control", value);
  }

  @Benchmark
  public Headers add() {
    return dozen.withAdded("x-more", value);
  }

  @Benchmark
  public void iterate(Blackhole sink) {
    dozen.forEach((name, text) -> {
      sink.consume(name);
      sink.consume(text);
    });
  }
}
