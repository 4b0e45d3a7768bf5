package io.molt.benchmarks.helidon;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
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

/** The work in Helidon SE, at its defaults: a virtual thread for each connection. Argument: the port. */
public final class HelidonServer {
  /** Its own support of Jackson 3 is not to be had in this version: bytes are the shortest way. */
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final Header TEXT =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
  private static final Header BYTES =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/octet-stream");

  private final byte[] chunk = Payload.chunk();
  private final Clock clock = new Clock();

  /** Listens until it is killed. */
  public static void main(String[] args) {
    WebServer.builder()
        .port(Integer.parseInt(args[0]))
        .routing(new HelidonServer()::route)
        .build()
        .start();
    Probe.ready();
  }

  /** Routes are asked one after the other: those of the table come last, and slow no other down. */
  private void route(HttpRouting.Builder routes) {
    Handler pass = (request, response) -> response.next();
    routes
        .get("/plaintext", (request, response) -> response.header(TEXT).send("Hello, World!"))
        .get("/json", HelidonServer::message)
        .get("/users/{id}", (request, response) -> json(response, Map.of("id", id(request, "id"))))
        .post("/echo", HelidonServer::echo)
        .get("/download", this::download)
        .post("/upload", HelidonServer::upload)
        .get("/events", this::events)
        .get("/chain/json", pass, pass, pass, pass, pass, HelidonServer::message);
    RestTable.routes().forEach(r -> routes.route(Method.create(r.method()), r.pattern(), rest(r)));
  }

  private static Handler rest(Route route) {
    return route.hasParameter()
        ? (request, response) -> json(response, Map.of("id", id(request, route.parameter())))
        : (request, response) -> json(response, Map.of("id", Route.NO_ID));
  }

  private static String id(ServerRequest request, String parameter) {
    return request.path().pathParameters().get(parameter);
  }

  private static void message(ServerRequest request, ServerResponse response) {
    json(response, Map.of("message", "Hello, World!"));
  }

  private static void json(ServerResponse response, Object value) {
    response.header(HeaderValues.CONTENT_TYPE_JSON).send(MAPPER.writeValueAsBytes(value));
  }

  private static void echo(ServerRequest request, ServerResponse response) {
    json(response, MAPPER.readValue(request.content().inputStream(), Person.class));
  }

  private void download(ServerRequest request, ServerResponse response) throws IOException {
    try (OutputStream out = response.header(BYTES).outputStream()) {
      for (int i = 0; i < Payload.CHUNKS; i++) {
        out.write(chunk);
      }
    }
  }

  private static void upload(ServerRequest request, ServerResponse response) throws IOException {
    byte[] buffer = new byte[Payload.CHUNK_BYTES];
    int bytes = 0;
    try (InputStream in = request.content().inputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    }
    json(response, Map.of("bytes", bytes));
  }

  /** Waits for each tick in the thread of the request; whoever is slow misses some. */
  private void events(ServerRequest request, ServerResponse response) throws InterruptedException {
    try (SseSink sink = response.sink(SseSink.TYPE)) {
      String seen = clock.data();
      while (true) {
        seen = clock.after(seen);
        sink.emit(SseEvent.create(seen));
      }
    }
  }
}
