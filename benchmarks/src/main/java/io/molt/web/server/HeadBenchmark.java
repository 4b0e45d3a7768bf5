package io.molt.web.server;

import io.molt.benchmarks.jmh.Heads;
import io.molt.web.App;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/** The heads of HTTP/1.1: decoded, asked for fields, encoded. In this package, since what it measures has no public name. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadBenchmark {
  private static final int HEAD_SIZE = 512;

  private final ServerContext context = Embedded.context(App.create());
  private final Http1Decoder decoder =
      new Http1Decoder(HeadLimits.defaults(), context.options.buffers().maxChunkSize());
  private final ByteBuf small = Unpooled.directBuffer().writeBytes(Heads.small("/plaintext"));
  private final ByteBuf large = Unpooled.directBuffer().writeBytes(Heads.large("/users/42"));
  private final Headers fields = fieldsOf(large);
  private final HeadEncoder encoder = new HeadEncoder(context, context.date);
  private final ByteBuf out = Unpooled.directBuffer(HEAD_SIZE);
  private final Response text = Response.text("Hello, World!");
  private final Response dressed =
      text.withHeader("cache-control", "no-store").withHeader("x-request-id", "0123456789abcdef");

  @Benchmark
  public void decodeThreeFields(Blackhole sink) {
    decode(small, sink);
  }

  @Benchmark
  public void decodeDozenFields(Blackhole sink) {
    decode(large, sink);
  }

  @Benchmark
  public @Nullable String getFirst() {
    return fields.get("host");
  }

  @Benchmark
  public @Nullable String getLast() {
    return fields.get("cookie");
  }

  @Benchmark
  public @Nullable String getAbsent() {
    return fields.get("authorization");
  }

  @Benchmark
  public void iterate(Blackhole sink) {
    fields.forEach((name, value) -> {
      sink.consume(name);
      sink.consume(value);
    });
  }

  @Benchmark
  public ByteBuf encode() {
    encoder.encode(out.clear(), text, 13, false, false);
    return out;
  }

  @Benchmark
  public ByteBuf encodeTwoMoreFields() {
    encoder.encode(out.clear(), dressed, 13, false, false);
    return out;
  }

  private void decode(ByteBuf head, Blackhole sink) {
    decoder.decode(head.readerIndex(0), new Decoded(sink::consume));
  }

  private Headers fieldsOf(ByteBuf head) {
    List<RequestHead> heads = new ArrayList<>();
    decoder.decode(head.duplicate(), new Decoded(heads::add));
    return heads.get(0).headers();
  }

  /** Takes the heads of requests that are sound and have no content. */
  private record Decoded(Consumer<RequestHead> taker) implements Http1Decoder.Receiver {
    @Override
    public void head(RequestHead head) {
      taker.accept(head);
    }

    @Override
    public void content(ByteBuf in, int count, boolean last, Headers trailers) {
      throw new IllegalStateException("content: " + count + " bytes (expected: none)");
    }

    @Override
    public void unsound(HttpException refusal, boolean inHead) {
      throw refusal;
    }

    @Override
    public boolean isClosed() {
      return false;
    }
  }
}
