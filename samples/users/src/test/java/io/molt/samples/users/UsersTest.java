package io.molt.samples.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.test.InMemoryOnly;
import io.molt.web.test.MoltTest;
import io.molt.web.test.TestApp;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestRequest;
import io.molt.web.test.TestSource;
import io.molt.web.test.TestStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The service as its clients see it, in memory and over HTTP. */
@MoltTest
class UsersTest {
  private static final NewUser ADA = new NewUser("Ada", "ada@example.org", 36);
  private static final NewUser GRACE = new NewUser("Grace", "grace@example.org", 85);

  @TestApp
  static App app() {
    return Users.app(new InMemoryUsers(), Map.of("let-me-in", "ada"));
  }

  @Test
  void a_user_can_be_created_read_replaced_and_deleted(TestClient client) {
    withToken(client.post("/users"))
        .json(ADA)
        .send()
        .expectStatus(201)
        .expectHeader("location", "/users/1");
    assertThat(client.get("/users/1").send().body(User.class)).isEqualTo(ADA.withId(1));
    withToken(client.put("/users/1"))
        .json(GRACE)
        .send()
        .expectStatus(200)
        .expectJson("/name", "Grace");
    withToken(client.delete("/users/1")).send().expectStatus(204).expectNoBody();
    client.get("/users/1").send().expectProblem(404);
  }

  @Test
  void without_a_token_users_can_only_be_read(TestClient client) {
    client
        .post("/users")
        .json(ADA)
        .send()
        .expectProblem(401)
        .expectHeader("www-authenticate", "Bearer");
    client.delete("/users/1").header("authorization", "Bearer guessed").send().expectProblem(401);
    client.get("/users").send().expectStatus(200).expectBody("[]");
  }

  @Test
  void an_address_is_taken_once(TestClient client) {
    withToken(client.post("/users")).json(ADA).send().expectStatus(201);
    withToken(client.post("/users"))
        .json(ADA)
        .send()
        .expectProblem(409, "The e-mail address is taken.")
        .expectJson("/pointer", "/email");
  }

  @Test
  void an_unknown_user_cannot_be_replaced_or_deleted(TestClient client) {
    withToken(client.put("/users/9")).json(ADA).send().expectProblem(404);
    withToken(client.delete("/users/9")).send().expectProblem(404);
  }

  @Test
  void a_limit_shortens_the_list(TestClient client) {
    withToken(client.post("/users")).json(ADA).send().expectStatus(201);
    withToken(client.post("/users")).json(GRACE).send().expectStatus(201);
    client.get("/users?limit=1").send().expectJson("/0/name", "Ada").expectNoJson("/1");
    client.get("/users?limit=many").send().expectProblem(400).expectJson("/parameter", "limit");
  }

  @Test
  void an_import_answers_line_by_line(TestClient client) {
    String lines = """
        {"name":"Ada","email":"ada@example.org","age":36}
        {"name":"Grace","email":"grace@example.org","age":85}
        """;
    withToken(client.post("/users/import"))
        .body("application/x-ndjson", lines)
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "application/x-ndjson")
        .expectBody("""
            {"id":1,"name":"Ada","email":"ada@example.org","age":36}
            {"id":2,"name":"Grace","email":"grace@example.org","age":85}
            """);
  }

  @Test
  @InMemoryOnly
  void an_import_reads_no_faster_than_its_answers_are_taken(TestClient client) {
    TestSource<ByteBuffer> upload = TestSource.of(Flux.range(1, 1000).map(UsersTest::line));
    TestStream stored = withToken(client.post("/users/import"))
        .header("content-type", "application/x-ndjson")
        .body(upload.flux())
        .stream();
    stored.request(2).expectNext(user(1), user(2));
    assertThat(upload.emitted()).isLessThan(10);
    stored.cancel();
    upload.expectCancelled();
  }

  @Test
  void every_response_tells_its_trace(TestClient client) {
    client
        .get("/nowhere")
        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
        .send()
        .expectProblem(404)
        .expectHeader("x-trace-id", "4bf92f3577b34da6a3ce929d0e0e4736");
  }

  private static TestRequest withToken(TestRequest request) {
    return request.header("authorization", "Bearer let-me-in");
  }

  private static ByteBuffer line(int number) {
    String line =
        "{\"name\":\"User " + number + "\",\"email\":\"u" + number + "@example.org\",\"age\":1}\n";
    return ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
  }

  private static User user(int number) {
    return new User(number, "User " + number, "u" + number + "@example.org", 1);
  }
}
