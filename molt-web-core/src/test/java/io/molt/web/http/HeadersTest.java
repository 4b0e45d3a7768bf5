package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  @Test
  void names_are_found_whatever_their_case() {
    Headers headers = Headers.of("Content-Type", "text/html");

    assertThat(headers.get("content-type")).isEqualTo("text/html");
    assertThat(headers.get("CONTENT-TYPE")).isEqualTo("text/html");
    assertThat(headers.contains("cOnTeNt-TyPe")).isTrue();
    assertThat(headers.get("content")).isNull();
    assertThat(headers.all("content")).isEmpty();
  }

  @Test
  void several_fields_of_a_name_keep_their_order() {
    Headers headers = Headers.of("set-cookie", "a=1", "x", "y", "Set-Cookie", "b=2");

    assertThat(headers.get("set-cookie")).isEqualTo("a=1");
    assertThat(headers.all("SET-COOKIE")).containsExactly("a=1", "b=2");
    assertThat(headers.size()).isEqualTo(3);
    assertThat(headers.names()).containsExactly("set-cookie", "x");
    assertThat(headers).hasToString("set-cookie: a=1\nx: y\nSet-Cookie: b=2\n");
  }

  @Test
  void with_replaces_every_field_of_that_name() {
    Headers headers = Headers.of("A", "1", "b", "2", "a", "3");

    assertThat(fields(headers.with("a", "4"))).containsExactly("b: 2", "a: 4");
    assertThat(fields(headers.with("c", "4"))).containsExactly("A: 1", "b: 2", "a: 3", "c: 4");
  }

  @Test
  void copies_leave_the_original_as_it_was() {
    Headers headers = Headers.of("a", "1");

    assertThat(fields(headers.withAdded("a", "2"))).containsExactly("a: 1", "a: 2");
    assertThat(fields(headers.without("A"))).isEmpty();
    headers.all("a").add("x");
    headers.names().add("x");
    assertThat(fields(headers)).containsExactly("a: 1");
    assertThat(Headers.empty().size()).isZero();
  }

  @Test
  void the_array_given_can_be_used_again() {
    String[] fields = {"a", "1"};
    Headers headers = Headers.of(fields);
    fields[1] = "2\r\nx: y";

    assertThat(headers.get("a")).isEqualTo("1");
  }

  @ParameterizedTest(name = "{0} shows as {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\r`|\\u000d",
        "`\n`|\\u000a",
        "`\r\nx: y`|\\u000d\\u000ax: y",
        "`\u0000`|\\u0000",
        "`\u0001`|\\u0001",
        "`\u001f`|\\u001f",
        "`\u007f`|\\u007f",
        "`\u0100`|\u0100",
        "`\u010a`|\u010a",
        "`\u560a`|\u560a",
        "`\u2028`|\\u2028",
        "`\ud83d\ude00`|\ud83d\ude00",
      })
  void a_value_that_could_break_the_message_is_refused(String bad, String shown) {
    String message =
        "header x-a: 'v" + shown + "' (expected: no control characters, no character above U+00FF)";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("x-a", "v" + bad))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.empty().with("x-a", "v" + bad))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("x-a", "ok").with("X-A", bad));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("x-a", "ok").withAdded("x-a", bad));
    assertThatIllegalArgumentException().isThrownBy(() -> Response.ok().withHeader("x-a", bad));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Response.ok().withAddedHeader("x-a", bad));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v", "a b", "tab\there", "\u00e4\u00ff", "\"q,;\\", "~!"})
  void every_other_value_is_taken_as_it_is(String value) {
    assertThat(Headers.of("a", value).get("a")).isEqualTo(value);
  }

  @ParameterizedTest(name = "<{0}>")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|``",
        "` `|` `",
        "`a b`|`a b`",
        "`a:`|`a:`",
        "`a\r\nb`|`a\\u000d\\u000ab`",
        "`a\u0000`|`a\\u0000`",
        "`\u00e4`|`\u00e4`",
        "`:status`|`:status`",
        "`a/b`|`a/b`",
        "`(a)`|`(a)`",
        "`\"a\"`|`\"a\"`",
        "`a\u007f`|`a\\u007f`",
        "`a\u0085`|`a\\u0085`",
      })
  void a_name_that_is_no_token_is_refused(String name, String shown) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of(name, "v"))
        .withMessage("header name: '" + shown + "' (expected: an RFC 9110 token)");
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.empty().withAdded(name, "v"));
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("a", "b").with(name, "v"));
  }

  @Test
  void a_name_without_value_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("a", "1", "b"))
        .withMessage("headers: 3 strings (expected: name, value, name, value ...)");
  }

  @Test
  void headers_of_an_adapter_can_be_copied_and_changed() {
    Headers wire = new Headers() {
      @Override
      public String get(String name) {
        return name.equalsIgnoreCase("host") ? "h" : null;
      }

      @Override
      public void forEach(BiConsumer<? super String, ? super String> consumer) {
        consumer.accept("Host", "h");
      }

      @Override
      public int size() {
        return 1;
      }
    };

    assertThat(fields(wire.with("a", "1"))).containsExactly("Host: h", "a: 1");
    assertThat(fields(wire.withAdded("host", "i"))).containsExactly("Host: h", "host: i");
    assertThat(fields(wire.without("host"))).isEmpty();
    assertThat(wire.without("x")).isSameAs(wire);
    assertThat(wire.all("HOST")).containsExactly("h");
    assertThat(wire.names()).containsExactly("Host");
  }

  private static List<String> fields(Headers headers) {
    List<String> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(name + ": " + value));
    return fields;
  }
}
