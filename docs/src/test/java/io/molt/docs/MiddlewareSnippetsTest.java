package io.molt.docs;

import static io.molt.web.RouteOption.attribute;
import static io.molt.web.RouteOption.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.http.AccessLog;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Middleware;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.middleware.RequestId;
import io.molt.web.test.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

class MiddlewareSnippetsTest {
  private static final Logger LOG = LoggerFactory.getLogger(MiddlewareSnippetsTest.class);

  private record User(String name) {}

  @Test
  void a_client_is_told_the_id_of_its_request() {
    // snippet: middleware-request-id
    App app = App.create()
        .use(RequestId.create())
        .observe(AccessLog.create())
        .get("/orders/{id}", request -> Response.text(request.context().requestId()));
    // end
    try (TestClient client = TestClient.of(app).behindProxy()) {
      client
          .get("/orders/7")
          .header("x-request-id", "edge-1")
          .send()
          .expectBody("edge-1")
          .expectHeader("x-request-id", "edge-1");
    }
  }

  @Test
  void a_header_is_added_to_every_response() {
    // snippet: middleware-first
    App app = App.create()
        .use((request, next) ->
            next.handle(request, response -> response.withHeader("x-served-by", "molt")))
        .get("/hello", request -> Response.text("Hello"));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/hello").send().expectHeader("x-served-by", "molt");
      client.get("/nowhere").send().expectProblem(404).expectHeader("x-served-by", "molt");
    }
  }

  @Test
  void order_is_the_order_you_read() {
    List<String> trace = new ArrayList<>();
    // snippet: middleware-order
    App app = App.create()
        .use(tell("A", trace), tell("B", trace))
        .group(
            "/outer",
            outer -> outer
                .use(tell("D", trace))
                .group(
                    "/inner",
                    inner -> inner
                        .use(tell("E", trace))
                        .get("", request -> Response.ok(), with(tell("F", trace)))),
            with(tell("C", trace)));

    try (TestClient client = TestClient.of(app)) {
      client.get("/outer/inner").send().expectStatus(200);
      assertThat(trace)
          .containsExactly(
              "> A", "> B", "> C", "> D", "> E", "> F", "< F", "< E", "< D", "< C", "< B", "< A");
    }
    // end
  }

  // snippet: middleware-tell
  private static Middleware tell(String name, List<String> trace) {
    return (request, next) -> {
      trace.add("> " + name);
      return next.handle(request).doOnNext(response -> trace.add("< " + name));
    };
  }

  // end

  @Test
  void a_group_is_not_entered_without_a_match() {
    List<String> trace = new ArrayList<>();
    App app = App.create()
        .use(tell("app", trace))
        .group("/g", group -> group.use(tell("group", trace)).get("/x", request -> Response.ok()));
    try (TestClient client = TestClient.of(app)) {
      client.get("/g/y").send().expectProblem(404);
    }
    assertThat(trace).containsExactly("> app", "< app");
  }

  @Test
  void middleware_after_a_route_is_refused() {
    App app = App.create().get("/x", request -> Response.ok());
    assertThatThrownBy(() -> app.use((request, next) -> next.handle(request)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GET /x");
  }

  @Test
  void an_access_log_sees_true_statuses() {
    List<Integer> seen = new ArrayList<>();
    // snippet: middleware-log
    Middleware log = (request, next) -> next.handle(request)
        .doOnNext(response -> LOG.info(
            "{} {} {}", request.method(), request.rawPath(), response.status().code()));
    // end
    App app = App.create()
        .use(
            log,
            (request, next) ->
                next.handle(request).doOnNext(r -> seen.add(r.status().code())))
        .get("/fails", request -> Mono.error(new HttpException(Status.CONFLICT, "Taken.")))
        .get("/throws", request -> {
          throw new HttpException(Status.CONFLICT, "Taken.");
        });
    try (TestClient client = TestClient.of(app)) {
      client.get("/fails").send().expectProblem(409, "Taken.");
      client.get("/throws").send().expectProblem(409);
      client.get("/nowhere").send().expectProblem(404);
    }
    assertThat(seen).containsExactly(409, 409, 404);
  }

  @Test
  void a_guard_answers_by_itself() {
    // snippet: middleware-auth
    Middleware guard = Middleware.named("guard", (request, next) -> {
      if (!request.header("authorization").orElse("").equals("Bearer let-me-in")) {
        return Response.status(401).withHeader("www-authenticate", "Bearer");
      }
      return next.handle(request);
    });
    App app = App.create()
        .group("/admin", admin -> admin.use(guard).get("/jobs", request -> Response.text("none")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/admin/jobs").send().expectStatus(401).expectHeader("www-authenticate", "Bearer");
      client
          .get("/admin/jobs")
          .header("authorization", "Bearer let-me-in")
          .send()
          .expectBody("none");
      client.get("/admin/nothing").send().expectProblem(404);
    }
    assertThat(app.describe().rows().get(0).middleware()).containsExactly("guard");
  }

  // snippet: middleware-keys
  static final Key<User> USER = Key.of("user");
  static final Key<String> ROLE = Key.of("role");

  // end

  @Test
  void what_must_be_known_first_is_awaited() {
    List<String> called = new ArrayList<>();
    // snippet: middleware-asynchronous
    Middleware signedIn = (request, next) -> findUser(request.header("x-token").orElse(""))
        .flatMap(user -> {
          request.context().set(USER, user);
          return next.handle(request);
        })
        .switchIfEmpty(Mono.error(() -> HttpException.unauthorized("Bearer", "Who are you?")));
    // end
    // snippet: middleware-attribute
    App app = App.create()
        .use(signedIn)
        .get("/me", request -> Response.text(request.attribute(USER).name()));
    // end
    App counting = App.create().use(signedIn).get("/me", request -> {
      called.add("handler");
      return Response.ok();
    });
    try (TestClient client = TestClient.of(app);
        TestClient other = TestClient.of(counting)) {
      client.get("/me").header("x-token", "t-ada").send().expectBody("Ada");
      client.get("/me").send().expectProblem(401, "Who are you?");
      other.get("/me").send().expectProblem(401);
    }
    assertThat(called).isEmpty();
  }

  @Test
  void a_route_tells_its_middleware_something() {
    // snippet: middleware-route-attribute
    Middleware roles = (request, next) -> {
      String needed = request.routeAttribute(ROLE).orElse("nobody");
      if (!request.header("x-role").orElse("").equals(needed)) {
        throw new HttpException(Status.FORBIDDEN, "The role " + needed + " is needed here.");
      }
      return next.handle(request);
    };
    App app = App.create()
        .group(
            "/jobs",
            jobs -> jobs.use(roles)
                .get("", request -> Response.text("none"), attribute(ROLE, "reader"))
                .delete("", request -> Response.noContent(), attribute(ROLE, "owner")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/jobs").header("x-role", "reader").send().expectStatus(200);
      client
          .delete("/jobs")
          .header("x-role", "reader")
          .send()
          .expectProblem(403, "The role owner is needed here.");
    }
  }

  private static Mono<User> findUser(String token) {
    return token.equals("t-ada")
        ? Mono.just(new User("Ada")).delayElement(Duration.ofMillis(1))
        : Mono.empty();
  }
}
