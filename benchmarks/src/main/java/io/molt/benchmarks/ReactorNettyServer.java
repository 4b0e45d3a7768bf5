package io.molt.benchmarks;

import io.molt.benchmarks.workload.Payload;
import io.molt.benchmarks.workload.Person;
import io.molt.benchmarks.workload.Probe;
import io.molt.benchmarks.workload.Ticks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/** The work of the benchmark and of the quickstart in {@code HttpServer.handle} by hand. Argument: the port. */
public final class ReactorNettyServer {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final RestTree rest = new RestTree();
  private final byte[] chunk = Payload.chunk();
  private final Handler chain = pass(pass(pass(pass(pass(ReactorNettyServer::message)))));
  private final Flux<String> ticks = Flux.interval(Duration.ofMillis(Ticks.MILLIS))
      .onBackpressureDrop()
      .map(tick -> "data: " + Ticks.data(tick) + "\n\n")
      .share();

  /** What the server calls. */
  private interface Handler
      extends BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    DisposableServer server = listen(Integer.parseInt(args[0]));
    Probe.ready();
    server.onDispose().block();
  }

  static DisposableServer listen(int port) {
    // Its own choice would be at least 4, and so more loops than cores.
    int cores = Runtime.getRuntime().availableProcessors();
    return HttpServer.create()
        .runOn(LoopResources.create("http", cores, true))
        .port(port)
        .handle(new ReactorNettyServer()::handle)
        .bindNow();
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    String path = request.uri();
    if (path.equals("/plaintext")) {
      return text(response, "Hello, World!");
    }
    if (path.equals("/json")) {
      return message(request, response);
    }
    if (path.equals("/health")) {
      return json(response, Map.of("ok", true));
    }
    if (path.startsWith("/hello/")) {
      return text(response, "Hello, " + path.substring("/hello/".length()) + "!");
    }
    if (path.startsWith("/users/")) {
      return json(response, Map.of("id", path.substring("/users/".length())));
    }
    if (path.equals("/echo")) {
      return send(response, JSON, echo(request));
    }
    if (path.startsWith("/api/")) {
      return rest(response, rest.id(request.method().name(), path));
    }
    if (path.equals("/chain/json")) {
      return chain.apply(request, response);
    }
    return streams(path, request, response);
  }

  private Publisher<Void> streams(
      String path, HttpServerRequest request, HttpServerResponse response) {
    return switch (path) {
      case "/download" -> download(response);
      case "/upload" -> send(response, JSON, upload(request));
      case "/events" -> events(response);
      default -> response.sendNotFound();
    };
  }

  private static Publisher<Void> message(HttpServerRequest request, HttpServerResponse response) {
    return json(response, Map.of("message", "Hello, World!"));
  }

  private static Handler pass(Handler next) {
    return (request, response) -> next.apply(request, response);
  }

  private static Publisher<Void> rest(HttpServerResponse response, @Nullable String id) {
    return id == null ? response.sendNotFound() : json(response, Map.of("id", id));
  }

  private static Mono<byte[]> echo(HttpServerRequest request) {
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .map(bytes -> MAPPER.writeValueAsBytes(MAPPER.readValue(bytes, Person.class)));
  }

  private Publisher<Void> download(HttpServerResponse response) {
    response.header(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream");
    return response.sendByteArray(Flux.range(0, Payload.CHUNKS).map(i -> chunk));
  }

  private static Mono<byte[]> upload(HttpServerRequest request) {
    return request
        .receive()
        .map(ByteBuf::readableBytes)
        .reduce(0, Integer::sum)
        .map(sum -> MAPPER.writeValueAsBytes(Map.of("bytes", sum)));
  }

  private Publisher<Void> events(HttpServerResponse response) {
    Flux<ByteBuf> events =
        ticks.onBackpressureLatest().map(event -> ByteBufUtil.writeAscii(response.alloc(), event));
    return response.sse().send(events, event -> true);
  }

  private static Publisher<Void> text(HttpServerResponse response, String text) {
    return send(response, TEXT, Mono.just(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Publisher<Void> json(HttpServerResponse response, Object value) {
    return send(response, JSON, Mono.just(MAPPER.writeValueAsBytes(value)));
  }

  private static Publisher<Void> send(
      HttpServerResponse response, String type, Mono<byte[]> content) {
    response.header(HttpHeaderNames.CONTENT_TYPE, type);
    return response.sendByteArray(content);
  }
}
