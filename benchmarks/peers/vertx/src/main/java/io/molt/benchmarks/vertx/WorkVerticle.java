package io.molt.benchmarks.vertx;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** The work on one event loop. */
final class WorkVerticle extends VerticleBase {
  static final String TICKS = "ticks";

  /** For what is more than a map: Vert.x alone writes maps, and faster, but binds nothing to a class. */
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("application/octet-stream");
  private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");
  private static final int PASSES = 5;

  private final int port;
  private final byte[] chunk = Payload.chunk();
  private final Set<HttpServerResponse> subscribers = new LinkedHashSet<>();

  WorkVerticle(int port) {
    this.port = port;
  }

  @Override
  public Future<?> start() {
    vertx.eventBus().<String>consumer(TICKS, tick -> publish(tick.body()));
    return vertx.createHttpServer().requestHandler(router()).listen(port);
  }

  /** Routes are asked one after the other: those of the table come last, and slow no other down. */
  private Router router() {
    Router router = Router.router(vertx);
    router.get("/plaintext").handler(WorkVerticle::text);
    router.get("/json").handler(WorkVerticle::message);
    router.get("/users/:id").handler(ctx -> ctx.json(Map.of("id", ctx.pathParam("id"))));
    router.post("/echo").handler(WorkVerticle::echo);
    router.get("/download").handler(this::download);
    router.post("/upload").handler(WorkVerticle::upload);
    router.get("/events").handler(this::subscribe);
    router.route("/chain/*").subRouter(chain());
    RestTable.routes().forEach(route -> add(router, route));
    return router;
  }

  private Router chain() {
    Router chain = Router.router(vertx);
    for (int i = 0; i < PASSES; i++) {
      chain.route().handler(RoutingContext::next);
    }
    chain.get("/json").handler(WorkVerticle::message);
    return chain;
  }

  private static void add(Router router, Route route) {
    router
        .route(
            HttpMethod.valueOf(route.method()),
            route.pattern().replace('{', ':').replace("}", ""))
        .handler(rest(route));
  }

  private static Handler<RoutingContext> rest(Route route) {
    return route.hasParameter()
        ? ctx -> ctx.json(Map.of("id", ctx.pathParam(route.parameter())))
        : ctx -> ctx.json(Map.of("id", Route.NO_ID));
  }

  private static void text(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end("Hello, World!");
  }

  private static void message(RoutingContext ctx) {
    ctx.json(Map.of("message", "Hello, World!"));
  }

  /** Reads the content without a BodyHandler, which is there for forms and files too. */
  private static void echo(RoutingContext ctx) {
    ctx.request()
        .body()
        .map(content -> MAPPER.readValue(content.getBytes(), Person.class))
        .onSuccess(person -> ctx.response()
            .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
            .end(Buffer.buffer(MAPPER.writeValueAsBytes(person))))
        .onFailure(ctx::fail);
  }

  private void download(RoutingContext ctx) {
    HttpServerResponse response = ctx.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, BYTES).setChunked(true);
    writeChunks(response, Payload.CHUNKS);
  }

  /** Writes while there is room, and goes on when there is again. */
  private void writeChunks(HttpServerResponse response, int chunks) {
    int left = chunks;
    while (left > 0 && !response.writeQueueFull()) {
      response.write(Buffer.buffer(chunk));
      left--;
    }
    if (left == 0) {
      response.end();
    } else {
      int rest = left;
      response.drainHandler(drained -> writeChunks(response, rest));
    }
  }

  private static void upload(RoutingContext ctx) {
    int[] bytes = new int[1];
    ctx.request()
        .handler(content -> bytes[0] += content.length())
        .endHandler(end -> ctx.json(Map.of("bytes", bytes[0])));
  }

  private void subscribe(RoutingContext ctx) {
    HttpServerResponse response = ctx.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS).setChunked(true).writeHead();
    response.closeHandler(closed -> subscribers.remove(response));
    subscribers.add(response);
  }

  private void publish(String tick) {
    if (!subscribers.isEmpty()) {
      Buffer event = Buffer.buffer("data: " + tick + "\n\n");
      subscribers.stream().filter(to -> !to.writeQueueFull()).forEach(to -> to.write(event));
    }
  }
}
