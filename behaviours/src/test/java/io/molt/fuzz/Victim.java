package io.molt.fuzz;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.tls.TlsOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service in which nothing fails by itself, and which counts what is under way. */
final class Victim implements AutoCloseable {
  record Person(String name, int age) {}

  private static final Duration GRACE = Duration.ofSeconds(3);

  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final Server server;

  /** Starts one, in clear text or with TLS. */
  Victim(boolean secure) {
    server = app().listen(secure ? options().withTls(TlsOptions.selfSigned()) : options());
  }

  int port() {
    return server.port();
  }

  /** Returns how many requests have begun. */
  long begun() {
    return begun.get();
  }

  /** Returns how many requests have begun and not ended. */
  long underWay() {
    return begun.get() - ended.get();
  }

  @Override
  public void close() {
    server.stop(GRACE);
  }

  private static ServerOptions options() {
    return ServerOptions.defaults()
        .withHost("127.0.0.1")
        .withPort(0)
        .withTimeouts(t -> t.withRequestHead(Duration.ofSeconds(5))
            .withBodyIdle(Duration.ofSeconds(5))
            .withTlsHandshake(Duration.ofSeconds(5))
            .withKeepAlive(Duration.ofSeconds(5))
            .withWriteStall(Duration.ofSeconds(5)));
  }

  private App app() {
    return App.create()
        .use((request, next) -> {
          begun.incrementAndGet();
          request.context().ended().subscribe(outcome -> ended.incrementAndGet());
          return next.handle(request);
        })
        .get("/", request -> Response.text("hello"))
        .get("/hello/{name}", request -> later("Hello, " + request.path("name")))
        .get("/stream", request -> Response.stream(Flux.range(1, 100)))
        .post("/echo", request -> Response.chunks(request.chunks()))
        .post("/ignore", request -> Response.noContent())
        .post("/json", request -> request.body(Person.class).map(Response::json))
        .post("/ndjson", request -> Response.ndjson(request.bodyStream(Person.class)));
  }

  private static Publisher<Response> later(String text) {
    return Mono.delay(Duration.ofMillis(1)).map(tick -> Response.text(text));
  }
}
