package io.molt.benchmarks.javalin;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.json.JavalinJackson3;
import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.molt.benchmarks.workload.Probe;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The work in Javalin. Argument: the port. */
public final class JavalinServer {
  private static final int JDK_WITH_VIRTUAL_THREADS = 21;
  private static final int PASSES = 5;

  private final byte[] chunk = Payload.chunk();
  private final Events events = new Events();

  /** Listens until it is killed. */
  public static void main(String[] args) {
    Javalin.create(new JavalinServer()::configure).start(Integer.parseInt(args[0]));
    Probe.ready();
  }

  private void configure(JavalinConfig config) {
    boolean virtual = Runtime.version().feature() >= JDK_WITH_VIRTUAL_THREADS;
    config.concurrency.useVirtualThreads = virtual;
    config.jsonMapper(new JavalinJackson3(JsonMapper.builder().build(), virtual));
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.startup.showJavalinBanner = false;
    config
        .routes
        .get(
            "/plaintext",
            ctx -> ctx.contentType("text/plain; charset=utf-8").result("Hello, World!"))
        .get("/json", JavalinServer::message)
        .get("/users/{id}", ctx -> ctx.json(Map.of("id", ctx.pathParam("id"))))
        .post("/echo", ctx -> ctx.json(ctx.bodyAsClass(Person.class)))
        .get("/download", this::download)
        .post("/upload", JavalinServer::upload)
        .sse("/events", events::subscribe)
        .get("/chain/json", JavalinServer::message);
    for (int i = 0; i < PASSES; i++) {
      config.routes.before("/chain/*", ctx -> {});
    }
    RestTable.routes()
        .forEach(route -> config.routes.addHttpHandler(
            HandlerType.findOrCreate(route.method()), route.pattern(), rest(route)));
  }

  private static Handler rest(Route route) {
    return route.hasParameter()
        ? ctx -> ctx.json(Map.of("id", ctx.pathParam(route.parameter())))
        : ctx -> ctx.json(Map.of("id", Route.NO_ID));
  }

  private static void message(Context ctx) {
    ctx.json(Map.of("message", "Hello, World!"));
  }

  private void download(Context ctx) throws IOException {
    ctx.contentType("application/octet-stream");
    OutputStream out = ctx.outputStream();
    for (int i = 0; i < Payload.CHUNKS; i++) {
      out.write(chunk);
    }
  }

  private static void upload(Context ctx) throws IOException {
    byte[] buffer = new byte[Payload.CHUNK_BYTES];
    int bytes = 0;
    try (InputStream in = ctx.bodyInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    }
    ctx.json(Map.of("bytes", bytes));
  }
}
