package io.molt.benchmarks.jooby;

import io.jooby.Context;
import io.jooby.ExecutionMode;
import io.jooby.Jooby;
import io.jooby.MediaType;
import io.jooby.Route;
import io.jooby.Sender;
import io.jooby.ServerOptions;
import io.jooby.StartupSummary;
import io.jooby.netty.NettyServer;
import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.molt.benchmarks.workload.Probe;
import io.molt.benchmarks.workload.RestTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The work in Jooby. Argument: the port. */
public final class JoobyServer {
  /** Its module for Jackson 3 is not to be had in this version: bytes are the shortest way. */
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final int PASSES = 5;

  private final byte[] chunk = Payload.chunk();
  private final Events events = new Events();

  /** Listens until it is killed. */
  public static void main(String[] args) {
    ServerOptions options = new ServerOptions()
        .setPort(Integer.parseInt(args[0]))
        // Its own choice would be twice as many.
        .setIoThreads(Runtime.getRuntime().availableProcessors());
    // No handler blocks, so each runs where its request was read.
    Jooby.runApp(
        new String[] {"application.env=prod"},
        new NettyServer().setOptions(options),
        ExecutionMode.EVENT_LOOP,
        app -> new JoobyServer().route(app));
  }

  private void route(Jooby app) {
    app.setStartupSummary(List.of(StartupSummary.NONE));
    app.get("/plaintext", ctx -> ctx.setResponseType(MediaType.text).send("Hello, World!"));
    app.get("/json", JoobyServer::message);
    app.get("/users/{id}", ctx -> json(ctx, Map.of("id", ctx.path("id").value())));
    app.post("/echo", ctx -> json(ctx, MAPPER.readValue(ctx.body().bytes(), Person.class)));
    app.get("/download", this::download);
    app.post("/upload", JoobyServer::upload);
    app.sse("/events", events::subscribe);
    app.path("/chain", () -> {
      for (int i = 0; i < PASSES; i++) {
        app.use(next -> ctx -> next.apply(ctx));
      }
      app.get("/json", JoobyServer::message);
    });
    RestTable.routes().forEach(route -> app.route(route.method(), route.pattern(), rest(route)));
    app.onStarted(Probe::ready);
  }

  private static Route.Handler rest(io.molt.benchmarks.workload.Route route) {
    return route.hasParameter()
        ? ctx -> json(ctx, Map.of("id", ctx.path(route.parameter()).value()))
        : ctx -> json(ctx, Map.of("id", io.molt.benchmarks.workload.Route.NO_ID));
  }

  private static Context message(Context ctx) {
    return json(ctx, Map.of("message", "Hello, World!"));
  }

  private static Context json(Context ctx, Object value) {
    return ctx.setResponseType(MediaType.json).send(MAPPER.writeValueAsBytes(value));
  }

  private Context download(Context ctx) {
    Sender sender = ctx.setResponseType(MediaType.octetStream).responseSender();
    write(sender, Payload.CHUNKS);
    return ctx;
  }

  /** Writes the next chunk when the one before has gone out. */
  private void write(Sender sender, int left) {
    if (left == 0) {
      sender.close();
    } else {
      sender.write(chunk, (ctx, failure) -> {
        if (failure == null) {
          write(sender, left - 1);
        }
      });
    }
  }

  /** Reads what Jooby has gathered, in memory or in a file: it hands nothing out before all is there. */
  private static Context upload(Context ctx) throws IOException {
    byte[] buffer = new byte[Payload.CHUNK_BYTES];
    int bytes = 0;
    try (InputStream in = ctx.body().stream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    }
    return json(ctx, Map.of("bytes", bytes));
  }
}
