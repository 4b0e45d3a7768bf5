package io.molt.benchmarks.webflux;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.molt.benchmarks.workload.Probe;
import io.molt.benchmarks.workload.RestTable;
import io.molt.benchmarks.workload.Route;
import io.molt.benchmarks.workload.Ticks;
import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** The work in Spring WebFlux. Argument: the port. */
public final class WebFluxServer {
  private static final MediaType TEXT = MediaType.parseMediaType("text/plain; charset=utf-8");

  private final byte[] chunk = Payload.chunk();
  private final Flux<String> ticks = Flux.interval(Duration.ofMillis(Ticks.MILLIS))
      .onBackpressureDrop()
      .map(Ticks::data)
      .share();

  /** Listens until it is killed. */
  public static void main(String[] args) {
    RouterFunction<ServerResponse> router = new WebFluxServer().router();
    // Its own choice would be at least 4 event loops, and so more than cores.
    int cores = Runtime.getRuntime().availableProcessors();
    DisposableServer server = HttpServer.create()
        .runOn(LoopResources.create("http", cores, true))
        .port(Integer.parseInt(args[0]))
        .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(router)))
        .bindNow();
    Probe.ready();
    server.onDispose().block();
  }

  /** Routes are asked one after the other: those of the table come last, and slow no other down. */
  private RouterFunction<ServerResponse> router() {
    RouterFunctions.Builder routes = RouterFunctions.route()
        .GET(
            "/plaintext",
            request -> ServerResponse.ok().contentType(TEXT).bodyValue("Hello, World!"))
        .GET("/json", WebFluxServer::message)
        .GET("/users/{id}", request -> json(Map.of("id", request.pathVariable("id"))))
        .POST("/echo", request -> request.bodyToMono(Person.class).flatMap(WebFluxServer::json))
        .GET("/download", this::download)
        .POST("/upload", WebFluxServer::upload)
        .GET("/events", this::events)
        .path("/chain", WebFluxServer::chain);
    RestTable.routes().forEach(route -> add(routes, route));
    return routes.build();
  }

  private static void add(RouterFunctions.Builder routes, Route route) {
    routes.route(
        RequestPredicates.method(HttpMethod.valueOf(route.method()))
            .and(RequestPredicates.path(route.pattern())),
        rest(route));
  }

  private static HandlerFunction<ServerResponse> rest(Route route) {
    return route.hasParameter()
        ? request -> json(Map.of("id", request.pathVariable(route.parameter())))
        : request -> json(Map.of("id", Route.NO_ID));
  }

  private static void chain(RouterFunctions.Builder chain) {
    HandlerFilterFunction<ServerResponse, ServerResponse> pass =
        (request, next) -> next.handle(request);
    chain
        .GET("/json", WebFluxServer::message)
        .filter(pass)
        .filter(pass)
        .filter(pass)
        .filter(pass)
        .filter(pass);
  }

  private static Mono<ServerResponse> message(ServerRequest request) {
    return json(Map.of("message", "Hello, World!"));
  }

  private static Mono<ServerResponse> json(Object value) {
    return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(value);
  }

  private Mono<ServerResponse> download(ServerRequest request) {
    DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
    Flux<DataBuffer> chunks = Flux.range(0, Payload.CHUNKS).map(i -> buffers.wrap(chunk));
    return ServerResponse.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(chunks, DataBuffer.class);
  }

  private static Mono<ServerResponse> upload(ServerRequest request) {
    return request
        .body(BodyExtractors.toDataBuffers())
        .map(WebFluxServer::count)
        .reduce(0, Integer::sum)
        .flatMap(sum -> json(Map.of("bytes", sum)));
  }

  private static int count(DataBuffer content) {
    int bytes = content.readableByteCount();
    DataBufferUtils.release(content);
    return bytes;
  }

  private Mono<ServerResponse> events(ServerRequest request) {
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .body(ticks.onBackpressureLatest(), String.class);
  }
}
