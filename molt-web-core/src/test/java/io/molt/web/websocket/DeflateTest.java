package io.molt.web.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      permessage-deflate                                | permessage-deflate; server_no_context_takeover; client_no_context_takeover
      permessage-deflate; client_max_window_bits        | permessage-deflate; server_no_context_takeover; client_no_context_takeover
      permessage-deflate; server_max_window_bits=10     | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10
      permessage-deflate; server_max_window_bits="9"    | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=9
      """)
  void offer_is_met(String offer, String answer) {
    assertThat(DeflateTerms.of(offer, false).toHeader()).isEqualTo(answer);
  }

  @Test
  void contexts_are_kept_if_both_sides_like() {
    assertThat(DeflateTerms.of("permessage-deflate", true).toHeader())
        .isEqualTo("permessage-deflate");
    assertThat(DeflateTerms.of("permessage-deflate; server_no_context_takeover", true)
            .toHeader())
        .isEqualTo("permessage-deflate; server_no_context_takeover");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-webkit-deflate-frame",
        "permessage-deflate; unknown",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=010",
        "permessage-deflate; client_max_window_bits=99",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_max_window_bits; client_max_window_bits"
      })
  void offer_that_is_malformed_or_unknown_is_passed_over(String offer) {
    assertThat(DeflateTerms.of(offer, true)).isNull();
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "true, 9", "true, 8", "true, 15", "false, 0", "false, 10"})
  void what_is_deflated_inflates_to_the_same(boolean takeover, int bits) {
    DeflateTerms terms = new DeflateTerms(takeover, takeover, bits);
    Random random = new Random(7);
    try (Deflation deflation = new Deflation(terms);
        Inflation inflation = new Inflation(takeover)) {
      for (int size : new int[] {64, 255, 256, 257, 1000, 32768, 100_000, 65}) {
        byte[] content = compressible(random, size);
        byte[] deflated = deflation.deflate(content);
        MessageBuffer to = new MessageBuffer(size);
        inflation.inflate(deflated, deflated.length, to);
        inflation.end(to);
        assertThat(to.take()).isEqualTo(content);
      }
    }
  }

  @Test
  void context_makes_what_is_repeated_smaller() {
    byte[] content = compressible(new Random(1), 1000);
    try (Deflation deflation = new Deflation(new DeflateTerms(true, true, 0))) {
      int first = deflation.deflate(content).length;

      assertThat(deflation.deflate(content).length).isLessThan(first / 4);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "RFC 7692 section 7.2.3.1, f248cdc9c90700, Hello",
    "without compression (7.2.3.3), 000500faff48656c6c6f00, Hello",
    "a last block (7.2.3.4), f348cdc9c9070000, Hello",
    "two blocks (7.2.3.5), f248050000 00ffffcac9c90700, Hello",
  })
  void examples_of_the_specification_inflate(String what, String hex, String text) {
    byte[] deflated = HexFormat.of().parseHex(hex.replace(" ", ""));
    MessageBuffer to = new MessageBuffer(100);
    try (Inflation inflation = new Inflation(false)) {
      inflation.inflate(deflated, deflated.length, to);
      inflation.end(to);
    }

    assertThat(new String(to.take(), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void bomb_is_given_up_at_the_limit() {
    byte[] bomb;
    try (Deflation deflation = new Deflation(new DeflateTerms(true, true, 0))) {
      bomb = deflation.deflate(new byte[10_000_000]);
    }
    MessageBuffer to = new MessageBuffer(10_000);
    try (Inflation inflation = new Inflation(false)) {
      assertThatThrownBy(() -> inflation.inflate(bomb, bomb.length, to))
          .hasMessageContaining("1009");
    }
    assertThat(to.array().length).isLessThan(40_000);
  }

  @Test
  void malformed_data_is_refused() {
    byte[] malformed = {(byte) 0xff, (byte) 0xff, 0x12, 0x34};
    try (Inflation inflation = new Inflation(false)) {
      assertThatThrownBy(
              () -> inflation.inflate(malformed, malformed.length, new MessageBuffer(100)))
          .hasMessageContaining("1007");
    }
  }

  private static byte[] compressible(Random random, int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) ('a' + random.nextInt(4));
    }
    return content;
  }
}
