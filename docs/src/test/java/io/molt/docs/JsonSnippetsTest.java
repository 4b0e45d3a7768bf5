package io.molt.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.codec.TypeRef;
import io.molt.web.http.Response;
import io.molt.web.json.JsonCodec;
import io.molt.web.json.JsonLimits;
import io.molt.web.test.TestClient;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import tools.jackson.databind.PropertyNamingStrategies;

class JsonSnippetsTest {
  // snippet: json-records
  record NewUser(
      @NotBlank String name,
      @Email @NotBlank String email,
      @Min(0) int age) {}

  record User(long id, String name, String email, int age) {}

  // end

  // snippet: json-nested
  record Team(@NotBlank String name, @NotNull @Valid NewUser lead) {}

  // end

  @Test
  void records_in_and_out() {
    // snippet: json-first
    App app = App.create()
        .post(
            "/users",
            request -> request
                .body(NewUser.class)
                .map(user -> new User(1, user.name(), user.email(), user.age()))
                .map(user -> Response.created("/users/" + user.id()).withJson(user)));
    // end
    try (TestClient client = TestClient.of(app)) {
      // snippet: json-first-test
      client
          .post("/users")
          .json(Map.of("name", "Ada", "email", "ada@example.org", "age", 36))
          .send()
          .expectStatus(201)
          .expectHeader("location", "/users/1")
          .expectJson("/name", "Ada");
      client
          .post("/users")
          .json(Map.of("name", "", "email", "ada", "age", 36))
          .send()
          .expectProblem(422)
          .expectJson("/errors/0/pointer", "/email")
          .expectJson("/errors/1/pointer", "/name");
      client
          .post("/users")
          .body("application/json", "{\"name\":")
          .send()
          .expectProblem(400)
          .expectJson("/line", 1);
      client.post("/users").body("text/csv", "Ada;36").send().expectProblem(415);
      // end
      client.post("/users").send().expectProblem(415);
      client
          .post("/users")
          .body("application/json", "{\"name\":\"Ada\",\"email\":\"a@b.c\",\"age\":\"36\"}")
          .send()
          .expectProblem(400)
          .expectJson("/pointer", "/age");
      client
          .post("/users")
          .body("application/json", "{\"name\":\"Ada\",\"email\":\"a@b.c\"}")
          .send()
          .expectProblem(400);
      client
          .post("/users")
          .body(
              "application/json", "{\"name\":\"Ada\",\"email\":\"a@b.c\",\"age\":1,\"more\":true}")
          .send()
          .expectStatus(201);
      client
          .post("/users")
          .body("application/vnd.acme+json", "{\"name\":\"Ada\",\"email\":\"a@b.c\",\"age\":1}")
          .send()
          .expectStatus(201);
      client
          .post("/users")
          .body("application/json; charset=utf-16", "{}")
          .send()
          .expectProblem(415);
    }
  }

  @Test
  void nested_values_are_validated_where_they_say_so() {
    App app = App.create().post("/teams", request -> request.body(Team.class).map(Response::json));
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/teams")
          .json(Map.of("name", "Blue", "lead", Map.of("name", "Ada", "email", "none", "age", 1)))
          .send()
          .expectProblem(422)
          .expectJson("/errors/0/pointer", "/lead/email");
    }
  }

  @Test
  void generic_types_need_a_type_reference() {
    // snippet: json-generic
    App app = App.create()
        .post(
            "/batch",
            request -> request
                .body(new TypeRef<List<NewUser>>() {})
                .map(users -> Response.text(users.size() + " users")));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/batch")
          .json(List.of(Map.of("name", "Ada", "email", "a@b.c", "age", 1)))
          .send()
          .expectBody("1 users");
      client
          .post("/batch")
          .json(List.of(Map.of("name", "", "email", "a@b.c", "age", 1)))
          .send()
          .expectProblem(422)
          .expectJson("/errors/0/pointer", "/0/name");
    }
  }

  @Test
  void elements_are_read_as_they_arrive() {
    // snippet: json-stream-in
    App app = App.create()
        .post(
            "/import",
            request -> request
                .bodyStream(NewUser.class)
                .map(NewUser::name)
                .collectList()
                .map(Response::json));
    // end
    String lines =
        "{\"name\":\"Ada\",\"email\":\"a@b.c\",\"age\":1}\n{\"name\":\"Bob\",\"email\":\"b@b.c\",\"age\":2}\n";
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/import")
          .body("application/x-ndjson", lines)
          .send()
          .expectJson("", List.of("Ada", "Bob"));
      client
          .post("/import")
          .json(List.of(Map.of("name", "Ada", "email", "a@b.c", "age", 1)))
          .send()
          .expectJson("", List.of("Ada"));
      client
          .post("/import")
          .body("application/x-ndjson", "{\"name\":\"Ada\",\n")
          .send()
          .expectProblem(400);
      client
          .post("/import")
          .json(List.of(
              Map.of("name", "Ada", "email", "a@b.c", "age", 1),
              Map.of("name", "Bob", "email", "b", "age", 1)))
          .send()
          .expectProblem(422)
          .expectJson("/errors/0/pointer", "/1/email");
    }
  }

  @Test
  void streams_through_a_service() {
    // snippet: json-stream-through
    App app = App.create()
        .post(
            "/adults",
            request -> Response.stream(
                request.bodyStream(NewUser.class).filter(user -> user.age() >= 18)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client
          .post("/adults")
          .accept("application/x-ndjson")
          .json(List.of(
              Map.of("name", "Ada", "email", "a@b.c", "age", 36),
              Map.of("name", "Bob", "email", "b@b.c", "age", 6)))
          .send()
          .expectBody("{\"name\":\"Ada\",\"email\":\"a@b.c\",\"age\":36}\n");
    }
  }

  @Test
  void a_mapper_can_be_given() {
    // snippet: json-mapper
    JsonCodec snakeCase = JsonCodec.of(JsonCodec.mapper(JsonLimits.DEFAULT)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build());
    App app =
        App.create().codec(snakeCase).get("/", request -> Response.json(new Account("Ada", 3)));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.get("/").send().expectBody("{\"owner_name\":\"Ada\",\"open_bills\":3}");
    }
  }

  @Test
  void limits_can_be_given() {
    // snippet: json-limits
    App app = App.create()
        .codec(JsonCodec.create(JsonLimits.DEFAULT.withDepth(3).withString(20)))
        .post("/", request -> request.body(Map.class).map(Response::json));
    // end
    try (TestClient client = TestClient.of(app)) {
      client.post("/").body("application/json", "{\"a\":[[1]]}").send().expectStatus(200);
      client.post("/").body("application/json", "{\"a\":[[[1]]]}").send().expectProblem(400);
    }
  }

  @Test
  void an_empty_stream_is_an_empty_array() {
    App app = App.create().get("/", request -> Response.stream(Flux.empty()));
    try (TestClient client = TestClient.of(app)) {
      client.get("/").send().check(r -> assertThat(r.text()).isEqualTo("[]"));
    }
  }

  private record Account(String ownerName, int openBills) {}
}
