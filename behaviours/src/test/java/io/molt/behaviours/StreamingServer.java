package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.forms;

import io.molt.web.App;
import io.molt.web.files.StaticFiles;
import io.molt.web.form.FormOptions;
import io.molt.web.http.Body;
import io.molt.web.http.DataSize;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.middleware.Compression;
import io.molt.web.middleware.Decompression;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.templates.Templates;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service in a JVM of its own, started with a small heap; prints its port and stops when its input ends. */
final class StreamingServer {
  record Element(int number, String text) {}

  /** What each row of a page shows. */
  static final String ROW = "row ".repeat(256);

  static final int NOISE = 1 << 20;

  private static final int PIECE = 1 << 14;

  private StreamingServer() {}

  public static void main(String[] args) throws Exception {
    Server server = App.create()
        .use(
            Compression.create(),
            Decompression.create().withMaxSize(DataSize.ofBytes(1L << 40)).withMaxRatio(2000))
        .post("/echo", request -> Response.chunks(request.chunks()))
        .get(
            "/elements/{count}",
            request -> Response.stream(Flux.range(1, request.path("count", Integer.class))
                .map(i -> new Element(i, "element"))))
        .post(
            "/form",
            request -> request
                .parts(part -> part.saveTo(Path.of(request.query("file").get())))
                .reduce(0L, Long::sum)
                .map(Response::json),
            forms(FormOptions.defaults().withMaxFile(1L << 40).withMaxTotal(1L << 40)),
            deadline(Duration.ofMinutes(5)))
        .post(
            "/whole",
            request -> request
                .form()
                .map(form -> Response.text("" + form.file("f").get().size())))
        .get(
            "/noise/{blocks}",
            request -> Response.text("")
                .withBody(Body.stream(noise().repeat(request.path("blocks", Integer.class) - 1))))
        .post(
            "/octets",
            request -> request
                .chunks()
                .reduce(0L, (sum, chunk) -> sum + chunk.remaining())
                .map(Response::json),
            deadline(Duration.ofMinutes(5)))
        .get("/page", StreamingServer::page)
        .post("/ignored", request -> Mono.never())
        .post("/count", request -> request.bodyStream(Element.class).count().map(Response::json))
        .files("/files", StaticFiles.directory(Path.of(args[0])))
        .listen(ServerOptions.defaults()
            .withPort(0)
            // What is tried is memory, and requests that nobody answers would take all places.
            .withRequests(r -> r.withAdmission(a -> a.withMaxInFlight(0))));
    PrintStream out = System.out;
    out.println(server.port());
    while (System.in.read() >= 0) {
      out.flush();
    }
    server.stop(Duration.ofSeconds(5));
  }

  /** Returns a block that does not get smaller when it is compressed, nor when it comes again: windows are smaller. */
  private static Flux<ByteBuffer> noise() {
    byte[] block = new byte[NOISE];
    new Random(1).nextBytes(block);
    return Flux.range(0, NOISE / PIECE)
        .map(i -> ByteBuffer.wrap(block, i * PIECE, PIECE).slice());
  }

  private static Mono<Response> page(Request request) {
    Iterable<String> rows = () ->
        Stream.generate(() -> ROW).limit(request.query("rows").asLong().get()).iterator();
    return Templates.precompiled(Path.of(request.query("classes").get())).stream(
        request, "rows.jte", rows);
  }
}
