package io.molt.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Observer;
import io.molt.web.http.Refused;
import io.molt.web.http.Response;
import io.molt.web.http.Service;
import io.molt.web.http.TrustedPeers;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

class ProxyProtocolTest extends TlsTesting {
  private static final String V1 = "PROXY TCP4 192.0.2.60 203.0.113.1 4711 443\r\n";
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final Handler WHO =
      request -> Response.text(request.context().peer().address()
          + " " + request.context().peer().port() + " by "
          + request.context().connection().peer().address());

  private final BlockingQueue<Refused> refused = new LinkedBlockingQueue<>();

  @Test
  void a_header_of_version_1_names_the_client() {
    RawClient client = client(behindProxy()).send(V1).get("/");
    assertThat(client.read().content()).isEqualTo("192.0.2.60 4711 by 127.0.0.1");
    assertThat(client.get("/").read().content()).isEqualTo("192.0.2.60 4711 by 127.0.0.1");
  }

  @Test
  void addresses_of_IPv6_are_read() {
    RawClient client = client(behindProxy())
        .send("PROXY TCP6 2001:db8::1 2001:db8::2 4711 443\r\n")
        .get("/");
    assertThat(client.read().content()).isEqualTo("2001:db8:0:0:0:0:0:1 4711 by 127.0.0.1");
  }

  @Test
  void a_header_of_version_2_names_the_client_whatever_is_added_to_it() {
    byte[] header = hex(SIGNATURE + "2111" + "0011" + "c000023c" + "cb007101" + "1267" + "01bb"
        + "e0" + "0002" + "abcd");
    RawClient client = client(behindProxy()).send(header).get("/");
    assertThat(client.read().content()).isEqualTo("192.0.2.60 4711 by 127.0.0.1");
  }

  @Test
  void a_connection_of_the_proxys_own_is_the_proxys() {
    Server server = behindProxy();
    RawClient local = client(server).send(hex(SIGNATURE + "2000" + "0000")).get("/");
    assertThat(local.read().content()).startsWith("127.0.0.1 ").endsWith(" by 127.0.0.1");
    RawClient unknown = client(server).send("PROXY UNKNOWN\r\n").get("/");
    assertThat(unknown.read().content()).startsWith("127.0.0.1 ");
  }

  @Test
  void the_header_may_come_in_pieces() throws Exception {
    RawClient client = client(behindProxy());
    for (String piece : (V1 + "GET / HTTP/1.1\r\nHost: test\r\n\r\n").split("(?<=[ \\r])")) {
      client.send(piece);
      Thread.sleep(2);
    }
    assertThat(client.read().content()).isEqualTo("192.0.2.60 4711 by 127.0.0.1");
  }

  @Test
  void http_2_may_follow() throws Exception {
    RawClient client = client(behindProxy())
        .send(V1)
        .send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .send(hex("000000040000000000"));
    // A SETTINGS frame comes first, on stream 0.
    byte[] frame = client.readText(9).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(frame[3]).isEqualTo((byte) 4);
  }

  @Test
  void tls_may_follow() throws Exception {
    Server server = behindProxy(options -> options.withTls(forThisMachine()));
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
    plain.getOutputStream().write(V1.getBytes(StandardCharsets.US_ASCII));
    Socket secure = trusting(null).getSocketFactory().createSocket(plain, "localhost", 0, true);
    RawClient client = closing(RawClient.over(secure)).get("/");
    assertThat(client.read().content()).isEqualTo("192.0.2.60 4711 by 127.0.0.1");
  }

