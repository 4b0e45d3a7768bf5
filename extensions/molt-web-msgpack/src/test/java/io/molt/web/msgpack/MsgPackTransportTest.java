package io.molt.web.msgpack;

import io.molt.web.App;
import io.molt.web.codec.Codec;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Response;
import io.molt.web.test.TestClient;
import io.molt.web.test.Transport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** An app with MessagePack on its class path, over every transport. */
class MsgPackTransportTest {
  record User(String name, int age) {}

  private static final String MSGPACK = "application/vnd.msgpack";

  private final Codec codec = MsgPackCodec.create();

  @ParameterizedTest
  @EnumSource
  void values_travel_both_ways(Transport transport) {
    try (TestClient client = TestClient.of(app(), transport)) {
      for (String type : List.of(MSGPACK, "application/msgpack", "application/x-msgpack")) {
        client
            .post("/")
            .accept(type)
            .header("content-type", type)
            .body(encode(new User("Ada", 36)))
            .send()
            .expectStatus(200)
            .expectHeader("content-type", type)
            .expectHeader("vary", "accept")
            .expectBody(encode(new User("Ada", 36)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_takes_anything_gets_json_and_streams_have_no_such_form(Transport transport) {
    try (TestClient client = TestClient.of(app(), transport)) {
      client
          .post("/")
          .header("content-type", MSGPACK)
          .body(encode(new User("Ada", 36)))
          .send()
          .expectHeader("content-type", "application/json")
          .expectJson("/name", "Ada");
      client
          .get("/stream")
          .accept(MSGPACK)
          .send()
          .expectProblem(406)
          .expectJson(
              "/available",
              List.of("application/json", "application/x-ndjson", "text/event-stream"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_wrong_is_a_problem(Transport transport) {
    try (TestClient client = TestClient.of(app(), transport)) {
      client
          .post("/")
          .header("content-type", MSGPACK)
          .body(encode(Map.of("name", "Ada", "age", "old")))
          .send()
          .expectProblem(400, "expected a whole number, found a string")
          .expectJson("/pointer", "/age");
      client
          .post("/")
          .header("content-type", MSGPACK)
          .body(new byte[] {(byte) 0xc1})
          .send()
          .expectProblem(400, "the MessagePack is malformed")
          .expectJson("/offset", 0);
      client
          .post("/")
          .text("Ada")
          .send()
          .expectProblem(415)
          .expectHeader(
              "accept",
              "application/json, application/vnd.msgpack, application/msgpack,"
                  + " application/x-msgpack");
    }
  }

  private static App app() {
    return App.create()
        .post("/", request -> request.body(User.class).map(Response::entity))
        .get("/stream", request -> Response.stream(Flux.just(1, 2)));
  }

  private byte[] encode(Object value) {
    return codec.encode(value, value.getClass(), MediaType.parse(MSGPACK));
  }
}
