package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Cookie;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestResponse;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies that browsers take, and those that they would drop in silence (RFC 6265bis). */
class CookieBehaviours extends Behaviours {
  private static final AtomicReference<Supplier<Cookie>> COOKIE = new AtomicReference<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // name|secure|httpOnly|path|domain|status
        "id|false|false|/|-|200",
        "__Secure-id|true|false|/a|example.org|200",
        "__Secure-id|false|true|/|-|500",
        "__SECURE-id|false|true|/|-|500",
        "__Host-id|true|false|/|-|200",
        "__Host-id|false|true|/|-|500",
        "__Host-id|true|true|/a|-|500",
        "__Host-id|true|true|/|example.org|500",
        "__hOST-id|true|true|/|example.org|500",
        "__Http-id|true|true|/a|example.org|200",
        "__Http-id|true|false|/|-|500",
        "__Http-id|false|true|/|-|500",
        "__Host-Http-id|true|true|/|-|200",
        "__Host-Http-id|true|false|/|-|500",
        "__Host-Http-id|true|true|/a|-|500",
        "id|true|true|a|-|500",
        "id|true|true|''|-|500",
      })
  void prefix_of_the_name_is_a_promise_that_is_kept(
      String name, boolean secure, boolean httpOnly, String path, String domain, int status) {
    var response = setting(() -> {
      Cookie plain = Cookie.of("x", "1");
      return new Cookie(
          name,
          "1",
          path,
          domain.equals("-") ? null : domain,
          null,
          secure,
          httpOnly,
          plain.sameSite(),
          false);
    });

    response.expectStatus(status);
    if (status == 200) {
      response.expectCookie(name, "1");
    } else {
      response.expectNoHeader("set-cookie");
    }
  }

  @Test
  void partitioned_cookie_is_kept_to_tls() {
    setting(() -> Cookie.of("id", "1").withSameSite(Cookie.SameSite.NONE).withPartitioned(true))
        .expectHeader("set-cookie", "id=1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned");
    setting(() -> Cookie.of("id", "1").withSecure(false).withPartitioned(true)).expectProblem(500);
  }

  @ParameterizedTest
  @CsvSource({"1, 4095, 200", "1, 4096, 500", "96, 4000, 200", "97, 4000, 500"})
  void name_and_value_have_4096_characters_at_most(int name, int value, int status) {
    setting(() -> Cookie.of("n".repeat(name), "v".repeat(value))).expectStatus(status);
  }

  @ParameterizedTest
  @CsvSource({"1024, 200", "1025, 500"})
  void attribute_has_1024_characters_at_most(int length, int status) {
    setting(() -> Cookie.of("id", "1").withPath("/" + "p".repeat(length - 1))).expectStatus(status);
    setting(() -> Cookie.of("id", "1").withDomain("d".repeat(length))).expectStatus(status);
  }

  @Test
  void cookie_is_removed_by_its_name_path_and_domain() {
    Cookie cookie = Cookie.of("id", "1")
        .withPath("/app")
        .withDomain("example.org")
        .withSameSite(Cookie.SameSite.NONE)
        .withPartitioned(true);

    setting(cookie::removed)
        .expectHeader(
            "set-cookie",
            "id=; Path=/app; Domain=example.org; Max-Age=0; Secure; HttpOnly; SameSite=None; Partitioned");
  }

  @Test
  void cookie_replaces_the_one_that_browsers_could_not_tell_from_it() {
    Cookie first = Cookie.of("id", "1");
    Handler handler = request -> Response.ok()
        .withCookie(first)
        .withCookie(first.withPath("/app"))
        .withCookie(first.withDomain("example.org"))
        .withCookie(first.withPartitioned(true))
        .withCookie(Cookie.of("ID", "2"))
        .withAddedHeader("set-cookie", "raw=1; path = /; DOMAIN=.Example.ORG; Max-Age=1")
        .withCookie(Cookie.of("raw", "2").withDomain("example.org"))
        .withCookie(first.removed());

    TestResponse response = run(App.create().get("/", handler)).get("/").send();

    assertThat(response.headers().all("set-cookie"))
        .containsExactly(
            "id=1; Path=/app; Secure; HttpOnly; SameSite=Lax",
            "id=1; Path=/; Domain=example.org; Secure; HttpOnly; SameSite=Lax",
            "id=1; Path=/; Secure; HttpOnly; SameSite=Lax; Partitioned",
            "ID=2; Path=/; Secure; HttpOnly; SameSite=Lax",
            "raw=2; Path=/; Domain=example.org; Secure; HttpOnly; SameSite=Lax",
            "id=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
  }

  @Test
  void field_that_sets_no_cookie_is_left_alone() {
    Handler handler = request ->
        Response.ok().withAddedHeader("set-cookie", ";").withCookie(Cookie.of("id", "1"));

    TestResponse response = run(App.create().get("/", handler)).get("/").send();

    assertThat(response.headers().all("set-cookie"))
        .containsExactly(";", "id=1; Path=/; Secure; HttpOnly; SameSite=Lax");
  }

  private TestResponse setting(Supplier<Cookie> cookie) {
    COOKIE.set(cookie);
    return shared("setting", CookieBehaviours::settingWhatIsTold).get("/").send();
  }

  private static App settingWhatIsTold() {
    return App.create()
        .get("/", request -> Response.ok().withCookie(COOKIE.get().get()));
  }
}
