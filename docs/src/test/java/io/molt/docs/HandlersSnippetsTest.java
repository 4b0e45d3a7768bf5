package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Cookie;
import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class HandlersSnippetsTest {
  enum Order {
    NAME,
    AGE
  }

  record User(long id, String name) {}

  private static final class Users {
    Mono<User> find(long id) {
      return Mono.justOrEmpty(id == 1 ? new User(1, "Ada") : null)
          .delayElement(Duration.ofMillis(1));
    }
  }

  private final Users users = new Users();

  @Test
  void all_these_are_handlers() {
    // snippet: handlers-kinds
    App app = App.create()
        .get("/now", request -> Response.text("here")) // at hand
        .get(
            "/later/{id}",
            request ->
                users.find(request.path("id", Long.class)).map(Response::json)) // empty is 404
        .get("/stream", request -> Response.ndjson(Flux.range(1, 3))) // element by element
        .get("/reference", HandlersSnippetsTest::reference);
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/now").send().expectBody("here");
      client.get("/later/1").send().expectJson("/name", "Ada");
      client.get("/later/2").send().expectProblem(404);
      client.get("/stream").send().expectBody("1\n2\n3\n");
      client.get("/reference").send().expectStatus(202);
    }
  }

  // snippet: handlers-reference
  private static Response reference(io.molt.web.http.Request request) {
    return Response.status(202);
  }

  // end

  @Test
  void parameters_are_typed() {
    // snippet: handlers-request
    Handler search = request -> {
      UUID tenant = request.path("tenant", UUID.class);
      int page = request.query("page").asInt().orElse(1);
      Order order = request.query("order").as(Order.class).orElse(Order.NAME);
      LocalDate since = request.query("since").as(LocalDate.class).get(); // 400 if it is missing
      List<String> tags = request.queryAll("tag");
      String agent = request.header("user-agent").orElse("unknown");
      String color = request
          .query("color")
          .as("a colour such as #ff8800", HandlersSnippetsTest::color)
          .orElse("#000000");
      return Response.json(Map.of(
          "page", page, "order", order, "since", since.toString(), "tags", tags, "color", color));
    };
    // end
    App app = App.create().get("/{tenant}/users", search);
    String path = "/" + UUID.randomUUID() + "/users";
    try (TestClient client = TestClient.of(app)) {
      client
          .get(path + "?since=2026-01-31&order=age&tag=a&tag=b%26c")
          .send()
          .expectStatus(200)
          .expectJson("/page", 1)
          .expectJson("/order", "AGE")
          .expectJson("/tags", List.of("a", "b&c"));
      client
          .get(path)
          .send()
          .expectProblem(400, "The query parameter 'since' is missing.")
          .expectJson("/parameter", "since");
      client
          .get(path + "?page=two")
          .send()
          .expectProblem(400)
          .expectJson("/parameter", "page")
          .expectJson("/expected", "a whole number from -2147483648 to 2147483647")
          .expectJson(
              "/detail",
              "The query parameter 'page' is 'two' (expected: a whole number from -2147483648 to 2147483647).");
      client
          .get(path + "?since=2026-01-31&color=red")
          .send()
          .expectJson("/expected", "a colour such as #ff8800");
      client
          .get("/acme/users?since=2026-01-31")
          .send()
          .expectProblem(400)
          .expectJson("/parameter", "tenant");
    }
  }

  // snippet: handlers-conversion
  private static String color(String text) {
    if (!text.matches("#[0-9a-f]{6}")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  // end

  @Test
  void responses_are_values() {
    // snippet: handlers-response
    Response created = Response.created("/users/1").withJson(Map.of("id", 1));
    Response page = Response.html("<h1>Hello</h1>").withHeader("cache-control", "max-age=60");
    Response moved = Response.redirect("/elsewhere").withStatus(308);
    // end
    assertThat(created.status().code()).isEqualTo(201);
    assertThat(page.headers().get("Cache-Control")).isEqualTo("max-age=60");
    assertThat(moved.headers().get("location")).isEqualTo("/elsewhere");
    assertThat(moved.status().code()).isEqualTo(308);
  }

  @Test
  void cookies_are_set_read_and_removed() {
    // snippet: handlers-cookies
    App app = App.create()
        .post(
            "/login",
            request -> Response.noContent()
                .withCookie(Cookie.of("session", "s-42").withMaxAge(Duration.ofHours(8))))
        .get("/me", request -> Response.text(request.cookie("session").orElse("nobody")))
        .post("/logout", request -> Response.noContent().withCookie(Cookie.removal("session")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/login")
          .send()
          .expectHeader(
              "set-cookie", "session=s-42; Path=/; Max-Age=28800; Secure; HttpOnly; SameSite=Lax");
      client.get("/me").send().expectBody("s-42");
      client.post("/logout").send().expectStatus(204);
      client.get("/me").send().expectBody("nobody");
    }
  }

  // snippet: handlers-state-key
  static final Key<Users> USERS = Key.of("users");

  // end

  @Test
  void state_is_found_by_its_key() {
    // snippet: handlers-state
    App app = App.create()
        .state(USERS, new Users())
        .get(
            "/users/{id}",
            request ->
                request.state(USERS).find(request.path("id", Long.class)).map(Response::json));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/users/1").send().expectJson("/id", 1);
    }
  }

  @Test
  void blocking_code_runs_elsewhere() {
    // snippet: handlers-blocking
    Handler report =
        request -> request.blocking(() -> slowReport(request.path("id"))).map(Response::text);
    // end
    try (TestClient client = TestClient.of(App.create().get("/reports/{id}", report))) {
      client
          .get("/reports/7")
          .send()
          .check(response -> assertThat(response.text()).startsWith("report 7 by molt-blocking"));
    }
  }

  private static String slowReport(String id) {
    return "report " + id + " by " + Thread.currentThread().getName();
  }
}
