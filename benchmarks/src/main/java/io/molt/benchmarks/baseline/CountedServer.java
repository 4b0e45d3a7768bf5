package io.molt.benchmarks.baseline;

import io.molt.benchmarks.EverythingOnServer;
import io.molt.benchmarks.log.DroppingLog;
import io.molt.web.App;
import io.molt.web.http.Middleware;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;

/**
 * The server whose requests are counted; it runs in a JVM of its own. Says its two ports, that of a bare app and that of
 * one with everything on, then a line of figures for every line that it is sent, and ends with its input.
 */
public final class CountedServer {
  record Person(String name, int age) {}

  private static final int ROUTES = 200;
  private static final int MIDDLEWARES = 5;
  private static final int CHUNKS = 64;
  private static final byte[] CHUNK = new byte[16 * 1024];

  private CountedServer() {}

  /** Serves until the input ends. */
  public static void main(String[] args) throws IOException {
    DroppingLog.use();
    try (Server bare = bare().listen(0);
        Server full = full().listen(0)) {
      PrintStream out = System.out;
      out.println(bare.port() + " " + full.port());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (in.readLine() != null) {
        out.println(figures());
      }
    }
  }

  private static App bare() {
    App app = App.create()
        .get("/plaintext", req -> Response.text("Hello, World!"))
        .get("/json", req -> Response.json(Map.of("message", "Hello, World!")))
        .get("/users/{id}", req -> Response.json(Map.of("id", req.path("id"))))
        .post("/echo", req -> req.body(Person.class).map(Response::json))
        .get("/download", req -> Response.chunks(download()))
        .post(
            "/upload",
            req -> req.chunks()
                .map(ByteBuffer::remaining)
                .reduce(0, Integer::sum)
                .map(bytes -> Response.json(Map.of("bytes", bytes))))
        .post(
            "/upload-lent",
            req -> req.lent()
                .reduce(0, (sum, bytes) -> sum + bytes.length())
                .map(bytes -> Response.json(Map.of("bytes", bytes))))
        .group(
            "/chain",
            chain -> chain
                .use(passThrough(MIDDLEWARES))
                .get("/json", req -> Response.json(Map.of("message", "Hello, World!"))));
    IntStream.range(0, ROUTES)
        .forEach(route -> app.get(
            "/api/things" + route + "/{id}/parts/{part}",
            req -> Response.json(Map.of("id", req.path("part")))));
    return app;
  }

  /** As most services have it. */
  private static App full() {
    return EverythingOnServer.everythingOn(App.create())
        .get("/plaintext", req -> Response.text("Hello, World!"));
  }

  private static Flux<ByteBuffer> download() {
    return Flux.range(0, CHUNKS).map(chunk -> ByteBuffer.wrap(CHUNK).asReadOnlyBuffer());
  }

  private static Middleware[] passThrough(int count) {
    return Stream.generate(() -> (Middleware) (req, next) -> next.handle(req))
        .limit(count)
        .toArray(Middleware[]::new);
  }

  private static String figures() {
    long bytes = bytes();
    return Arrays.stream(Metric.values())
        .map(metric -> Long.toString(metric == Metric.BYTES ? bytes : Counts.of(metric)))
        .collect(Collectors.joining(" "));
  }

  /** All threads but the one that asks. */
  private static long bytes() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long[] others =
        Arrays.stream(threads.getAllThreadIds()).filter(id -> id != self).toArray();
    long[] bytes = ((com.sun.management.ThreadMXBean) threads).getThreadAllocatedBytes(others);
    return Arrays.stream(bytes).filter(count -> count > 0).sum();
  }
}
