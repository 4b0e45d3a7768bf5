package io.molt.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a.txt|a.txt",
        "a/b.txt|a/b.txt",
        "a/b/|a/b",
        "a+b%20c%25.txt|a+b c%.txt",
        "%C3%A4|\u00e4",
        "%2541|%41",
        ".well-known/x|.well-known/x",
        "a..b|a..b",
        "console.log|console.log",
        "com10|com10",
        "com|com",
        "null|null",
        "auxiliary.txt|auxiliary.txt",
        "a~1|a~1",
      })
  void a_harmless_path_is_a_name(String path, String name) {
    assertThat(Name.ofRaw(path)).hasToString(name);
  }

  @Test
  void the_empty_path_is_the_root() {
    assertThat(Name.ofRaw("")).isEqualTo(new Name(List.of()));
    assertThat(Name.isDirectory("")).isTrue();
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "/",
        "//",
        "/a",
        "a//b",
        "a//",
        ".",
        "..",
        "./a",
        "../a",
        "a/..",
        "a/./b",
        "%2e%2e",
        "%2E/a",
        "..%2fa",
        "a%2fb",
        "a%5cb",
        "%5c",
        "a:b",
        "C:",
        "a%00",
        "%00a",
        "a%0a",
        "a%0d%0ab",
        "a%1f",
        "a%7f",
        "a%C2%80",
        "a%C2%9f",
        "a.",
        "a..",
        "a%20",
        "a.%20",
        "%20",
        "a*",
        "a%3f",
        "a%22",
        "a%3c",
        "a%3e",
        "a%7c",
        "con",
        "CON",
        "Con.txt",
        "con.tar.gz",
        "con%20.txt",
        "prn",
        "aux",
        "nul",
        "com0",
        "com1",
        "com9.x",
        "lpt1",
        "com%C2%B2",
        "lpt%C2%B3.txt",
        "conin$",
        "CONOUT$",
        ".a",
        "%2ea",
        ".",
        ".well-known.",
        ".WELL-KNOWN",
        "a/.b/c",
        "a%FF",
        "a%C0%AFb"
      })
  void what_means_something_else_is_no_name(String path) {
    assertThat(Name.ofRaw(path)).isNull();
  }
}
