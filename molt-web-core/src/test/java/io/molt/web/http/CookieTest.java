package io.molt.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTest {

  @Test
  void a_cookie_starts_from_safe_attributes() {
    assertThat(Cookie.of("id", "42").toHeader())
        .isEqualTo("id=42; Path=/; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void every_attribute_can_be_set() {
    Cookie cookie = Cookie.of("id", "42")
        .withPath("/a b")
        .withDomain("example.org")
        .withMaxAge(Duration.ofHours(1))
        .withSecure(false)
        .withHttpOnly(false)
        .withSameSite(Cookie.SameSite.STRICT);

    assertThat(cookie.toHeader())
        .isEqualTo("id=42; Path=/a b; Domain=example.org; Max-Age=3600; SameSite=Strict");
    assertThat(Cookie.of("a", "").withSameSite(Cookie.SameSite.NONE).toHeader())
        .isEqualTo("a=; Path=/; Secure; HttpOnly; SameSite=None");
  }

  @Test
  void a_removal_expires_at_once() {
    assertThat(Cookie.removal("id").withPath("/a").toHeader())
        .isEqualTo("id=; Path=/a; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(
      strings = {
        "a b",
        "a;b",
        "a,b",
        "a\"b",
        "a\\b",
        "a\r\nset-cookie: x=y",
        "\u0000",
        "\u00e4",
        "\u007f",
        "a\tb"
      })
  void a_value_that_needs_quoting_is_refused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cookie.of("id", value))
        .withMessageStartingWith("cookie value: U+")
        .withMessageContaining("(expected: visible ASCII without any of ")
        .withMessageNotContainingAny("\r", "\n", "\u0000");
  }

  @Test
  void what_browsers_refuse_is_refused_here() {
    Cookie cookie = Cookie.of("id", "x");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cookie.withSameSite(Cookie.SameSite.NONE).withSecure(false))
        .withMessage("cookie id: SameSite=None (expected: with it, Secure)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cookie.of("__Secure-id", "x").withSecure(false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cookie.of("__Host-id", "x").withPath("/a"))
        .withMessageEndingWith("(expected: with it, Secure, Path=/ and no Domain)");
    assertThat(Cookie.of("__Host-id", "x").toHeader()).startsWith("__Host-id=x; Path=/; Secure");
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(strings = {"", "a b", "a=b", "a;b", "\u00e4", "a\n"})
  void a_name_that_is_no_token_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cookie.of(name, "x"))
        .withMessageStartingWith("cookie name: '");
  }

  @Test
  void path_and_domain_cannot_add_attributes() {
    Cookie cookie = Cookie.of("id", "42");

    assertThatIllegalArgumentException().isThrownBy(() -> cookie.withPath("/; Domain=evil"));
    assertThatIllegalArgumentException().isThrownBy(() -> cookie.withPath("/\r\nx: y"));
    assertThatIllegalArgumentException().isThrownBy(() -> cookie.withDomain("a; Path=/"));
  }

  @Test
  void each_cookie_of_a_response_has_a_header_of_its_own() {
    Response response =
        Response.ok().withCookie(Cookie.of("a", "1")).withCookie(Cookie.of("b", "2"));

    assertThat(response.headers().all("set-cookie")).hasSize(2);
  }

  @ParameterizedTest(name = "<{0}>")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=1|1",
        "a=1; b=2|1",
        "b=2;a=1|1",
        "b=2; a=1 ;|1",
        "a=1; a=2|1",
        "a=\"1\"|1",
        "a=\"|\"",
        "a=x=y|x=y",
        "a=%20+|%20+",
        "a=|``",
        ";;=;;a=1|1",
        "A=2; a=1|1",
      })
  void the_first_cookie_of_a_name_counts(String header, String value) {
    Request request = Requests.get("/").withHeader("Cookie", header);

    assertThat(request.cookie("a").get()).isEqualTo(value);
  }

  @ParameterizedTest(name = "<{0}>")
  @ValueSource(strings = {"", "a", ";", "=1", " ; ", "b=1", "A=1"})
  void a_cookie_that_is_not_there_is_absent(String header) {
    assertThat(Requests.get("/").withHeader("cookie", header).cookie("a").isPresent())
        .isFalse();
  }

  @Test
  void several_cookie_headers_count_as_one() {
    Request request =
        Requests.get("/").withHeaders(Headers.of("cookie", "a=1", "Cookie", "b=2; a=3"));

    assertThat(request.cookies()).containsExactly(entry("a", "1"), entry("b", "2"));
    assertThat(Requests.get("/").cookies()).isEqualTo(Map.of());
  }
}
