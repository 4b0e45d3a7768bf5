package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Response;
import io.molt.web.server.ServerOptions;
import io.molt.web.test.TestClient;
import io.molt.web.test.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolsSnippetsTest {

  @ParameterizedTest
  @CsvSource({"HTTP_1_1, HTTP/1.1", "HTTP_2, HTTP/2", "HTTP_2_CLEARTEXT, HTTP/2", "HTTP_3, HTTP/3"})
  void a_handler_may_ask_how_it_is_called(Transport transport, String protocol) {
    // snippet: protocols-which
    App app = App.create()
        .get(
            "/", request -> Response.text("by " + request.context().connection().protocol()));
    // end
    try (TestClient client = TestClient.of(app, transport)) {
      client.get("/").send().expectBody("by " + protocol);
    }
  }

  @Test
  void protocols_are_switched_off_one_by_one() {
    // snippet: protocols-off
    ServerOptions options = ServerOptions.defaults()
        .withHttp2(http2 -> http2.withEnabled(false))
        .withHttp3(http3 -> http3.withEnabled(false));
    // end
    assertThat(options.http2().enabled()).isFalse();
    assertThat(options.http3().enabled()).isFalse();
  }
}
