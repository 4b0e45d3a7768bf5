package io.molt.behaviours;

import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.forms;

import io.molt.web.App;
import io.molt.web.files.StaticFiles;
import io.molt.web.form.FormOptions;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service in a JVM of its own, started with a small heap; prints its port and stops when its input ends. */
final class StreamingServer {
  record Element(int number, String text) {}

  private StreamingServer() {}

  public static void main(String[] args) throws Exception {
    Server server = App.create()
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
}
