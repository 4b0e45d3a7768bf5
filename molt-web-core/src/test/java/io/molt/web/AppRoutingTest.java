package io.molt.web;

import static io.molt.web.AppTester.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.http.Body;
import io.molt.web.http.DataSize;
import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.router.RouteConflictException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class AppRoutingTest {
  private static final Handler OK = request -> Response.text(request.pattern().orElse("?"));
  private static final Middleware PASS = (request, next) -> next.handle(request);

  // Matching.

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /users | 200",
        "GET | /users/ | 404",
        "GET | /users/5 | 200",
        "GET | /users/%35 | 200",
        "GET | /users/5?x=/y | 200",
        "GET | /users/%zz | 400",
        "GET | /users/%FF | 400",
        "GET | /%2e%2e/users | 404",
        "GET | //users | 404",
        "GET | /nothing | 404",
        "GET | * | 400",
        "GET | users | 404",
        "POST | /users | 201",
        "PUT | /users | 405",
        "get | /users | 405",
        "BREW | /users | 405",
        "HEAD | /users | 200",
        "HEAD | /users/5 | 200",
        "OPTIONS | /users | 204",
        "OPTIONS | * | 204",
        "OPTIONS | /nothing | 404",
      })
  void a_request_is_routed_by_method_and_path(String method, String target, int status) {
    App app = App.create()
        .get("/users", OK)
        .post("/users", request -> Response.created("/users/6"))
        .get("/users/{id}", OK);

    Response response = new AppTester(app).send(Method.of(method), target, Body.empty());

    assertThat(response.status().code()).isEqualTo(status);
    if (status >= 400) {
      assertThat(response.headers().get("content-type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void a_405_names_the_methods_in_order() {
    AppTester app = new AppTester(App.create().post("/a", OK).get("/a", OK).delete("/a", OK));

    Response response = app.send(Method.PUT, "/a", Body.empty());

    assertThat(response.headers().get("allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS, POST");
    assertThat(text(response))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405,"
            + "\"detail\":\"The method PUT is not allowed here"
            + " (expected: DELETE, GET, HEAD, OPTIONS, POST).\"}");
  }

  @Test
  void options_is_answered_with_allow_unless_there_is_a_route() {
    AppTester app = new AppTester(
        App.create().get("/a", OK).post("/b", OK).options("/b", request -> Response.text("mine")));

    Response implied = app.send(Method.OPTIONS, "/a", Body.empty());
    assertThat(implied).hasToString("204 No Content");
    assertThat(implied.headers().get("allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(text(app.send(Method.OPTIONS, "/b", Body.empty()))).isEqualTo("mine");
  }

  @Test
  void the_problem_of_a_missing_path_does_not_echo_it() {
    assertThat(text(AppTester.get(App.create(), "/<script>")))
        .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
            + "\"detail\":\"There is nothing at this path.\"}");
  }

  // HEAD.

  @Test
  void head_is_get_without_content_and_with_its_length() {
    AppTester app = new AppTester(App.create()
        .get("/text", request -> Response.text("hello").withHeader("etag", "\"1\""))
        .get("/stream", request -> Response.chunks(Flux.never()))
        .get("/empty", request -> Response.ok())
        .get("/own", request -> Response.text("hello").withHeader("content-length", "5"))
        .get("/later", request -> Mono.just(Response.text("hello")).hide()));

    for (String path : List.of("/text", "/own", "/later")) {
      Response head = app.send(Method.HEAD, path, Body.empty());
      assertThat(head.body()).isSameAs(Body.empty());
      assertThat(head.headers().all("content-length")).containsExactly("5");
      assertThat(head.headers().get("content-type")).startsWith("text/plain");
    }
    Response stream = app.send(Method.HEAD, "/stream", Body.empty());
    assertThat(stream.body()).isSameAs(Body.empty());
    assertThat(stream.headers().contains("content-length")).isFalse();
    assertThat(app.send(Method.HEAD, "/text", Body.empty()).headers().get("etag"))
        .isEqualTo("\"1\"");
  }

  @Test
  void a_head_route_of_its_own_takes_the_place_of_the_implied_one() {
    AppTester app = new AppTester(App.create()
        .head("/a/{x}", request -> Response.ok().withHeader("x", "head"))
        .get("/a/{y}", request -> Response.ok().withHeader("x", "get")));

    Response head = app.send(Method.HEAD, "/a/1", Body.empty());
    assertThat(head.headers().get("x")).isEqualTo("head");
    assertThat(head.headers().contains("content-length")).isFalse();
    assertThat(app.get("/a/1").headers().get("x")).isEqualTo("get");
  }

  @Test
  void head_of_a_stream_in_a_mounted_app_announces_no_length() {
    App inner = App.create().get("/s", request -> Response.chunks(Flux.never()));

    Response head =
        new AppTester(App.create().mount("/m", inner)).send(Method.HEAD, "/m/s", Body.empty());

    assertThat(head).hasToString("200 OK");
    assertThat(head.headers().contains("content-length")).isFalse();
  }

  @Test
  void an_error_has_no_content_for_head() {
    Response head = new AppTester(App.create()).send(Method.HEAD, "/x", Body.empty());

    assertThat(head).hasToString("404 Not Found");
    assertThat(head.body()).isSameAs(Body.empty());
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205, 304})
  void a_status_that_forbids_content_has_none(int code) {
    App app = App.create()
        .get("/", request -> Response.text("x").withStatus(code).withHeader("content-length", "1"));

    Response response = AppTester.get(app, "/");

    assertThat(response.body()).isSameAs(Body.empty());
    assertThat(response.headers().contains("content-length")).isEqualTo(code == 304);
  }

  // Declaring.

  @Test
  void a_pattern_without_slash_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().get("users", OK))
        .withMessageContaining("does not start with a slash (write /users)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().get("/users/:id", OK))
        .withMessageContaining("{id}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().group("/a", group -> group.get("b", OK)))
        .withMessage("pattern b does not start with a slash (write /b)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "/a/", "a/"})
  void a_prefix_starts_with_a_slash_and_does_not_end_in_one(String prefix) {
    String message =
        "prefix: '" + prefix + "' (expected: a leading slash and none at the end, such as /api)";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().group(prefix, group -> {}))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().mount(prefix, App.create()))
        .withMessage(message);
  }

  @Test
  void an_app_cannot_be_mounted_at_the_root_or_in_itself() {
    App app = App.create();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> app.mount("", App.create()))
        .withMessage("mount prefix: '' (expected: a prefix such as /admin)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> app.mount("/me", app))
        .withMessage("mount /me: the app itself (expected: another app)");
  }

  @Test
  void apps_cannot_be_mounted_in_a_circle() {
    App inner = App.create();
    App outer = App.create().mount("/middle", App.create().mount("/inner", inner));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> inner.mount("/outer", outer))
        .withMessage("mount /outer: an app that this one is mounted in (expected: another app)");
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without null checks do
  void a_missing_handler_or_middleware_is_told_at_the_line_that_lacks_it() {
    assertThatThrownBy(() -> App.create().get("/a", null))
        .hasMessage("GET /a: no handler (expected: a function)");
    assertThatThrownBy(() -> App.create().use(PASS, null))
        .hasMessage("middleware: null (expected: a function)");
  }

  @Test
  void routes_in_each_others_way_are_named_with_their_origins() {
    App app = App.create().get("/users/{id}", OK).group("/users", g -> g.get("/{name}", OK));

    assertThatThrownBy(app::build)
        .isInstanceOf(RouteConflictException.class)
        .message()
        .containsPattern("^GET /users/\\{name} \\(AppRoutingTest\\.java:\\d+\\) can never match:"
            + " GET /users/\\{id} \\(AppRoutingTest\\.java:\\d+\\) matches the same paths");
  }

  @Test
  void a_conflict_is_named_once_and_not_again_for_the_head_of_a_get() {
    App app = App.create().get("/a/{x:long}", OK).get("/a/{y:int}", OK);

    assertThatThrownBy(app::build)
        .isInstanceOf(RouteConflictException.class)
        .hasMessageStartingWith("GET /a/{y:int} ")
        .hasMessageNotContaining("HEAD");
  }

  @Test
  void a_route_behind_a_mount_is_named() {
    App app = App.create().mount("/admin", App.create()).get("/admin/{page}", OK);

    assertThatThrownBy(app::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("GET /admin/\\{page} \\(AppRoutingTest\\.java:\\d+\\) can never match:"
            + " an app is mounted at its prefix");
  }

  @Test
  void a_route_name_is_unique() {
    App app =
        App.create().get("/a", OK, RouteOption.named("x")).get("/b", OK, RouteOption.named("x"));

    assertThatThrownBy(app::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("route name 'x': both GET /a \\(AppRoutingTest\\.java:\\d+\\) and GET"
            + " /b \\(AppRoutingTest\\.java:\\d+\\) have it \\(expected: one route of a name\\)");
  }

  @Test
  void middleware_after_a_route_of_its_scope_is_refused() {
    String text = "middleware must be added before routes: %s \\(AppRoutingTest\\.java:\\d+\\)"
        + " was already added to this scope";

    assertThatThrownBy(() -> App.create().get("/a", OK).use(PASS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(text.formatted("GET /a"));
    assertThatThrownBy(() -> App.create().group("/g", g -> g.post("/a", OK).use(PASS)))
        .hasMessageMatching(text.formatted("POST /g/a"));
    assertThatThrownBy(() -> App.create().group("/g", g -> {}).use(PASS))
        .hasMessageMatching(text.formatted("group /g"));
    assertThatThrownBy(() -> App.create().mount("/m", App.create()).use(PASS))
        .hasMessageMatching(text.formatted("the app mounted at /m"));
  }

  @Test
  void middleware_of_a_group_may_come_after_routes_of_another_scope() {
    App app = App.create().get("/a", OK).group("/g", g -> g.use(PASS).get("/b", OK));

    assertThat(AppTester.get(app, "/g/b")).hasToString("200 OK");
  }

  @Test
  void a_built_app_does_not_change() {
    Group[] leaked = new Group[1];
    App inner = App.create();
    App app = App.create().group("/g", group -> leaked[0] = group).mount("/m", inner);
    Handler built = app.build();
    List<Consumer<App>> changes = List.of(
        a -> a.get("/a", OK),
        a -> a.use(PASS),
        a -> a.group("/h", g -> {}),
        a -> a.mount("/n", App.create()),
        a -> a.error(Exception.class, (error, request) -> Response.ok()),
        a -> a.notFound(OK),
        a -> a.state(Key.of("k"), 1),
        a -> a.maxBody(DataSize.ofBytes(1)),
        a -> a.scheduler(a.scheduler()),
        a -> a.clock(a.clock()));

    for (Consumer<App> change : changes) {
      for (App frozen : List.of(app, inner)) {
        assertThatThrownBy(() -> change.accept(frozen))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageEndingWith(": the app is built and cannot change any more"
                + " (expected: before build(), listen() or a test client)");
      }
    }
    assertThatThrownBy(() -> leaked[0].get("/late", OK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("GET /late: the app is built");
    assertThat(app.build()).isSameAs(built);
  }

  @Test
  void threads_that_build_at_the_same_time_get_the_same_function() {
    App app = App.create();
    for (int i = 0; i < 200; i++) {
      app.get("/a/" + i + "/{b}", OK);
    }
    List<Handler> built = Flux.range(0, 8)
        .flatMap(i -> Mono.fromCallable(app::build).subscribeOn(Schedulers.boundedElastic()))
        .distinct(System::identityHashCode)
        .collectList()
        .block(Duration.ofSeconds(10));
    assertThat(built).hasSize(1);
  }

  @Test
  void a_second_handler_for_the_same_error_is_refused() {
    App app = App.create().error(Exception.class, (error, request) -> Response.ok());

    assertThatThrownBy(() -> app.error(Exception.class, (error, request) -> Response.noContent()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("error handler for java.lang.Exception: there is one already (expected: one)");
  }

  // Describing.

  @Test
  void the_route_table_shows_everything_in_the_order_of_declaration() {
    Key<String> role = Key.of("role");
    App admin = App.create().use(Middleware.named("audit", PASS)).get("/", OK).delete("/{id}", OK);
    App app = App.create()
        .use(Middleware.named("log", PASS), Middleware.named("cors", PASS))
        .get("/health", OK)
        .group(
            "/api",
            api -> api.use(Middleware.named("auth", PASS))
                .post("/users", OK, RouteOption.maxBody(DataSize.ofKilobytes(64)))
                .mount("/admin", admin)
                .group(
                    "/{org}",
                    org -> org.get(
                        "",
                        OK,
                        RouteOption.named("org"),
                        RouteOption.with(Middleware.named("cache", PASS)),
                        RouteOption.consumes("application/json"))),
            RouteOption.deadline(Duration.ofSeconds(2)),
            RouteOption.attribute(role, "user"))
        .get("/last", OK);

    assertThat(app.describe().toString().replaceAll("AppRoutingTest\\.java:\\d+", "HERE"))
        // spotless:off
        .isEqualTo("""
            METHOD  PATTERN          MIDDLEWARE                 OPTIONS                                                          DECLARED AT
            GET     /health          log > cors                                                                                  HERE
            POST    /api/users       log > cors > auth          maxBody=64 KB, deadline=PT2S, role=user                          HERE
            GET     /api/admin       log > cors > auth > audit                                                                   HERE
            DELETE  /api/admin/{id}  log > cors > auth > audit                                                                   HERE
            GET     /api/{org}       log > cors > auth > cache  name=org, deadline=PT2S, consumes=[application/json], role=user  HERE
            GET     /last            log > cors                                                                                  HERE
            """);
    // spotless:on
    assertThat(app.describe()).isEqualTo(app.describe());
    app.build();
    assertThat(app.describe().rows()).hasSize(6);
  }

  @Test
  void an_unnamed_middleware_goes_by_its_class() {
    App app = App.create().use(PASS).get("/", OK);

    assertThat(app.describe().rows().get(0).middleware()).containsExactly("AppRoutingTest.lambda");
  }

  @Test
  void an_explanation_tells_why_a_path_leads_where_it_does() {
    App app = App.create().get("/users/{id:long}", OK);

    assertThat(app.explain(Method.GET, "/users/5").toString()).contains("/users/{id:long}");
    assertThat(app.explain(Method.GET, "/users/x").toString()).contains("'x' is not a long");
  }

  @Test
  void an_explanation_goes_on_in_a_mounted_app() {
    App users = App.create().get("/{id:long}", OK);
    App app = App.create().get("/a", OK).mount("/api/{version}/users", users);

    assertThat(app.explain(Method.GET, "/api/v1/users/5").toString())
        .startsWith("GET /api/v1/users/5 -> in the app mounted at /api/{version}/users: found: "
            + "GET /{id:long}");
    assertThat(app.explain(Method.GET, "/api/v1/users/x").toString())
        .contains("not found", "segment 4, {:long}: 'x' is not a long");
    assertThat(app.explain(Method.GET, "/b").toString()).contains("'b' is none of 'a'");
  }

  // Groups and mounts.

  @Test
  void a_group_shares_its_prefix() {
    AppTester app = new AppTester(App.create()
        .group("/a", a -> a.get("", OK).post("/", OK).group("/{b}", b -> b.get("/c", OK)))
        .group("", none -> none.get("/d", OK)));

    assertThat(text(app.get("/a"))).isEqualTo("/a");
    assertThat(text(app.send(Method.POST, "/a", Body.empty()))).isEqualTo("/a");
    assertThat(text(app.get("/a/x/c"))).isEqualTo("/a/{b}/c");
    assertThat(text(app.get("/d"))).isEqualTo("/d");
    assertThat(app.get("/a/")).hasToString("404 Not Found");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/shops/7 | /shops/{shop} 7 /",
        "/shops/7/ | /shops/{shop} 7 /",
        "/shops/7/items/9?x=1 | /shops/{shop}/items/{id} 7 /items/9",
        "/shops/a%2Fb/items/9 | /shops/{shop}/items/{id} a/b /items/9",
      })
  void a_mounted_app_sees_the_rest_of_the_path_and_the_parameters_of_its_prefix(
      String target, String seen) {
    Handler show = request -> Response.text(request.pattern().orElseThrow() + " "
        + request.path("shop") + " " + request.unmatchedPath());
    App shop = App.create().get("/", show).get("/items/{id}", show);

    Response response = AppTester.get(App.create().mount("/shops/{shop}", shop), target);

    assertThat(text(response)).isEqualTo(seen);
  }

  @Test
  void the_pattern_in_a_mounted_app_is_the_one_that_the_route_table_shows() {
    App inner = App.create().get("/", OK).get("/x", OK);
    App app = App.create().mount("/m", inner);
    AppTester tester = new AppTester(app);

    assertThat(app.describe().rows())
        .extracting(RouteTable.Row::pattern)
        .containsExactly(text(tester.get("/m")), text(tester.get("/m/x")))
        .containsExactly("/m", "/m/x");
  }

  @Test
  void apps_can_be_mounted_in_mounted_apps() {
    App leaf = App.create()
        .get(
            "/{c}",
            request -> Response.text(request.pathParams().get("a")
                + request.path("b")
                + request.path("c")
                + request.pattern().orElseThrow()));
    App middle = App.create().mount("/{b}", leaf);

    assertThat(text(AppTester.get(App.create().mount("/{a}", middle), "/1/2/3")))
        .isEqualTo("123/{a}/{b}/{c}");
  }

  @Test
  void a_mounted_app_owns_everything_below_its_prefix() {
    Key<String> state = Key.of("state");
    App inner = App.create()
        .state(state, "inner")
        .notFound(request -> Response.text("inner").withStatus(404))
        .error(IllegalStateException.class, (error, request) -> Response.text("inner error"))
        .get("/state", request -> Response.text(request.state(state)))
        .get("/fail", request -> {
          throw new IllegalStateException();
        });
    AppTester app = new AppTester(App.create()
        .state(state, "outer")
        .error(IllegalStateException.class, (error, request) -> Response.text("outer error"))
        .get("/state", request -> Response.text(request.state(state)))
        .mount("/m", inner));

    assertThat(text(app.get("/state"))).isEqualTo("outer");
    assertThat(text(app.get("/m/state"))).isEqualTo("inner");
    assertThat(text(app.get("/m/nothing"))).isEqualTo("inner");
    assertThat(text(app.get("/m/fail"))).isEqualTo("inner error");
    assertThat(app.get("/mm")).hasToString("404 Not Found");
    assertThat(app.send(Method.PUT, "/m/state", Body.empty()).status())
        .isEqualTo(Status.METHOD_NOT_ALLOWED);
    assertThat(app.get("/m/%zz")).hasToString("400 Bad Request");
  }

  @Test
  void middleware_runs_from_the_outside_in_and_only_where_it_belongs() {
    List<String> seen = new ArrayList<>();
    App inner = App.create().use(note(seen, "inner")).get("/x", OK);
    AppTester app = new AppTester(App.create()
        .use(note(seen, "app1"), note(seen, "app2"))
        .group(
            "/g",
            g -> g.use(note(seen, "group"))
                .get("/r", OK, RouteOption.with(note(seen, "route1"), note(seen, "route2")))
                .mount("/m", inner)
                .group("/h", h -> h.use(note(seen, "nested")).get("/r", OK)),
            RouteOption.with(note(seen, "option")))
        .get("/plain", OK));

    assertThat(order(app, seen, "/g/r"))
        .containsExactly("app1", "app2", "option", "group", "route1", "route2");
    assertThat(order(app, seen, "/g/h/r"))
        .containsExactly("app1", "app2", "option", "group", "nested");
    assertThat(order(app, seen, "/g/m/x"))
        .containsExactly("app1", "app2", "option", "group", "inner");
    assertThat(order(app, seen, "/plain")).containsExactly("app1", "app2");
    assertThat(order(app, seen, "/nothing")).containsExactly("app1", "app2");
    assertThat(order(app, seen, "/g/nothing")).containsExactly("app1", "app2");
  }

  private static List<String> order(AppTester app, List<String> seen, String target) {
    seen.clear();
    app.get(target);
    return List.copyOf(seen);
  }

  private static Middleware note(List<String> seen, String name) {
    return (request, next) -> {
      seen.add(name);
      return next.handle(request);
    };
  }
}
