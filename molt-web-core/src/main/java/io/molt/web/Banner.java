package io.molt.web;

import io.molt.web.http.Protocol;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says when a server has started: one line at info, the route table at debug. */
final class Banner {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  private Banner() {}

  static void print(
      ServerOptions options, Server server, RouteTable table, Instant begun, Clock clock) {
    Instant now = clock.instant();
    LOG.info(
        "Molt Web listens on {}://{}:{} ({}){}, {} routes, Java {}, ready in {} ms, JVM up {} ms",
        options.tls().isPresent() ? "https" : "http",
        shown(options.host()),
        server.port(),
        protocols(server),
        redirect(options, server),
        table.rows().size(),
        Runtime.version().feature(),
        Duration.between(begun, now).toMillis(),
        Duration.between(jvmStart(now), now).toMillis());
    LOG.debug("Routes:\n{}", table);
  }

  /** Returns what is spoken; that whoever speaks HTTP/1.1 also bears with HTTP/1.0 goes without saying. */
  private static String protocols(Server server) {
    return server.protocols().stream()
        .filter(protocol -> protocol != Protocol.HTTP_1_0)
        .map(Protocol::toString)
        .collect(Collectors.joining(", "));
  }

  private static String redirect(ServerOptions options, Server server) {
    OptionalInt from = server.redirectPort();
    return from.isPresent()
        ? ", sends on to it from http://" + shown(options.host()) + ":" + from.getAsInt()
        : "";
  }

  /** Returns a host that can be put into a browser: an address that stands for all of them cannot. */
  private static String shown(String host) {
    if (host.equals("0.0.0.0") || host.equals("::")) {
      return "localhost";
    }
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  private static Instant jvmStart(Instant otherwise) {
    return ProcessHandle.current().info().startInstant().orElse(otherwise);
  }
}
