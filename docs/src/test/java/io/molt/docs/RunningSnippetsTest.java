package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunningSnippetsTest {

  /** Run by hand only: a test that takes port 8080 fails where something else has it. */
  @SuppressWarnings("unused")
  private static void readme() {
    // snippet: readme
    App.create()
        .get("/health", req -> Response.json(Map.of("ok", true)))
        .get("/hello/{name}", req -> Response.text("Hello, " + req.path("name")))
        .listen(8080);
    // end
  }

  @SuppressWarnings("unused")
  private static void run(App app, String[] args) {
    // snippet: running-run
    app.run(args);
    // end
  }

  @Test
  void a_server_listens_and_stops() throws Exception {
    App app = App.create().get("/health", request -> Response.json(Map.of("ok", true)));
    // snippet: running-listen
    ServerOptions options = ServerOptions.defaults().withHost("127.0.0.1").withPort(0);
    Server server = app.listen(options);
    int port = server.port();
    // end
    String body = HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .build(),
            BodyHandlers.ofString())
        .body();
    assertThat(body).isEqualTo("{\"ok\":true}");
    assertThatThrownBy(() -> App.create().listen(options.withPort(port)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(String.valueOf(port));
    // snippet: running-stop
    server.stop(Duration.ofSeconds(30));
    // end
    assertThat(server.onStop().toFuture()).isCompleted();
  }
}
