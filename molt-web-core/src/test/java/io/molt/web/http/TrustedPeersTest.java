package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPeersTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1/32, 192.0.2.1, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "fd00::/8, fdff::9, true",
    "fd00::/8, fc00::9, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, 2001:db8::1, true",
    "unix, unix, true",
    "127.0.0.1, unix, false",
    "0.0.0.0/0, unknown, false",
    "0.0.0.0/0, _hidden, false",
    "0.0.0.0/0, in-memory, false",
    "in-memory, in-memory, true",
  })
  void a_peer_is_trusted_if_an_entry_covers_it(String entry, String address, boolean trusted) {
    assertThat(TrustedPeers.of(entry).trusts(new Peer(address, 1))).isEqualTo(trusted);
  }

  @Test
  void an_address_of_IPv4_within_IPv6_is_one_of_IPv4() throws Exception {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    bytes[12] = 10;
    InetAddress address = java.net.Inet6Address.getByAddress(null, bytes, -1);
    assertThat(TrustedPeers.of("10.0.0.0/8").trusts(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "::/129",
        "fe80::1%eth0",
        "[::1]",
        "1:2:3",
        "example.com/8"
      })
  void anything_else_is_refused(String entry) {
    assertThatThrownBy(() -> TrustedPeers.of("::1", entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("trusted peer: '" + entry + "' (expected: ");
  }

  @Test
  void nobody_is_trusted_unless_named() {
    assertThat(TrustedPeers.none().trusts(new Peer("127.0.0.1", 1))).isFalse();
    assertThat(TrustedPeers.of()).isEqualTo(TrustedPeers.none());
    assertThat(TrustedPeers.of("::1", "unix")).hasToString("::1,unix");
  }
}
