package io.molt.benchmarks.jmh;

import io.molt.web.codec.MediaType;
import io.molt.web.json.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Small values to JSON and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JsonBenchmark {
  private final JsonCodec codec = new JsonCodec();
  private final byte[] person = "{\"name\":\"Ada\",\"age\":36}".getBytes(StandardCharsets.UTF_8);
  private String id = "42";

  /** A value to be read and written. */
  public record Person(String name, int age) {}

  private final Person ada = new Person("Ada", 36);

  @Benchmark
  public Object readRecord() {
    return codec.decode(person, Person.class, MediaType.JSON);
  }

  @Benchmark
  public byte[] writeRecord() {
    return codec.encode(ada, Person.class, MediaType.JSON);
  }

  @Benchmark
  public byte[] writeMap() {
    return codec.encode(Map.of("id", id), Map.class, MediaType.JSON);
  }
}
