package io.molt.docs;

import static io.molt.web.RouteOption.attribute;
import static io.molt.web.RouteOption.consumes;
import static io.molt.web.RouteOption.deadline;
import static io.molt.web.RouteOption.maxBody;
import static io.molt.web.RouteOption.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.Group;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Response;
import io.molt.web.router.RouteConflictException;
import io.molt.web.test.TestClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingSnippetsTest {
  private static final Key<String> ROLE = Key.of("role");

  private final Handler list = request -> Response.text("list");
  private final Handler create = request -> request.text().map(Response::text);
  private final Handler receive = request -> request.bytes().map(Response::bytes);
  private final Middleware requireToken = (request, next) -> next.handle(request);

  @Test
  void a_first_table_of_routes() {
    // snippet: routing-first
    App app = App.create()
        .get("/users/{id:long}", request -> Response.text("user " + request.path("id", Long.class)))
        .delete("/users/{id:long}", request -> Response.noContent())
        .get("/files/{path...}", request -> Response.text("file " + request.path("path")))
        .route(Method.of("PURGE"), "/cache", request -> Response.noContent());
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/users/42").send().expectStatus(200).expectBody("user 42");
      client.delete("/users/42").send().expectStatus(204);
      client.get("/files/a/b.txt").send().expectBody("file a/b.txt");
      client.request(Method.of("PURGE"), "/cache").send().expectStatus(204);
      client.get("/users/x").send().expectProblem(404);
    }
  }

  @Test
  void the_more_precise_route_wins_and_hides_none() {
    // snippet: routing-precedence
    App app = App.create()
        .get("/users/{id}", request -> Response.text("any"))
        .get("/users/{id:long}", request -> Response.text("number"))
        .delete("/users/me", request -> Response.text("me"));

    try (TestClient client = TestClient.of(app)) {
      client.get("/users/7").send().expectBody("number");
      client.get("/users/ada").send().expectBody("any");
      client.get("/users/me").send().expectBody("any"); // GET is not what /users/me is for
      client.delete("/users/me").send().expectBody("me");
    }
    // end
  }

  @Test
  void groups_share_a_prefix() {
    // snippet: routing-groups
    App app = App.create()
        .group(
            "/api",
            api -> api.use(requireToken)
                .get("", request -> Response.text("the API"))
                .group("/teams/{team}", RoutingSnippetsTest::teams));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/api").send().expectBody("the API");
      client.get("/api/").send().expectProblem(404);
      client.get("/api/teams/blue/members").send().expectBody("members of blue");
    }
  }

  // snippet: routing-group-method
  private static void teams(Group team) {
    team.get("/members", request -> Response.text("members of " + request.path("team")));
  }

  // end

  @Test
  void options_of_routes_are_enforced() {
    // snippet: routing-options
    App app = App.create()
        .post(
            "/upload", receive, maxBody(DataSize.ofMegabytes(10)), deadline(Duration.ofMinutes(2)))
        .group(
            "/api",
            api -> api.get("/users", list, named("users"))
                .post("/users", create, consumes("application/json", "text/*")),
            maxBody(DataSize.ofKilobytes(16)),
            attribute(ROLE, "member"));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.post("/upload").body(new byte[20 * 1024]).send().expectStatus(200);
      client.post("/api/users").text("x".repeat(20 * 1024)).send().expectProblem(413);
      client
          .post("/api/users")
          .body(new byte[10])
          .send()
          .expectProblem(415)
          .expectHeader("accept", "application/json, text/*");
      client.post("/api/users").text("hi").send().expectBody("hi");
    }
    assertThat(app.describe().rows().get(1).options())
        .containsExactly("name=users", "maxBody=16 KB", "role=member");
  }

  @Test
  void an_app_is_mounted_below_a_prefix() {
    // snippet: routing-mount
    App admin = App.create()
        .get("/", request -> Response.text("dashboard"))
        .get("/jobs/{id}", request -> Response.text("job " + request.path("id")));

    App app = App.create()
        .get("/health", request -> Response.json(Map.of("ok", true)))
        .mount("/admin", admin);
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/admin").send().expectBody("dashboard");
      client.get("/admin/").send().expectBody("dashboard");
      client.get("/admin/jobs/7").send().expectBody("job 7");
      client.get("/admin/nothing").send().expectProblem(404);
    }
    assertThatThrownBy(() -> App.create()
            .mount("/admin", App.create())
            .get("/admin/x", request -> Response.ok())
            .build())
        .hasMessageContaining("GET /admin/x");
  }

  @Test
  void an_app_describes_itself() {
    App app = App.create()
        .group(
            "/api",
            api -> api.use(Middleware.named("auth", requireToken))
                .get("/users", list, maxBody(DataSize.ofMegabytes(2))));
    // snippet: routing-describe
    String table = app.describe().toString();
    // end
    assertThat(table)
        .startsWith("METHOD  PATTERN     MIDDLEWARE  OPTIONS       DECLARED AT\n")
        .contains("GET     /api/users  auth        maxBody=2 MB  RoutingSnippetsTest.java:");
  }

  @Test
  void an_app_explains_itself() {
    App app = App.create().get("/users/{id:long}", request -> Response.ok());
    // snippet: routing-explain
    String why = app.explain(Method.GET, "/users/abc").toString();
    // end
    assertThat(why).contains("'abc' is not a long");
  }

  @Test
  void oddities_follow_the_rules_of_the_table() {
    App app = App.create()
        .get("/users", request -> Response.text("users"))
        .get("/files/{name}", request -> Response.text(request.path("name")))
        .get("/all/{rest...}", request -> Response.text(request.path("rest")));
    try (TestClient client = TestClient.of(app)) {
      client.get("/users/").send().expectProblem(404);
      client.get("/Users").send().expectProblem(404);
      client.get("/files//").send().expectProblem(404);
      client.get("/all/a//b").send().expectBody("a//b");
      client.get("/all/a/../b").send().expectProblem(404);
      client.get("/all/%2e%2E/b").send().expectProblem(404);
      client.get("/files/a%2Fb").send().expectBody("a/b");
      client.get("/files/a+b").send().expectBody("a+b");
      client.get("/files/%zz").send().expectProblem(400);
      client.get("/nowhere/%ff").send().expectProblem(400);
      client.get("/all/").send().expectBody("");
      client.get("/all").send().expectProblem(404);
    }
  }

  @Test
  void head_and_options_and_allow_come_by_themselves() {
    App app = App.create().get("/users", list).post("/users", create);
    try (TestClient client = TestClient.of(app)) {
      client
          .head("/users")
          .send()
          .expectStatus(200)
          .expectHeader("content-length", "4")
          .expectNoBody();
      client
          .options("/users")
          .send()
          .expectStatus(204)
          .expectHeader("allow", "GET, HEAD, OPTIONS, POST");
      client.options("*").send().expectStatus(204);
      client
          .delete("/users")
          .send()
          .expectProblem(405)
          .expectHeader("allow", "GET, HEAD, OPTIONS, POST");
    }
  }

  @Test
  void routes_that_can_never_match_fail_the_build() {
    App twice = App.create().get("/a/{x}", list).get("/a/{y}", list);
    assertThatThrownBy(twice::build)
        .isInstanceOf(RouteConflictException.class)
        .hasMessageContaining("GET /a/{x}")
        .hasMessageContaining("GET /a/{y}");
    App narrower = App.create().get("/a/{a:long}", list).get("/a/{b:int}", list);
    assertThatThrownBy(narrower::build).isInstanceOf(RouteConflictException.class);
    assertThatThrownBy(() -> App.create().get("/{name}.json", list).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
