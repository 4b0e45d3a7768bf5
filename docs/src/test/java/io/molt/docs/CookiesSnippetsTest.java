package io.molt.docs;

import io.molt.web.App;
import io.molt.web.http.Cookie;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CookiesSnippetsTest {
  // snippet: cookies-session
  static Cookie session(String id) {
    return Cookie.of("__Host-session", id).withMaxAge(Duration.ofHours(8));
  }

  // end

  @Test
  void session_is_set_read_and_removed() {
    // snippet: cookies-app
    App app = App.create()
        .post("/login", request -> Response.noContent().withCookie(session("s-42")))
        .get("/me", request -> Response.text(request.cookie("__Host-session").orElse("nobody")))
        .post("/logout", request -> Response.noContent().withCookie(session("").removed()));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/login")
          .send()
          .expectHeader(
              "set-cookie",
              "__Host-session=s-42; Path=/; Max-Age=28800; Secure; HttpOnly; SameSite=Lax");
      client.get("/me").send().expectBody("s-42");
      client
          .post("/logout")
          .send()
          .expectHeader(
              "set-cookie", "__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
      client.get("/me").send().expectBody("nobody");
    }
  }
}
