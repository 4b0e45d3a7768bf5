package io.molt.web.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("in-memory")
class CookieTest {
  private final Map<String, String> answers = new LinkedHashMap<>();
  private final Handler handler = request -> {
    String cookie = answers.get(request.rawPath());
    return cookie == null
        ? Response.text(request.header("cookie").orElse("none"))
        : Response.ok().withHeader("set-cookie", cookie);
  };
  private final TestClient client = TestClient.of(handler).virtualTime();

  private void set(String path, String cookie) {
    answers.put(path, cookie);
    client.get(path).send().expectStatus(200);
  }

  @Test
  void cookie_is_sent_back() {
    set("/set", "a=1; Path=/; Secure; HttpOnly");

    client.get("/").send().expectBody("a=1");
  }

  @Test
  void later_value_replaces_the_earlier() {
    set("/set", "a=1; Path=/");
    set("/set", "a=2; Path=/");

    client.get("/").send().expectBody("a=2");
  }

  @Test
  void cookie_goes_to_its_path_only_and_longer_paths_go_first() {
    set("/set1", "a=root; Path=/");
    set("/set2", "b=users; Path=/users");

    client.get("/users").send().expectBody("b=users; a=root");
    client.get("/users/1").send().expectBody("b=users; a=root");
    client.get("/users2").send().expectBody("a=root");
  }

  @Test
  void cookie_without_a_path_belongs_to_the_directory_of_its_request() {
    set("/app/login", "a=1");

    client.get("/app/x").send().expectBody("a=1");
    client.get("/other").send().expectBody("none");
  }

  @Test
  void cookie_is_removed_by_an_age_of_zero_and_by_a_date_in_the_past() {
    set("/set", "a=1; Path=/");
    set("/remove", "a=; Path=/; Max-Age=0");
    client.get("/").send().expectBody("none");

    set("/set", "a=1; Path=/");
    set("/expire", "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    client.get("/").send().expectBody("none");
  }

  @Test
  void cookie_lives_as_long_as_it_was_given_by_the_apps_clock() {
    set("/set", "a=1; Path=/; Max-Age=60");

    client.advance(Duration.ofSeconds(59)).get("/").send().expectBody("a=1");
    client.advance(Duration.ofSeconds(1)).get("/").send().expectBody("none");
  }

  @Test
  void clients_share_no_cookies() {
    set("/set", "a=1; Path=/");

    TestClient.of(handler).get("/").send().expectBody("none");
  }

  @Test
  void client_without_cookies_keeps_none_and_sends_those_of_the_request() {
    client.withoutCookies();
    set("/set", "a=1; Path=/");

    client.get("/").send().expectBody("none");
    client.get("/").cookie("b", "2").send().expectBody("b=2");
  }

  @Test
  void cookie_of_a_response_is_expected_by_name_and_value() {
    answers.put("/set", "a=1; Path=/");

    client.get("/set").send().expectCookie("a", "1");
    assertThatThrownBy(() -> client.get("/set").send().expectCookie("a", "2"))
        .hasMessageContaining("but was: 1");
    assertThatThrownBy(() -> client.get("/set").send().expectCookie("b", "2"))
        .hasMessageContaining("but was: null");
  }
}
