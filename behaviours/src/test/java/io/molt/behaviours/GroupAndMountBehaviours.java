package io.molt.behaviours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.RouteOption;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Middleware;
import io.molt.web.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Routes that share a prefix, and apps within apps. */
class GroupAndMountBehaviours extends Behaviours {
  private static final Key<String> TITLE = Key.of("title");
  private static final Key<String> ROLE = Key.of("role");
  private static final Handler PATTERN =
      request -> Response.text(request.pattern().orElse("none"));
  private static final Handler LENGTH =
      request -> request.bytes().map(bytes -> Response.text("" + bytes.length));

  private static Middleware adding(String value) {
    return (request, next) ->
        next.handle(request).map(response -> response.withAddedHeader("x-by", value));
  }

  @Test
  void routes_of_a_group_share_its_prefix() {
    App app =
        App.create().group("/api", api -> api.get("/users", PATTERN).get("/posts/{id}", PATTERN));
    var client = run(app);

    client.get("/api/users").send().expectBody("/api/users");
    client.get("/api/posts/1").send().expectBody("/api/posts/{id}");
    client.get("/users").send().expectProblem(404);
  }

  @Test
  void groups_within_groups_join_their_prefixes() {
    App app = App.create()
        .group(
            "/api",
            api ->
                api.group("/v1", v1 -> v1.group("/users", users -> users.get("/{id}", PATTERN))));

    run(app).get("/api/v1/users/7").send().expectBody("/api/v1/users/{id}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void empty_pattern_and_slash_stand_for_the_prefix_itself(String pattern) {
    var client = run(App.create().group("/users", users -> users.get(pattern, PATTERN)));

    client.get("/users").send().expectBody("/users");
    client.get("/users/").send().expectProblem(404);
  }

  @Test
  void group_may_have_no_prefix() {
    App app = App.create()
        .group("", group -> group.use(adding("group")).get("/in", PATTERN))
        .get("/out", PATTERN);
    var client = run(app);

    client.get("/in").send().expectBody("/in").expectHeader("x-by", "group");
    client.get("/out").send().expectBody("/out").expectNoHeader("x-by");
  }

  @Test
  void prefix_may_have_parameters() {
    App app = App.create()
        .group(
            "/users/{user:long}",
            user -> user.get(
                "/posts/{post}",
                request ->
                    Response.text(request.path("user", long.class) + " " + request.path("post"))));
    var client = run(app);

    client.get("/users/7/posts/a").send().expectBody("7 a");
    client.get("/users/x/posts/a").send().expectProblem(404);
  }

  @Test
  void prefix_may_be_used_by_more_than_one_group() {
    App app = App.create()
        .group("/api", open -> open.get("/open", PATTERN))
        .group("/api", closed -> closed.use(adding("closed")).get("/closed", PATTERN));
    var client = run(app);

    client.get("/api/open").send().expectStatus(200).expectNoHeader("x-by");
    client.get("/api/closed").send().expectStatus(200).expectHeader("x-by", "closed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "/api/", "/"})
  void prefix_without_its_one_slash_at_the_start_is_refused(String prefix) {
    App app = App.create();

    assertThatThrownBy(() -> app.group(prefix, group -> group.get("/x", PATTERN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefix: '" + prefix
            + "' (expected: a leading slash and none at the end, such as /api)");
  }

  @ParameterizedTest
  @CsvSource({
    "/a/inherits, 3, 200",
    "/a/inherits, 4, 413",
    "/a/overrides, 4, 200",
    "/a/b/narrows, 2, 413",
    "/a/b/narrows, 1, 200"
  })
  void options_of_a_group_are_inherited_and_the_innermost_counts(
      String path, int length, int status) {
    App app = App.create()
        .group(
            "/a",
            a -> a.post("/inherits", LENGTH)
                .post("/overrides", LENGTH, RouteOption.maxBody(DataSize.ofBytes(9)))
                .group(
                    "/b",
                    b -> b.post("/narrows", LENGTH),
                    RouteOption.maxBody(DataSize.ofBytes(1))),
            RouteOption.maxBody(DataSize.ofBytes(3)));

    run(app).post(path).text("x".repeat(length)).send().expectStatus(status);
  }

  @Test
  void attribute_of_a_group_is_found_by_its_middleware_unless_the_route_has_its_own() {
    Middleware checking = (request, next) -> next.handle(request)
        .map(response ->
            response.withHeader("x-role", request.routeAttribute(ROLE).orElse("none")));
    App app = App.create()
        .group(
            "/a",
            a -> a.use(checking)
                .get("/inherits", PATTERN)
                .get("/overrides", PATTERN, RouteOption.attribute(ROLE, "admin")),
            RouteOption.attribute(ROLE, "user"))
        .group("/b", b -> b.use(checking).get("/", PATTERN));
    var client = run(app);

    client.get("/a/inherits").send().expectHeader("x-role", "user");
    client.get("/a/overrides").send().expectHeader("x-role", "admin");
    client.get("/b").send().expectHeader("x-role", "none");
  }

  @Test
  void mounted_app_sees_paths_without_the_prefix() {
    App admin = App.create().get("/users", PATTERN).get("/", request -> Response.text("home"));
    var client = run(App.create().mount("/admin", admin));

    client.get("/admin/users").send().expectStatus(200);
    client.get("/admin/").send().expectBody("home");
    client.get("/admin").send().expectBody("home");
    client.get("/users").send().expectProblem(404);
  }

  @Test
  void pattern_in_a_mounted_app_begins_with_the_prefix() {
    App admin = App.create().get("/users/{id}", PATTERN);

    run(App.create().mount("/admin", admin))
        .get("/admin/users/7")
        .send()
        .expectBody("/admin/users/{id}");
  }

  @Test
  void raw_path_in_a_mounted_app_is_the_one_that_was_sent() {
    App admin = App.create()
        .get("/{name}", request -> Response.text(request.rawPath() + " " + request.path("name")));

    run(App.create().mount("/admin", admin))
        .get("/admin/a%20b")
        .send()
        .expectBody("/admin/a%20b a b");
  }

  @Test
  void mount_takes_whole_segments_only() {
    App app = App.create()
        .mount("/admin", App.create().get("/", request -> Response.text("mounted")))
        .get("/administrator", request -> Response.text("outer"));

    run(app).get("/administrator").send().expectBody("outer");
  }

  @Test
  void mounted_app_keeps_the_parameters_of_its_prefix() {
    App shop = App.create()
        .get(
            "/items/{item}",
            request -> Response.text(request.path("tenant") + " " + request.path("item")));

    run(App.create().mount("/shops/{tenant}", shop))
        .get("/shops/acme/items/7")
        .send()
        .expectBody("acme 7");
  }

  @Test
  void parameter_of_a_mounted_app_counts_before_one_of_the_prefix() {
    App inner = App.create().get("/{id}", request -> Response.text(request.path("id")));

    run(App.create().mount("/{id}", inner)).get("/outer/inner").send().expectBody("inner");
  }

  @Test
  void mounted_app_has_its_own_errors() {
    App inner = App.create()
        .error(
            IllegalStateException.class,
            (error, request) -> Response.text("inner").withStatus(409))
        .get("/", request -> {
          throw new IllegalStateException("whose is it");
        });
    App outer = App.create()
        .error(
            IllegalStateException.class,
            (error, request) -> Response.text("outer").withStatus(409))
        .mount("/inner", inner);

    run(outer).get("/inner").send().expectStatus(409).expectBody("inner");
  }

  @Test
  void error_handlers_of_the_outer_app_do_not_reach_into_a_mounted_one() {
    App inner = App.create().get("/", request -> Mono.error(new IllegalStateException("inner")));
    App outer = App.create()
        .error(IllegalStateException.class, (error, request) -> Response.text("outer"))
        .mount("/inner", inner);

    run(outer).get("/inner").send().expectProblem(500);
  }

  @Test
  void mounted_app_answers_for_everything_below_its_prefix() {
    App inner = App.create().notFound(request -> Response.text("inner").withStatus(404));
    App outer = App.create()
        .notFound(request -> Response.text("outer").withStatus(404))
        .mount("/inner", inner);
    var client = run(outer);

    client.get("/inner/none").send().expectStatus(404).expectBody("inner");
    client.get("/none").send().expectStatus(404).expectBody("outer");
  }

  @Test
  void mounted_app_tells_its_own_methods() {
    App inner = App.create().get("/x", PATTERN).put("/x", PATTERN);
    var client = run(App.create().mount("/inner", inner));

    client
        .post("/inner/x")
        .send()
        .expectProblem(405)
        .expectHeader("allow", "GET, HEAD, OPTIONS, PUT");
    client
        .options("/inner/x")
        .send()
        .expectStatus(204)
        .expectHeader("allow", "GET, HEAD, OPTIONS, PUT");
  }

  @Test
  void head_of_a_mounted_app_has_the_length_of_get() {
    App inner = App.create().get("/", request -> Response.text("hello"));

    run(App.create().mount("/inner", inner))
        .head("/inner")
        .send()
        .expectHeader("content-length", "5")
        .expectNoBody();
  }

  @Test
  void middleware_of_the_outer_app_runs_around_that_of_the_mounted_one() {
    App inner = App.create().use(adding("inner")).get("/", PATTERN);
    App outer = App.create().use(adding("outer")).mount("/inner", inner);
    var client = run(outer);

    assertThat(client.get("/inner").send().headers().all("x-by")).containsExactly("inner", "outer");
    assertThat(client.get("/inner/none").send().headers().all("x-by"))
        .containsExactly("inner", "outer");
    assertThat(client.get("/none").send().headers().all("x-by")).containsExactly("outer");
  }

  @Test
  void middleware_of_groups_runs_around_an_app_mounted_in_them() {
    App inner = App.create().get("/", PATTERN);
    App outer = App.create()
        .group(
            "/a",
            a -> a.use(adding("a")).group("/b", b -> b.use(adding("b")).mount("/inner", inner)));

    var response = run(outer).get("/a/b/inner").send();

    assertThat(response.headers().all("x-by")).containsExactly("b", "a");
  }

  @Test
  void mounted_app_has_its_own_state() {
    Handler title = request -> Response.text(request.state(TITLE));
    App inner = App.create().state(TITLE, "inner").get("/", title);
    App outer = App.create().state(TITLE, "outer").mount("/inner", inner).get("/", title);
    var client = run(outer);

    client.get("/inner").send().expectBody("inner");
    client.get("/").send().expectBody("outer");
  }

  @Test
  void mounted_app_does_not_see_the_state_of_the_outer_one() {
    App inner = App.create().get("/", request -> Response.text(request.state(TITLE)));

    run(App.create().state(TITLE, "outer").mount("/inner", inner))
        .get("/inner")
        .send()
        .expectProblem(500);
  }

  @Test
  void mounted_app_has_its_own_limits() {
    App inner = App.create().maxBody(DataSize.ofBytes(3)).post("/", LENGTH);
    App outer = App.create().mount("/inner", inner).post("/", LENGTH);
    var client = run(outer);

    client.post("/inner").text("four").send().expectProblem(413);
    client.post("/").text("four").send().expectBody("4");
  }

  @Test
  void attributes_of_the_request_reach_a_mounted_app() {
    Middleware authenticating = (request, next) -> {
      request.context().set(ROLE, "admin");
      return next.handle(request);
    };
    App inner = App.create().get("/", request -> Response.text(request.attribute(ROLE)));

    run(App.create().use(authenticating).mount("/inner", inner))
        .get("/inner")
        .send()
        .expectBody("admin");
  }

  @Test
  void apps_may_be_mounted_in_mounted_apps() {
    App innermost = App.create()
        .get(
            "/{c}",
            request -> Response.text(request.pattern().orElse("none") + " " + request.path("a")
                + request.path("b") + request.path("c")));
    App inner = App.create().mount("/{b}/y", innermost);

    run(App.create().mount("/{a}/x", inner))
        .get("/1/x/2/y/3")
        .send()
        .expectBody("/{a}/x/{b}/y/{c} 123");
  }

  @Test
  void one_app_may_be_mounted_at_two_places() {
    App inner = App.create().get("/x", PATTERN);
    var client = run(App.create().mount("/a", inner).mount("/b", inner));

    client.get("/a/x").send().expectBody("/a/x");
    client.get("/b/x").send().expectBody("/b/x");
  }

  @Test
  void app_may_be_run_alone_and_mounted() {
    App inner = App.create().get("/x", PATTERN);

    run(inner).get("/x").send().expectBody("/x");
    run(App.create().mount("/a", inner)).get("/a/x").send().expectBody("/a/x");
  }

  @Test
  void catch_all_in_a_mounted_app_takes_the_rest_of_the_path() {
    App files =
        App.create().get("/{path...}", request -> Response.text("[" + request.path("path") + "]"));
    var client = run(App.create().mount("/files", files));

    client.get("/files/a/b%2Fc/").send().expectBody("[a/b/c/]");
    client.get("/files/").send().expectBody("[]");
  }

  @Test
  void more_precise_mount_wins() {
    App app = App.create()
        .mount(
            "/{tenant}", App.create().get("/x", request -> Response.text(request.path("tenant"))))
        .mount("/admin", App.create().get("/x", request -> Response.text("admin app")));
    var client = run(app);

    client.get("/admin/x").send().expectBody("admin app");
    client.get("/acme/x").send().expectBody("acme");
  }

  @Test
  void malformed_path_below_a_mount_is_a_400() {
    run(App.create().mount("/inner", App.create().get("/{x}", PATTERN)))
        .get("/inner/%zz")
        .send()
        .expectProblem(400);
  }

  @Test
  void dot_segments_do_not_lead_out_of_a_mount() {
    App app = App.create()
        .mount("/inner", App.create().get("/{rest...}", PATTERN))
        .get("/secret", PATTERN);

    run(app).get("/inner/../secret").send().expectProblem(404);
  }

  @Test
  void mount_at_the_root_is_refused() {
    App app = App.create();

    assertThatThrownBy(() -> app.mount("", App.create()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mount prefix: '' (expected: a prefix such as /admin)");
  }

  @Test
  void route_below_the_prefix_of_a_mount_is_refused_when_the_app_is_built() {
    App app = App.create().mount("/admin", App.create()).get("/admin/users", PATTERN);

    assertThatThrownBy(app::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("GET /admin/users")
        .hasMessageEndingWith("can never match: an app is mounted at its prefix");
  }

  @Test
  void mounted_app_is_frozen_with_the_outer_one() {
    App inner = App.create().get("/", PATTERN);
    run(App.create().mount("/inner", inner)).get("/inner").send().expectStatus(200);

    assertThatThrownBy(() -> inner.get("/late", PATTERN)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusal_of_a_mounted_app_is_for_its_own_error_handlers() {
    App inner = App.create()
        .error(
            HttpException.class,
            (error, request) -> Response.text("inner").withStatus(error.status()));

    run(App.create().mount("/inner", inner))
        .get("/inner/none")
        .send()
        .expectStatus(404)
        .expectBody("inner");
  }
}
