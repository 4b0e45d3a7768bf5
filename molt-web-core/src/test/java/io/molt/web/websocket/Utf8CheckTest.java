package io.molt.web.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8CheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "7f",
        "c280",
        "dfbf",
        "e0a080",
        "ed9fbf",
        "ee8080",
        "efbfbf",
        "f0908080",
        "f48fbfbf",
        "48c3a9e282acf09f9880"
      })
  void text_is_accepted(String hex) {
    Utf8Check check = new Utf8Check();
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(check.accept(bytes, 0, bytes.length)).isTrue();
    assertThat(check.end()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "continuation alone, 80",
    "longer than need be, c080",
    "longer than need be, c1bf",
    "longer than need be, e09fbf",
    "longer than need be, f08fbfbf",
    "surrogate, eda080",
    "surrogate, edbfbf",
    "beyond Unicode, f4908080",
    "beyond Unicode, f5808080",
    "no such byte, ff",
    "broken off by a letter, e28241",
  })
  void other_bytes_are_refused(String what, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(new Utf8Check().accept(bytes, 0, bytes.length)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "e282", "f09f98"})
  void end_amid_a_character_is_refused(String hex) {
    Utf8Check check = new Utf8Check();
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(check.accept(bytes, 0, bytes.length)).isTrue();
    assertThat(check.end()).isFalse();
  }
}
