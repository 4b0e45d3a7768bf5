package io.molt.docs;

import static io.molt.web.RouteOption.consumes;
import static io.molt.web.RouteOption.deadline;
import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.test.TestCall;
import io.molt.web.test.TestClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ErrorsSnippetsTest {
  // snippet: errors-exception
  static final class OutOfStock extends RuntimeException {
    final String item;

    OutOfStock(String item) {
      super(item + " is out of stock");
      this.item = item;
    }
  }

  // end

  @Test
  void a_handler_throws_or_signals() {
    // snippet: errors-throw
    App app = App.create()
        .get("/throws", request -> {
          throw new HttpException(Status.CONFLICT, "The name is taken.");
        })
        .get("/signals", request -> Mono.error(HttpException.notFound("There is no such user.")))
        .get(
            "/returns",
            request -> Response.problem(Problem.of(Status.of(410), "It was here until May.")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/throws")
          .send()
          .expectProblem(409, "The name is taken.")
          .expectBody(
              "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"The name is taken.\"}");
      client.get("/signals").send().expectProblem(404, "There is no such user.");
      client.get("/returns").send().expectProblem(410);
    }
  }

  @Test
  void problems_carry_members_and_headers() {
    App app = App.create().get("/", request -> {
      // snippet: errors-members
      Problem problem = Problem.of(Status.TOO_MANY_REQUESTS, "Ten a minute are allowed.")
          .withType("https://example.org/problems/rate", "Too fast")
          .with("limit", 10);
      throw new HttpException(problem, Headers.of("retry-after", "30"), null);
      // end
    });
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/")
          .send()
          .expectProblem(429)
          .expectHeader("retry-after", "30")
          .expectJson("/type", "https://example.org/problems/rate")
          .expectJson("/limit", 10);
    }
  }

  @Test
  void an_exception_of_the_service_gets_its_response() {
    // snippet: errors-handler
    App app = App.create()
        .post(
            "/orders",
            request -> request.text().map(item -> {
              throw new OutOfStock(item);
            }))
        .error(
            OutOfStock.class,
            (error, request) -> Response.problem(
                Problem.of(Status.CONFLICT, error.getMessage()).with("item", error.item)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/orders")
          .text("tea")
          .send()
          .expectProblem(409, "tea is out of stock")
          .expectJson("/item", "tea");
    }
  }

  @Test
  void all_errors_can_look_otherwise() {
    // snippet: errors-look
    App app = App.create()
        .get("/fails", request -> Mono.error(new IllegalStateException("inside")))
        .error(
            HttpException.class,
            (error, request) -> error
                .response()
                .withJson(Map.of("error", error.problem().title(), "path", request.rawPath())));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/nowhere")
          .send()
          .expectStatus(404)
          .expectBody(Map.of("error", "Not Found", "path", "/nowhere"));
      client.post("/fails").send().expectStatus(405).expectHeader("allow");
      client.get("/fails").send().expectProblem(500);
    }
  }

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void an_unexpected_exception_tells_the_client_an_id_only() {
    App app =
        App.create().get("/fails", request -> Mono.error(new IllegalStateException("inside")));
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/fails")
          .header("traceparent", TRACE)
          .send()
          .expectProblem(500)
          .expectJson("/id", "0af7651916cd43dd8448eb211c80319c")
          .expectNoJson("/detail");
    }
  }

  @Test
  void nothing_found_has_a_page_of_its_own() {
    // snippet: errors-not-found
    App app = App.create()
        .get("/users/{id}", request -> Mono.empty())
        .notFound(request -> Response.html(
                "<h1>Nothing at " + request.rawPath().length() + " characters</h1>")
            .withStatus(404));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/nowhere")
          .send()
          .expectStatus(404)
          .expectBody("<h1>Nothing at 8 characters</h1>");
      client
          .get("/users/1")
          .send()
          .expectStatus(404)
          .expectHeader("content-type", "text/html; charset=utf-8");
    }
  }

  @Test
  void an_optional_is_turned_into_a_404_by_hand() {
    // snippet: errors-optional
    App app = App.create()
        .get(
            "/users/{id}",
            request -> Mono.justOrEmpty(find(request.path("id"))).map(Response::json));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/users/1").send().expectJson("/name", "Ada");
      client.get("/users/2").send().expectProblem(404);
    }
  }

  @Test
  void statuses_are_those_of_the_table() {
    App app = App.create()
        .post("/text", request -> request.text().map(Response::text), consumes("text/plain"))
        .get("/null", request -> null)
        .get("/slow", request -> Mono.never(), deadline(Duration.ofSeconds(2)))
        .get("/json", request -> Response.entity(Map.of()));
    try (TestClient client = TestClient.of(app).virtualTime()) {
      client.post("/text").body("application/json", "{}").send().expectProblem(415);
      client.get("/null").send().expectProblem(500);
      client
          .get("/json")
          .accept("image/png")
          .send()
          .expectProblem(406)
          .expectJson("/available/0", "application/json");
      TestCall slow = client.get("/slow").start();
      client.advance(Duration.ofSeconds(2));
      slow.response().expectProblem(503, "The answer was not ready within 2000 ms.");
    }
  }

  @Test
  void a_failing_error_handler_leads_to_a_plain_500() {
    App app = App.create()
        .get("/", request -> Mono.error(new OutOfStock("tea")))
        .error(OutOfStock.class, (error, request) -> {
          throw new IllegalStateException("handler");
        });
    try (TestClient client = TestClient.of(app)) {
      client
          .get("/")
          .send()
          .expectProblem(500)
          .check(r -> assertThat(r.text()).doesNotContain("handler"));
    }
  }

  private static Map<String, String> find(String id) {
    return id.equals("1") ? Map.of("name", "Ada") : null;
  }
}