  @Test
  void http_1_follows_where_there_is_no_other() throws Exception {
    Server server = behindProxy(options -> options.withHttp2(http2 -> http2.withEnabled(false)));
    assertThat(client(server).send(V1).get("/").read().content())
        .isEqualTo("192.0.2.60 4711 by 127.0.0.1");
    RawClient late = client(server).send(V1);
    // Time to take the header by itself.
    TimeUnit.MILLISECONDS.sleep(200);
    assertThat(late.get("/").read().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: test\r\n\r\n",
        "PROXY TCP4 192.0.2.60 203.0.113.1 4711\r\n",
        "PROXY TCP4 example.com 203.0.113.1 4711 443\r\n",
        "PROXY TCP4 192.0.2.60 203.0.113.1 4711 99999\r\n",
        "PROXY TCP4 nonsense\r\nPROXY TCP4 192.0.2.60 203.0.113.1 4711 443\r\nGET / HTTP/1.1\r\n",
        "PROXY TCP4 192.0.2.60 203.0.113.1 4711 443 "
            + "and so on and so on and so on and so on and so on and so on and so on and so on"
      })
  void a_connection_that_begins_otherwise_is_closed_without_a_word(String begin) throws Exception {
    RawClient client = client(behindProxy()).send(begin);
    assertThat(endOf(client)).isEmpty();
    Refused told = next(refused);
    assertThat(told.reason()).isEqualTo(Refused.Reason.MALFORMED);
    assertThat(told.detail()).contains("PROXY protocol header");
  }

  @Test
  void a_header_that_does_not_come_in_time_ends_the_connection() throws Exception {
    Server server = behindProxy(
        options -> options.withTimeouts(t -> t.withRequestHead(Duration.ofMillis(100))));
    RawClient client = client(server).send("PROXY TCP4 192.0");
    assertThat(endOf(client)).isEmpty();
    assertThat(next(refused).reason()).isEqualTo(Refused.Reason.TIMED_OUT);
  }

  @Test
  void a_client_that_is_not_trusted_cannot_name_another() {
    Server server = server(
        WHO,
        options -> options.withProxies(
            proxies -> proxies.withTrusted("10.0.0.0/8").withProxyProtocol(true)));
    assertThat(client(server).get("/").read().content()).startsWith("127.0.0.1 ");
    assertThat(client(server).send(V1).get("/").read().status()).isEqualTo(400);
  }

  @Test
  void connections_of_trusted_proxies_are_not_counted_by_peer() {
    Server server = behindProxy(
        options -> options.withConnections(connections -> connections.withMaxPerPeer(1)));
    RawClient first = client(server).send(V1).get("/");
    RawClient second = client(server).send(V1).get("/");
    assertThat(first.read().status()).isEqualTo(200);
    assertThat(second.read().status()).isEqualTo(200);
  }

  @Test
  void a_connection_without_its_header_does_not_keep_a_server_from_stopping() throws Exception {
    Server server = behindProxy();
    RawClient client = client(server).send("PROXY TCP4");
    server.stop(Duration.ofSeconds(5));
    assertThat(endOf(client)).isEmpty();
  }

  @Test
  void forwarded_fields_count_only_of_a_client_that_is_a_proxy_too() {
    Server server = behindProxy();
    assertThat(
            client(server).send(V1).get("/", "X-Forwarded-For: 1.1.1.1").read().content())
        .startsWith("192.0.2.60 ");
    assertThat(client(server)
            .send("PROXY TCP4 127.0.0.1 127.0.0.1 4711 443\r\n")
            .get("/", "X-Forwarded-For: 192.0.2.61")
            .read()
            .content())
        .startsWith("192.0.2.61 ");
  }

  @Test
  void somebody_has_to_be_trusted_to_send_headers() {
    assertThatThrownBy(() -> Proxies.none().withProxyProtocol(true))
        .hasMessage(
            "proxyProtocol: true, of nobody (expected: trusted proxies, whose connections begin with it)");
  }

  private Server behindProxy() {
    return behindProxy(options -> options);
  }

  private Server behindProxy(UnaryOperator<ServerOptions> change) {
    Service service = Service.of(WHO, Schedulers.parallel(), Clock.systemUTC())
        .withTrusted(TrustedPeers.of("127.0.0.1"))
        .withObserver(new Observer() {
          @Override
          public void onRefusal(Refused event) {
            refused.add(event);
          }
        });
    return server(
        service,
        options -> change.apply(options.withProxies(
            proxies -> proxies.withTrusted("127.0.0.1").withProxyProtocol(true))));
  }

  /** Returns what comes before the end; a reset is one as well. */
  private static String endOf(RawClient client) {
    try {
      return client.readToEnd();
    } catch (java.net.SocketTimeoutException open) {
      throw new AssertionError("the connection is still open", open);
    } catch (java.io.IOException reset) {
      return "";
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
