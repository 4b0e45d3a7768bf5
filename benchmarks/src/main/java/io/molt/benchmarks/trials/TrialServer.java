package io.molt.benchmarks.trials;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.DataSize;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.server.ServerOptions;
import io.molt.web.server.Timeouts;
import io.molt.web.sse.Topic;
import io.molt.web.sse.TopicOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A service with something of everything. Arguments: the port; the seconds of every timeout, or else the defaults. */
public final class TrialServer {
  private static final int CHUNK = 16 * 1024;
  private static final int CHUNKS = 4096;
  private static final int KEPT = 100;
  private static final String FILLER = " ".repeat(1000);

  private TrialServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    ServerOptions options = ServerOptions.defaults().withPort(Integer.parseInt(args[0]));
    app()
        .listen(
            args.length > 1
                ? options.withTimeouts(t -> all(t, Duration.ofSeconds(Long.parseLong(args[1]))))
                : options);
  }

  private static App app() {
    Topic topic = Topic.create(TopicOptions.defaults().withCapacity(KEPT));
    AtomicLong number = new AtomicLong();
    return App.create()
        .get("/plaintext", req -> Response.text("Hello, World!"))
        .get("/json", req -> Response.json(Map.of("message", "Hello, World!")))
        .post("/echo", req -> req.bytes().map(Response::bytes))
        .post("/upload", req -> count(req.chunks()), RouteOption.maxBody(DataSize.ofMegabytes(100)))
        .get("/download", req -> Response.chunks(chunks()))
        .get("/topic", req -> Response.sse(topic.events(req)))
        .post(
            "/topic/{count}",
            req -> req.blocking(() -> publish(topic, number, req)).thenReturn(Response.noContent()))
        .get(
            "/ticks",
            req -> Response.stream(Flux.interval(Duration.ofMillis(10)).onBackpressureDrop()));
  }

  private static int publish(Topic topic, AtomicLong number, Request req) {
    int count = req.path("count", Integer.class);
    for (int i = 0; i < count; i++) {
      topic.publish(number.incrementAndGet() + FILLER);
    }
    return count;
  }

  private static Publisher<Response> count(Flux<ByteBuffer> chunks) {
    return chunks
        .reduce(0L, (sum, chunk) -> sum + chunk.remaining())
        .map(sum -> Response.text(sum.toString()));
  }

  private static Flux<ByteBuffer> chunks() {
    byte[] chunk = new byte[CHUNK];
    return Flux.range(0, CHUNKS).map(i -> ByteBuffer.wrap(chunk));
  }

  private static Timeouts all(Timeouts timeouts, Duration time) {
    return timeouts
        .withRequestHead(time)
        .withBodyIdle(time)
        .withKeepAlive(time)
        .withWriteStall(time);
  }
}
