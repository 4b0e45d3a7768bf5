package io.molt.samples.quickstart;

import io.molt.web.App;
import io.molt.web.test.MoltTest;
import io.molt.web.test.TestApp;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every route of the quickstart, in memory and over HTTP. */
@MoltTest
class QuickstartTest {
  private static final String TOKEN = "Bearer let-me-in";
  private static final Map<String, Object> ADA =
      Map.of("name", "Ada", "email", "ada@example.org", "age", 36);

  @TestApp
  static App app() {
    return new Quickstart().app();
  }

  @Test
  void health_is_ok(TestClient client) {
    client.get("/health").send().expectStatus(200).expectBody("{\"ok\":true}");
  }

  @Test
  void hello_greets_by_name(TestClient client) {
    client.get("/hello/Ada%20L").send().expectStatus(200).expectBody("Hello, Ada L!");
  }

  @Test
  void a_user_is_created_and_found(TestClient client) {
    client
        .post("/users")
        .json(ADA)
        .send()
        .expectStatus(201)
        .expectHeader("location", "/users/1")
        .expectJson("/id", 1);
    client.get("/users/1").send().expectStatus(200).expectJson("/name", "Ada");
  }

  @Test
  void an_invalid_user_is_refused_with_a_pointer_for_each_rule(TestClient client) {
    client
        .post("/users")
        .json(Map.of("name", "", "email", "nowhere", "age", -1))
        .send()
        .expectProblem(422)
        .expectJson("/errors/0/pointer", "/age")
        .expectJson("/errors/1/pointer", "/email")
        .expectJson("/errors/2/pointer", "/name");
  }

  @Test
  void what_is_no_user_at_all_is_refused(TestClient client) {
    client.post("/users").body("application/json", "{\"name\":").send().expectProblem(400);
    client.post("/users").body("text/plain", "Ada").send().expectProblem(415);
    client
        .post("/users")
        .body("application/json", "\"" + "a".repeat(2_000_000) + "\"")
        .send()
        .expectProblem(413);
  }

  @Test
  void an_unknown_user_is_not_found(TestClient client) {
    client.get("/users/7").send().expectProblem(404);
  }

  @Test
  void users_are_an_array_or_lines(TestClient client) {
    client.post("/users").json(ADA).send().expectStatus(201);
    client
        .get("/users")
        .send()
        .expectHeader("content-type", "application/json")
        .expectJson("/0/name", "Ada");
    client
        .get("/users")
        .accept("application/x-ndjson")
        .send()
        .expectHeader("content-type", "application/x-ndjson")
        .expectBody("{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@example.org\",\"age\":36}\n");
  }

  @Test
  void another_method_is_told_which_ones_are_allowed(TestClient client) {
    client
        .put("/users")
        .send()
        .expectProblem(405)
        .expectHeader("allow", "GET, HEAD, OPTIONS, POST");
  }

  @Test
  void ticks_come_every_second_until_the_client_leaves(TestClient client) {
    client.virtualTime();
    TestStream ticks = client.get("/ticks").accept("text/event-stream").stream();
    ticks.expectStatus(200).expectHeader("content-type", "text/event-stream");
    client.advance(Duration.ofSeconds(1));
    ticks.expectNext(Map.of("number", 0));
    client.advance(Duration.ofSeconds(1));
    ticks.expectNext(Map.of("number", 1)).cancel();
  }

  @Test
  void only_a_token_opens_the_admin_group(TestClient client) {
    client.post("/users").json(ADA).send().expectStatus(201);
    client.get("/admin/count").send().expectProblem(401).expectHeader("www-authenticate", "Bearer");
    client.get("/admin/count").header("authorization", TOKEN).send().expectBody("1");
  }

  @Test
  void there_is_room_for_a_thousand_users(TestClient client) {
    for (int i = 0; i < 1000; i++) {
      client.post("/users").json(ADA).send().expectStatus(201);
    }
    client.post("/users").json(ADA).send().expectStatus(507).expectBody("Full");
  }
}
