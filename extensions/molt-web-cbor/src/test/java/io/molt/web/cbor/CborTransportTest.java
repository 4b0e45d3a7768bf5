package io.molt.web.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.molt.web.App;
import io.molt.web.codec.Codec;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.TestResponse;
import io.molt.web.test.Transport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** An app with CBOR on its class path, over every transport. */
class CborTransportTest {
  record User(String name, int age) {}

  private static final String CBOR = "application/cbor";
  private static final String SEQUENCE = "application/cbor-seq";
  private static final Handler ECHO = request -> request.body(User.class).map(Response::entity);

  private final Codec codec = CborCodec.create();

  @ParameterizedTest
  @EnumSource
  void values_travel_both_ways(Transport transport) {
    try (TestClient client = TestClient.of(App.create().post("/", ECHO), transport)) {
      client
          .post("/")
          .accept(CBOR)
          .header("content-type", CBOR)
          .body(encode(new User("Ada", 36)))
          .send()
          .expectStatus(200)
          .expectHeader("content-type", CBOR)
          .expectHeader("vary", "accept")
          .check(answer -> assertThat(decode(answer, User.class)).isEqualTo(new User("Ada", 36)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_takes_anything_gets_json(Transport transport) {
    App app = App.create()
        .get("/", request -> Response.entity(new User("Ada", 36)))
        .get("/stream", request -> Response.stream(Flux.just(1, 2)));
    try (TestClient client = TestClient.of(app, transport)) {
      client.get("/").send().expectHeader("content-type", "application/json");
      client
          .get("/")
          .accept("application/*")
          .send()
          .expectHeader("content-type", "application/json");
      client.get("/stream").send().expectBody("[1,2]");
      client
          .get("/")
          .accept("text/html")
          .send()
          .expectProblem(406)
          .expectJson("/available", List.of("application/json", CBOR));
    }
  }

  @ParameterizedTest
  @EnumSource
  void streams_travel_both_ways(Transport transport) {
    App app = App.create()
        .post(
            "/",
            request ->
                Response.stream(request.bodyStream(User.class).filter(user -> user.age() >= 18)));
    try (TestClient client = TestClient.of(app, transport)) {
      byte[] users = encode(List.of(new User("Ada", 36), new User("Bob", 6), new User("Cy", 18)));

      client
          .post("/")
          .accept(CBOR)
          .header("content-type", CBOR)
          .body(users)
          .send()
          .expectHeader("content-type", CBOR)
          .check(answer -> assertThat(codec.decode(
                  answer.bytes(), new TypeRef<List<User>>() {}.type(), MediaType.parse(CBOR)))
              .isEqualTo(List.of(new User("Ada", 36), new User("Cy", 18))));
      client
          .post("/")
          .accept(SEQUENCE)
          .header("content-type", CBOR)
          .body(users)
          .send()
          .expectHeader("content-type", SEQUENCE)
          .check(answer -> assertThat(answer.bytes())
              .startsWith(encode(new User("Ada", 36)))
              .endsWith(encode(new User("Cy", 18))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_wrong_is_a_problem(Transport transport) {
    try (TestClient client = TestClient.of(App.create().post("/", ECHO), transport)) {
      client
          .post("/")
          .header("content-type", CBOR)
          .body(encode(Map.of("name", "Ada", "age", "old")))
          .send()
          .expectProblem(400, "expected a whole number, found a string")
          .expectJson("/pointer", "/age");
      client
          .post("/")
          .text("Ada")
          .send()
          .expectProblem(415)
          .expectHeader("accept", "application/json, application/cbor");
    }
  }

  private byte[] encode(Object value) {
    return codec.encode(value, value.getClass(), MediaType.parse(CBOR));
  }

  private Object decode(TestResponse answer, Class<?> type) {
    return codec.decode(answer.bytes(), type, MediaType.parse(CBOR));
  }
}
