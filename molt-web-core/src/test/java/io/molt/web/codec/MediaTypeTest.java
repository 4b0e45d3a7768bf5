package io.molt.web.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/html | text/html",
        "TEXT/HTML | text/html",
        "Application/JSON | application/json",
        "*/* | */*",
        "text/* | text/*",
        "application/problem+json | application/problem+json",
        "application/vnd.a.v1+json | application/vnd.a.v1+json",
        "text/html;charset=utf-8 | text/html; charset=utf-8",
        "text/html ; charset=utf-8 | text/html; charset=utf-8",
        "text/html;\tcharset=utf-8 | text/html; charset=utf-8",
        "text/html; CharSet=UTF-8 | text/html; charset=UTF-8",
        "text/html; charset=\"utf-8\" | text/html; charset=utf-8",
        "text/html; a=1; b=2 | text/html; a=1; b=2",
        "text/html; b=2; a=1 | text/html; b=2; a=1",
        "text/html; a=1; a=2 | text/html; a=1",
        "text/html; | text/html",
        "text/html;;; | text/html",
        "text/html; ; a=1 | text/html; a=1",
        "multipart/form-data; boundary=\"a b;c\" | multipart/form-data; boundary=\"a b;c\"",
        "text/html; a=\"\" | text/html; a=\"\"",
        "text/html; a=\"x\\\"y\" | text/html; a=\"x\\\"y\"",
        "text/html; a=\"x\\\\y\" | text/html; a=\"x\\\\y\"",
        "text/html; a=\"\\z\" | text/html; a=z",
        "text/html; a=\"x=y\" | text/html; a=\"x=y\"",
      })
  void a_media_type_is_printed_as_it_was_understood(String text, String printed) {
    MediaType parsed = MediaType.parse(text);

    assertThat(parsed).hasToString(printed);
    assertThat(MediaType.parse(printed)).isEqualTo(parsed);
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "",
        " ",
        "text",
        "text/",
        "/html",
        "/",
        "text//html",
        "text/html/x",
        "text /html",
        "text/ html",
        "te xt/html",
        "text/html,text/plain",
        "text/html; charset",
        "text/html; charset=",
        "text/html; =utf-8",
        "text/html; charset = utf-8",
        "text/html; charset=\"utf-8",
        "text/html; charset=\"utf-8\\",
        "text/html; charset=\"utf-8\"x",
        "text/html; charset=utf-8 x",
        "text/html charset=utf-8",
        "text/html\r\nx: y",
        "text/h\u00e4ml",
        "text/html; a=b,c",
        "text/{html}",
      })
  void what_is_no_media_type_is_refused_with_its_text(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaType.parse(text))
        .withMessage("media type: '" + text + "' (expected: type/subtype; name=value)");
  }

  @ParameterizedTest(name = "{0} includes {1}: {2}")
  @CsvSource({
    "*/*, text/html, true",
    "text/*, text/html, true",
    "text/*, application/json, false",
    "text/html, text/html, true",
    "text/html, text/plain, false",
    "text/html, text/*, false",
    "text/html;level=1, text/html, true",
    "application/json, application/problem+json, false",
  })
  void a_range_includes_types_whatever_their_parameters(String range, String type, boolean in) {
    assertThat(MediaType.parse(range).includes(MediaType.parse(type))).isEqualTo(in);
  }

  @ParameterizedTest(name = "{0} has suffix json: {1}")
  @CsvSource({
    "application/json, true",
    "application/problem+json, true",
    "application/vnd.x+JSON, true",
    "application/xjson, false",
    "application/json+xml, false",
  })
  void a_structured_suffix_is_seen(String type, boolean json) {
    assertThat(MediaType.parse(type).hasSuffix("json")).isEqualTo(json);
  }

  @Test
  void the_charset_is_that_of_the_parameter() {
    assertThat(MediaType.parse("text/plain; charset=\"ISO-8859-1\"").charset())
        .contains(StandardCharsets.ISO_8859_1);
    assertThat(MediaType.TEXT.charset()).contains(StandardCharsets.UTF_8);
    assertThat(MediaType.JSON.charset()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"klingon", "utf 8", "../etc", "-", "\u0000"})
  void a_charset_that_nobody_knows_is_unsupported(String charset) {
    MediaType type = MediaType.JSON.with("charset", charset);

    assertThatThrownBy(type::charset)
        .isInstanceOf(UnsupportedMediaTypeException.class)
        .hasMessage("charset: " + charset + " (expected: one this server knows, such as utf-8)");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "text/plain, c3bc, ü",
    "text/plain, efbbbfc3bc, ü",
    "text/plain, efbbbf, ''",
    "text/plain, efbbbfefbbbf41, '\uFEFFA'",
    "text/plain, 41efbbbf, 'A\uFEFF'",
    "text/plain; charset=utf-8, efbbbf41, A",
    "text/plain; charset=UTF8, efbbbf41, A",
    "text/plain; charset=iso-8859-1, fc, ü",
    "text/plain; charset=iso-8859-1, efbbbf, ï»¿",
    "text/plain; charset=utf-16, feff0041, A",
    "text/plain; charset=utf-16, fffe4100, A",
    "text/plain; charset=utf-16, 0041, A",
    "text/plain; charset=utf-16le, fffe4100, '\uFEFFA'",
    "application/json, efbbbf31, 1",
    "text/plain, ff, '\uFFFD'",
  })
  void text_is_read_in_its_charset_without_the_mark_of_utf_8(
      String mediaType, String bytes, String text) {
    assertThat(MediaType.parse(mediaType).text(HexFormat.of().parseHex(bytes))).isEqualTo(text);
  }

  @Test
  void text_in_a_charset_that_nobody_knows_is_unsupported() {
    MediaType klingon = MediaType.TEXT.with("charset", "klingon");

    assertThatThrownBy(() -> klingon.text(new byte[0]))
        .isInstanceOf(UnsupportedMediaTypeException.class);
  }

  @Test
  void a_list_is_a_header_value() {
    assertThat(MediaType.list(List.of(MediaType.JSON, MediaType.TEXT)))
        .isEqualTo("application/json, text/plain; charset=utf-8");
    assertThat(MediaType.list(List.of())).isEmpty();
  }

  @Test
  void parts_that_are_not_tokens_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaType.of("text", "a b"))
        .withMessage("media type: 'a b' (expected: an RFC 9110 token)");
    assertThatIllegalArgumentException().isThrownBy(() -> MediaType.of("", "html"));
  }

  @Test
  void with_sets_a_parameter_in_a_copy() {
    MediaType html = MediaType.of("Text", "HTML");

    assertThat(html.with("Charset", "utf-8")).isEqualTo(MediaType.HTML);
    assertThat(html).hasToString("text/html");
    assertThat(MediaType.HTML.with("charset", "us-ascii"))
        .hasToString("text/html; charset=us-ascii");
  }

  @Test
  void parameters_cannot_be_changed_from_outside() {
    assertThatThrownBy(() -> MediaType.parse("a/b; c=d; e=f").parameters().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> MediaType.parse("a/b; c=d").parameters().put("x", "y"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(MediaType.parse("a/b; c=d").parameters()).isEqualTo(Map.of("c", "d"));
  }
}
