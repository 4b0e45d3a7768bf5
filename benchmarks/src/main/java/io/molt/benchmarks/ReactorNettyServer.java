package io.molt.benchmarks;

import io.molt.benchmarks.workload.Person;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** The work of the benchmark and of the quickstart in {@code HttpServer.handle} by hand. Argument: the port. */
public final class ReactorNettyServer {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ReactorNettyServer() {}

  /** Listens until it is killed. */
  public static void main(String[] args) {
    HttpServer.create()
        .port(Integer.parseInt(args[0]))
        .handle(ReactorNettyServer::handle)
        .bindNow()
        .onDispose()
        .block();
  }

  private static Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    String path = request.uri();
    if (path.equals("/plaintext")) {
      byte[] text = "Hello, World!".getBytes(StandardCharsets.UTF_8);
      return send(response, "text/plain; charset=utf-8", Mono.just(text));
    }
    if (path.equals("/json")) {
      return json(response, Map.of("message", "Hello, World!"));
    }
    if (path.equals("/health")) {
      return json(response, Map.of("ok", true));
    }
    if (path.startsWith("/hello/")) {
      byte[] text =
          ("Hello, " + path.substring("/hello/".length()) + "!").getBytes(StandardCharsets.UTF_8);
      return send(response, "text/plain; charset=utf-8", Mono.just(text));
    }
    if (path.startsWith("/users/")) {
      return json(response, Map.of("id", path.substring("/users/".length())));
    }
    if (path.equals("/echo")) {
      return send(response, "application/json", echo(request));
    }
    return response.sendNotFound();
  }

  private static Mono<byte[]> echo(HttpServerRequest request) {
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .map(bytes -> MAPPER.writeValueAsBytes(MAPPER.readValue(bytes, Person.class)));
  }

  private static Publisher<Void> json(HttpServerResponse response, Object value) {
    return send(response, "application/json", Mono.just(MAPPER.writeValueAsBytes(value)));
  }

  private static Publisher<Void> send(
      HttpServerResponse response, String type, Mono<byte[]> content) {
    response.header(HttpHeaderNames.CONTENT_TYPE, type);
    return response.sendByteArray(content);
  }
}
