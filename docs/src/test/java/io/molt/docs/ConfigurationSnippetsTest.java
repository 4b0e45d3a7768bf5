package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.config.Settings;
import io.molt.web.config.Sources;
import io.molt.web.http.Response;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ConfigurationSnippetsTest {
  private record Pool() implements AutoCloseable {
    Mono<String> query() {
      return Mono.just("row");
    }

    @Override
    public void close() {}
  }

  /** A program runs in a process of its own. */
  @SuppressWarnings("unused")
  private static final class Service {
    // snippet: configuration-run
    public static void main(String[] args) {
      App.create().get("/health", request -> Response.json(Map.of("ok", true))).run(args);
    }
    // end
  }

  @SuppressWarnings("unused")
  private static void code(App app, String[] args) {
    // snippet: configuration-code
    ServerOptions options = ServerOptions.defaults()
        .withPort(9000)
        .withRequests(requests -> requests.withDeadline(Duration.ofSeconds(10)));
    app.run(args, options);
    // end
  }

  @SuppressWarnings("unused")
  private static void cleanUp(String[] args) {
    // snippet: configuration-clean-up
    try (Pool pool = new Pool()) {
      App.create().get("/", request -> pool.query().map(Response::text)).run(args);
    }
    // end
  }

  @Test
  void settings_can_be_read_without_a_program() {
    App app = App.create();
    // snippet: configuration-read
    Sources sources =
        new Sources(List.of("--port", "0"), Map.of(), Map.of("MOLT_HOST", "127.0.0.1"));
    Settings settings = Settings.read(sources, ServerOptions.defaults());
    Server server = app.listen(settings.options());
    // end
    try (server) {
      assertThat(server.host()).isEqualTo("127.0.0.1");
      assertThat(settings.values())
          .extracting(Settings.Value::toString)
          .containsExactly("host = 127.0.0.1 (MOLT_HOST)", "port = 0 (--port)");
    }
  }
}
