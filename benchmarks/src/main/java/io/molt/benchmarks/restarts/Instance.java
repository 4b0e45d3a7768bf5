package io.molt.benchmarks.restarts;

import io.molt.web.App;
import io.molt.web.Health;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.tls.TlsOptions;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service that stops in good order when it is told to end. Arguments: the port, and "tls" for TLS. */
public final class Instance {
  private static final Duration MOMENT = Duration.ofMillis(50);

  private Instance() {}

  /** Listens until it is told to end. */
  public static void main(String[] args) {
    ServerOptions options = ServerOptions.defaults()
        .withHost("127.0.0.1")
        .withPort(Integer.parseInt(args[0]))
        .withShutdown(shutdown -> shutdown.withGrace(Duration.ofSeconds(20)));
    Server server =
        app().listen(args.length > 1 ? options.withTls(TlsOptions.selfSigned()) : options);
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop"));
  }

  private static App app() {
    return App.create()
        .get("/ready", Health.readiness())
        .get("/quick", request -> Response.text("quick"))
        .get(
            "/slow",
            request -> Mono.delay(MOMENT, request.scheduler()).map(tick -> Response.text("slow")))
        .get(
            "/stream",
            request -> Response.ndjson(
                Flux.interval(MOMENT.dividedBy(5), request.scheduler()).take(5)))
        .post("/echo", request -> Response.chunks(request.chunks()));
  }
}
