package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a client is, as proxies at 10.0.0.0/8 and 2001:db8:a::/48 tell it. */
class ProvenanceTest {
  private static final TrustedPeers PROXIES = TrustedPeers.of("10.0.0.0/8", "2001:db8:a::/48");
  private static final Peer PROXY = new Peer("10.0.0.1", 4711);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.60 | 192.0.2.60",
        "FOR=192.0.2.60 | 192.0.2.60",
        "for=\"192.0.2.60:8080\" | 192.0.2.60:8080",
        "for=192.0.2.60:8080 | 192.0.2.60:8080",
        "for=\"[2001:db8:cafe::17]:4711\" | 2001:db8:cafe:0:0:0:0:17:4711",
        "for=\"[2001:db8:cafe::17]\" | 2001:db8:cafe:0:0:0:0:17",
        "for=\"\\[2001:db8:cafe::17\\]\" | 2001:db8:cafe:0:0:0:0:17",
        "for=_gazonk | _gazonk",
        "for=\"_gazonk:_port\" | _gazonk",
        "for=unknown | unknown",
        "for=Unknown | unknown",
        "by=203.0.113.43;for=192.0.2.60;proto=http | 192.0.2.60",
        "for=192.0.2.60 ; by=_p; | 192.0.2.60",
        "for=192.0.2.60;ext=\"a,b;c\\\"d\" | 192.0.2.60",
        "for=192.0.2.60,, | 192.0.2.60",
      })
  void an_element_of_forwarded_names_the_client(String field, String client) {
    assertThat(text(of("forwarded", field).peer())).isEqualTo(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "for",
        "for=",
        "for=\"\"",
        "for=192.0.2.256",
        "for=example.com",
        "for=localhost",
        "for=192.0.2.1:99999",
        "for=192.0.2.1:",
        "for=\"[2001:db8::1\"",
        "for=\"[192.0.2.1]\"",
        "for=\"192.0.2.1",
        "for=\"192.0.2.1\\",
        "for=192.0.2.1;for=192.0.2.2",
        "for=192.0.2.1;x",
        "for=192.0.2.1 for=192.0.2.2",
        "f or=192.0.2.1",
        "for=_<script>",
        "for=unix",
        "for=in-memory",
        ";;;",
        "proto=http",
      })
  void what_cannot_be_understood_counts_for_nothing(String field) {
    assertThat(of("forwarded", field)).isEqualTo(new Provenance(PROXY, "http", "origin"));
  }

  @Test
  void the_way_is_gone_back_as_far_as_those_on_it_are_trusted() {
    Provenance found = of(
        "forwarded",
        "for=1.1.1.1;proto=https;host=evil, for=192.0.2.9;proto=https;host=shop",
        "forwarded",
        "for=\"[2001:db8:a::7]\";proto=http;host=inner, for=10.3.2.1");
    assertThat(found).isEqualTo(new Provenance(new Peer("192.0.2.9", 0), "https", "shop"));
  }

  @Test
  void the_way_ends_at_a_hidden_client() {
    assertThat(
            of("forwarded", "for=192.0.2.9, for=_hidden, for=10.0.0.2").peer().address())
        .isEqualTo("_hidden");
  }

  @Test
  void the_way_ends_before_what_cannot_be_understood() {
    assertThat(
            of("forwarded", "for=192.0.2.9, for=nonsense!, for=10.0.0.2").peer().address())
        .isEqualTo("10.0.0.2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=\"",
        "for=\"1.1.1.1",
        "\"",
        "\\",
        "\"\\",
        "for=1.1.1.1;x=\"",
        "for=1.1.1.1, for=\"\\",
        ",,,",
        "for=10.0.0.9;proto=https;host=\"evil"
      })
  void nothing_that_a_client_sends_changes_what_a_proxy_adds(String sent) {
    String added = sent + ", for=\"[2001:db8:b::1]:80\";proto=https;host=\"shop:8443\"";
    assertThat(of("forwarded", added))
        .isEqualTo(new Provenance(new Peer("2001:db8:b:0:0:0:0:1", 80), "https", "shop:8443"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop/path", "user@shop", "shop:port", "a b", "", "shop:123456", "[::1"})
  void a_host_that_is_none_is_left_aside(String host) {
    assertThat(of("forwarded", "for=192.0.2.9;proto=ftp;host=\"" + host + "\""))
        .isEqualTo(new Provenance(new Peer("192.0.2.9", 0), "http", "origin"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.60 | 192.0.2.60",
        "1.1.1.1, 192.0.2.60 | 192.0.2.60",
        "1.1.1.1, 192.0.2.60, 10.0.0.7 | 192.0.2.60",
        "192.0.2.60:8080, 10.0.0.7:1 | 192.0.2.60:8080",
        "2001:db8:cafe::17, 2001:db8:a::1 | 2001:db8:cafe:0:0:0:0:17",
        "[2001:db8:cafe::17]:80 | 2001:db8:cafe:0:0:0:0:17:80",
        "::ffff:192.0.2.60 | 192.0.2.60",
        "1.1.1.1, unknown | unknown",
        "1.1.1.1, nonsense! | 10.0.0.1:4711",
        "1.1.1.1, localhost, 10.0.0.7 | 10.0.0.7",
        "10.0.0.5, 10.0.0.6 | 10.0.0.5",
        "192.0.2.60,, | 192.0.2.60",
      })
  void x_forwarded_for_names_the_client(String field, String client) {
    assertThat(text(of("x-forwarded-for", field).peer())).isEqualTo(client);
  }

  @Test
  void values_that_are_as_many_as_the_nodes_belong_to_them() {
    Provenance found = of(
        "x-forwarded-for", "1.1.1.1, 192.0.2.60, 10.0.0.7",
        "x-forwarded-proto", "http, https, http",
        "x-forwarded-host", "evil, shop, inner");
    assertThat(found).isEqualTo(new Provenance(new Peer("192.0.2.60", 0), "https", "shop"));
  }

  @Test
  void of_other_values_the_last_counts() {
    Provenance found = of(
        "x-forwarded-for", "1.1.1.1, 192.0.2.60, 10.0.0.7",
        "x-forwarded-proto", "http, https",
        "x-forwarded-host", "shop:9443");
    assertThat(found).isEqualTo(new Provenance(new Peer("192.0.2.60", 0), "https", "shop:9443"));
  }

  @Test
  void a_scheme_alone_is_taken() {
    assertThat(of("x-forwarded-proto", "https"))
        .isEqualTo(new Provenance(PROXY, "https", "origin"));
  }

  @ParameterizedTest
  @CsvSource({"8443, origin:8443", "443, origin", "80, origin:80", "0, origin", "x, origin"})
  void a_port_goes_with_a_host_that_names_none(String port, String host) {
    assertThat(of("x-forwarded-proto", "https", "x-forwarded-port", port).host())
        .isEqualTo(host);
  }

  @Test
  void a_port_is_left_aside_where_the_host_names_one() {
    assertThat(of("x-forwarded-host", "[2001:db8::1]:81", "x-forwarded-port", "8443")
            .host())
        .isEqualTo("[2001:db8::1]:81");
    assertThat(
            of("x-forwarded-host", "[2001:db8::1]", "x-forwarded-port", "8443").host())
        .isEqualTo("[2001:db8::1]:8443");
  }

  @Test
  void forwarded_goes_before_the_older_fields() {
    assertThat(of("x-forwarded-for", "1.1.1.1", "forwarded", "for=192.0.2.9")
            .peer()
            .address())
        .isEqualTo("192.0.2.9");
    assertThat(of("x-forwarded-for", "1.1.1.1", "forwarded", "nonsense").peer()).isEqualTo(PROXY);
  }

  @Test
  void nobody_else_can_say_anything() {
    Headers all = Headers.of(
        "host",
        "origin",
        "forwarded",
        "for=1.1.1.1;proto=https;host=evil",
        "x-forwarded-for",
        "1.1.1.1",
        "x-forwarded-proto",
        "https",
        "x-forwarded-host",
        "evil",
        "x-forwarded-port",
        "1");
    Peer client = new Peer("192.0.2.9", 1);
    Connection direct = Connection.of(client, Protocol.HTTP_1_1);
    assertThat(Provenance.of(direct, all, PROXIES))
        .isEqualTo(new Provenance(client, "http", "origin"));
    Connection passedOn = Connection.of(PROXY, Protocol.HTTP_1_1).withSource(client);
    assertThat(Provenance.of(passedOn, all, PROXIES))
        .isEqualTo(new Provenance(client, "http", "origin"));
  }

  @Test
  void a_proxy_may_be_behind_one_that_passes_connections_on() {
    Connection passedOn =
        Connection.of(PROXY, Protocol.HTTP_1_1).withSource(new Peer("10.0.0.2", 2));
    assertThat(Provenance.of(passedOn, Headers.of("forwarded", "for=192.0.2.9"), PROXIES)
            .peer())
        .isEqualTo(new Peer("192.0.2.9", 0));
  }

  @Test
  void over_tls_the_scheme_is_https() {
    Tls tls = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.empty(), java.util.List.of());
    Connection secure = new Connection(PROXY, Protocol.HTTP_2, Optional.of(tls));
    assertThat(Provenance.of(secure, Headers.empty(), TrustedPeers.none()))
        .isEqualTo(new Provenance(PROXY, "https", null));
  }

  private static Provenance of(String... fields) {
    Headers headers = Headers.of("host", "origin");
    for (int i = 0; i < fields.length; i += 2) {
      headers = headers.withAdded(fields[i], fields[i + 1]);
    }
    return Provenance.of(Connection.of(PROXY, Protocol.HTTP_1_1), headers, PROXIES);
  }

  private static String text(Peer peer) {
    return peer.port() == 0 ? peer.address() : peer.address() + ":" + peer.port();
  }
}
