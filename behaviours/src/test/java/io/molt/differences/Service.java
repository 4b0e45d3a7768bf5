package io.molt.differences;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.Body;
import io.molt.web.http.Cookie;
import io.molt.web.http.DataSize;
import io.molt.web.http.Headers;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.ServerSentEvent;
import jakarta.validation.constraints.NotBlank;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One of everything that an app can answer with. */
final class Service {
  private static final String STYLE = "</style.css>; rel=preload; as=style";
  private static final DataSize SMALL = DataSize.ofBytes(16);
  private static final Duration SOON = Duration.ofMillis(50);

  record Person(@NotBlank String name, int age) {}

  private Service() {}

  /** Returns the app, which finds one file at {@code file}. */
  static App app(Path file) {
    App app = App.create();
    whole(app, file);
    streams(app);
    contents(app);
    fieldsOfTheConnection(app);
    return app;
  }

  private static void whole(App app, Path file) {
    app.get("/text", request -> Response.text("Zoë"))
        .get("/json", request -> Response.json(Map.of("name", "Ada")))
        .get("/empty", request -> Response.ok())
        .get("/nothing", request -> Response.noContent())
        .get("/moved", request -> Response.redirect("/text"))
        .get("/cookie", request -> Response.ok().withCookie(Cookie.of("lang", "en")))
        .get("/file", request -> Response.file(file))
        .get("/cached", request -> Response.file(file).withStatus(304).withHeader("etag", "\"1\""))
        .get("/field", request -> Response.text("a field").withHeader("x-name", "Zoë"))
        .get("/fails", request -> {
          throw new IllegalStateException("on purpose");
        })
        .get("/never", request -> Mono.never(), RouteOption.deadline(SOON))
        .get("/hints", request -> {
          request.context().earlyHints(Headers.of("link", STYLE));
          return Response.text("a page");
        });
  }

  private static void streams(App app) {
    app.get("/chunks", request -> Response.chunks(chunks("one, ", "two")))
        .get("/measured", request -> Response.ok().withBody(Body.stream(chunks("one, ", "two"), 8)))
        .get("/array", request -> Response.stream(Flux.range(1, 3)))
        .get("/ndjson", request -> Response.ndjson(Flux.range(1, 3)))
        .get("/events", request -> Response.sse(Flux.just(ServerSentEvent.of("tick"))))
        .get(
            "/trailers",
            request ->
                Response.ndjson(Flux.range(1, 3)).withTrailers(() -> Headers.of("x-count", "3")))
        .get("/endless", request -> Response.chunks(chunks("one").concatWith(Flux.never())))
        .get(
            "/fails-later",
            request -> Response.chunks(
                chunks("one").concatWith(Flux.error(new IllegalStateException("on purpose")))))
        .get("/too-short", request -> Response.ok().withBody(Body.stream(Flux.empty(), 8)));
  }

  private static void contents(App app) {
    app.post("/echo", request -> Response.chunks(request.chunks()))
        .post("/small", request -> request.text().map(Response::text), RouteOption.maxBody(SMALL))
        .post("/people", request -> request.body(Person.class).map(Response::json))
        .post(
            "/trailers",
            request -> request
                .bytes()
                .then(request.trailers())
                .map(trailers -> Response.text("x-digest: " + trailers.get("x-digest"))))
        .post("/unread", request -> Response.text("not read"))
        .get("/seen", Service::seen)
        .post("/seen", Service::seen);
  }

  private static void fieldsOfTheConnection(App app) {
    app.get("/close", request -> Response.text("bye").withHeader("connection", "close"))
        .get(
            "/hops",
            request -> Response.text("hops")
                .withHeader("keep-alive", "timeout=5")
                .withHeader("upgrade", "other/1")
                .withHeader("transfer-encoding", "gzip"))
        .get(
            "/dated",
            request -> Response.text("dated")
                .withHeader("date", "Thu, 01 Jan 2026 00:00:00 GMT")
                .withHeader("server", "mine"));
  }

  /** Answers with what a handler can know of the request, a line each. */
  private static Publisher<Response> seen(Request request) {
    List<String> lines = new ArrayList<>();
    lines.add(request.method() + " " + request.target());
    lines.add("scheme " + request.scheme());
    lines.add("host " + request.host().orElse("none"));
    lines.add("protocol " + request.context().connection().protocol());
    lines.add("tls " + request.context().connection().tls().isPresent());
    lines.add("peer " + request.context().peer().address());
    request
        .headers()
        .forEach(
            (name, value) -> lines.add("field " + name.toLowerCase(Locale.ROOT) + ": " + value));
    return request.bytes().thenReturn(Response.chunks(chunks(String.join("\n", lines))));
  }

  static Flux<ByteBuffer> chunks(String... texts) {
    return Flux.just(texts).map(text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
