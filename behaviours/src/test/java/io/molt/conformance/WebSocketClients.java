package io.molt.conformance;

import static io.molt.web.RouteOption.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import io.molt.web.tls.TlsOptions;
import io.molt.web.websocket.WebSocketHandler;
import io.molt.web.websocket.WebSocketOptions;
import io.molt.web.websocket.WebSocketOptions.Compression;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebSocket as foreign clients see it. Needs the system property {@code websocket.client}: the path of a program for
 * Node.js, which {@code scripts/websocket-clients} brings with what it needs.
 */
final class WebSocketClients {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketClients.class);
  private static final WebSocketHandler ECHO = session -> session.send(session.receive());

  @Test
  void clients_of_node_get_on() throws Exception {
    try (Server plain = app().listen(options());
        Server secure = app().listen(options().withTls(TlsOptions.selfSigned()))) {
      Process process = new ProcessBuilder("node", program(), "" + plain.port(), "" + secure.port())
          .redirectErrorStream(true)
          .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      LOG.info("{}", output.strip());
    }
  }

  private static App app() {
    return App.create()
        .ws("/echo", ECHO)
        .ws(
            "/deflate",
            ECHO,
            webSocket(WebSocketOptions.DEFAULTS.withCompression(Compression.CONTEXT_TAKEOVER)))
        .get("/page", request -> Response.text("no session"));
  }

  private static ServerOptions options() {
    return ServerOptions.defaults().withHost("127.0.0.1").withPort(0);
  }

  private static String program() {
    String path = System.getProperty("websocket.client");
    assertThat(path)
        .as("system property websocket.client (expected: as scripts/websocket-clients sets it)")
        .isNotNull();
    return path;
  }
}
