package io.molt.benchmarks;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.molt.benchmarks.workload.Probe;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import io.molt.benchmarks.workload.Ticks;
import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The work in Molt Web. Argument: the port. */
public final class MoltServer {
  private static final DataSize MAX_UPLOAD = DataSize.ofMegabytes(2);

  private final byte[] chunk = Payload.chunk();
  private final App app;
  private final Flux<String> ticks;

  MoltServer(App app) {
    this.app = app;
    this.ticks = Flux.interval(Duration.ofMillis(Ticks.MILLIS), app.scheduler())
        .onBackpressureDrop()
        .map(Ticks::data)
        .share();
  }

  /** Listens until it is killed. */
  public static void main(String[] args) {
    new MoltServer(App.create()).app().listen(Integer.parseInt(args[0]));
    Probe.ready();
  }

  App app() {
    app.get("/plaintext", req -> Response.text("Hello, World!"))
        .get("/json", MoltServer::json)
        .get("/users/{id}", req -> Response.json(Map.of("id", req.path("id"))))
        .post("/echo", req -> req.body(Person.class).map(Response::json))
        .get("/download", req -> Response.chunks(download()))
        .post("/upload", MoltServer::upload, RouteOption.maxBody(MAX_UPLOAD))
        .get("/events", req -> Response.sse(ticks.onBackpressureLatest()))
        .group("/chain", chain -> chain.use(chain()).get("/json", MoltServer::json));
    RestTable.routes()
        .forEach(route -> app.route(Method.of(route.method()), route.pattern(), rest(route)));
    return app;
  }

  private static Response json(Request request) {
    return Response.json(Map.of("message", "Hello, World!"));
  }

  private static Middleware[] chain() {
    Middleware pass = (request, next) -> next.handle(request);
    return new Middleware[] {pass, pass, pass, pass, pass};
  }

  private Flux<ByteBuffer> download() {
    return Flux.range(0, Payload.CHUNKS).map(i -> ByteBuffer.wrap(chunk));
  }

  private static Mono<Response> upload(Request request) {
    return request
        .lent()
        .reduce(0, (sum, bytes) -> sum + bytes.length())
        .map(sum -> Response.json(Map.of("bytes", sum)));
  }

  private static Handler rest(Route route) {
    return route.hasParameter()
        ? request -> Response.json(Map.of("id", request.path(route.parameter())))
        : request -> Response.json(Map.of("id", Route.NO_ID));
  }
}
