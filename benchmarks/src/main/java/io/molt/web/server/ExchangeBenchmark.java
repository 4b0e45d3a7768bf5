package io.molt.web.server;

import io.molt.benchmarks.jmh.Heads;
import io.molt.web.App;
import io.molt.web.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.Objects;
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
import org.openjdk.jmh.infra.Blackhole;

/** A whole exchange on a connection of HTTP/1.1, from octets to octets: all that a request costs but the system calls. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExchangeBenchmark {
  private final EmbeddedChannel connection = Embedded.connection(App.create()
      .get("/plaintext", req -> Response.text("Hello, World!"))
      .get("/users/{id}", req -> Response.json(Map.of("id", req.path("id")))));
  private final ByteBuf plaintext = Unpooled.directBuffer().writeBytes(Heads.small("/plaintext"));
  private final ByteBuf user = Unpooled.directBuffer().writeBytes(Heads.small("/users/42"));

  @Benchmark
  public void plaintext(Blackhole sink) {
    exchange(plaintext, sink);
  }

  @Benchmark
  public void pathParameterAndJson(Blackhole sink) {
    exchange(user, sink);
  }

  private void exchange(ByteBuf request, Blackhole sink) {
    connection.writeInbound(request.retainedDuplicate());
    Object response = Objects.requireNonNull(connection.readOutbound(), "there is no response");
    sink.consume(response);
    ReferenceCountUtil.release(response);
  }
}
