package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Peer;
import io.molt.web.http.Response;
import io.molt.web.server.ServerOptions;
import io.molt.web.test.TestClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxiesSnippetsTest {
  private final App app = App.create();

  @Test
  void proxies_are_named() {
    // snippet: proxies-trusted
    ServerOptions options = ServerOptions.defaults()
        .withProxies(proxies -> proxies.withTrusted("10.0.0.0/8", "fd00::/8"));
    // end
    assertThat(options.proxies().trusted().trusts(new Peer("10.1.2.3", 1))).isTrue();
    assertThat(options.proxies().trusted().trusts(new Peer("11.1.2.3", 1))).isFalse();
  }

  @Test
  void proxies_may_begin_connections_with_a_header() {
    // snippet: proxies-protocol
    ServerOptions options = ServerOptions.defaults()
        .withProxies(proxies -> proxies.withTrusted("10.0.0.0/8").withProxyProtocol(true));
    // end
    assertThat(options.proxies().proxyProtocol()).isTrue();
  }

  @Test
  void a_server_listens_on_a_socket_too() {
    // snippet: proxies-unix
    ServerOptions options = ServerOptions.defaults()
        .withHost("127.0.0.1")
        .withUnixSocket(Path.of("/run/shop/app.sock"))
        .withProxies(proxies -> proxies.withTrusted("unix"));
    // end
    assertThat(options.unixSocket()).isPresent();
  }

  @Test
  void a_test_stands_in_for_a_proxy() {
    // snippet: proxies-client
    app.get(
        "/whoami",
        request -> Response.json(Map.of(
            "client",
            request.context().peer().address(),
            "url",
            request.scheme() + "://" + request.host().orElse("") + request.target())));
    // end

    // snippet: proxies-test
    TestClient.of(app)
        .behindProxy()
        .get("/whoami")
        .header("forwarded", "for=192.0.2.60;proto=https;host=shop.example")
        .send()
        .expectJson("/client", "192.0.2.60")
        .expectJson("/url", "https://shop.example/whoami");
    // end
  }
}
