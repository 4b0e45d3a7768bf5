package io.molt.behaviours;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.App;
import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.UnsupportedMediaTypeException;
import io.molt.web.http.Handler;
import io.molt.web.http.Response;
import io.molt.web.json.JsonCodec;
import io.molt.web.json.JsonLimits;
import io.molt.web.test.TestClient;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.PropertyNamingStrategies;

/** Codecs that are given to an app, beside those on the class path. */
class CustomCodecBehaviours extends Behaviours {
  record Point(int x, int y) {}

  record Person(String firstName) {}

  private static final MediaType CSV = MediaType.of("text", "csv");
  private static final Handler ECHO = request -> request.body(Point.class).map(Response::entity);

  @Test
  void codec_of_the_app_is_asked_before_the_class_path() {
    run(App.create().codec(new Csv(CSV)).post("/", ECHO))
        .post("/")
        .body("text/csv", "1;2")
        .send()
        .expectStatus(200)
        .expectHeader("content-type", "text/csv")
        .expectBody("1;2");
  }

  @Test
  void codec_of_the_class_path_is_still_there() {
    TestClient client = run(App.create().codec(new Csv(CSV)).post("/", ECHO));

    client
        .post("/")
        .accept("application/json")
        .body("application/json", "{\"x\":1,\"y\":2}")
        .send()
        .expectHeader("content-type", "application/json")
        .expectBody("{\"x\":1,\"y\":2}");
  }

  @Test
  void form_of_the_answer_follows_accept_and_not_the_form_of_the_request() {
    run(App.create().codec(new Csv(CSV)).post("/", ECHO))
        .post("/")
        .accept("application/json;q=0.9, text/csv;q=0.1")
        .body("text/csv", "1;2")
        .send()
        .expectBody("{\"x\":1,\"y\":2}");
  }

  @Test
  void codec_of_the_app_can_take_the_place_of_json() {
    run(App.create()
            .codec(new Csv(MediaType.JSON))
            .get("/", request -> Response.json(new Point(1, 2))))
        .get("/")
        .send()
        .expectHeader("content-type", "application/json")
        .expectBody("1;2");
  }

  @Test
  void codec_is_passed_over_for_types_that_it_does_not_write() {
    run(App.create()
            .codec(new Csv(MediaType.JSON))
            .get("/", request -> Response.json(Map.of("a", 1))))
        .get("/")
        .send()
        .expectBody("{\"a\":1}");
  }

  @Test
  void first_codec_that_was_given_is_asked_first() {
    run(App.create()
            .codec(new Csv(MediaType.of("application", "points")))
            .codec(new Csv(CSV))
            .get("/", request -> Response.entity(new Point(1, 2))))
        .get("/")
        .send()
        .expectHeader("content-type", "application/points");
  }

  @Test
  void refused_content_type_is_told_all_that_would_be_read() {
    run(App.create().codec(new Csv(CSV)).post("/", ECHO))
        .post("/")
        .body("text/html", "<p>")
        .send()
        .expectProblem(415)
        .expectHeader("accept", "text/csv, application/json");
  }

  @Test
  void refused_accept_is_told_all_that_could_be_written() {
    run(App.create().codec(new Csv(CSV)).get("/", request -> Response.entity(new Point(1, 2))))
        .get("/")
        .accept("text/html")
        .send()
        .expectProblem(406)
        .expectJson("/available", List.of("text/csv", "application/json"));
  }

  @Test
  void stream_is_written_by_the_codec_that_the_client_wants() {
    run(App.create()
            .codec(new Csv(CSV))
            .get("/", request -> Response.stream(Flux.just(new Point(1, 2), new Point(3, 4)))))
        .get("/")
        .accept("text/csv")
        .send()
        .expectHeader("content-type", "text/csv")
        .expectBody("1;2\n3;4\n");
  }

  @Test
  void stream_is_read_by_the_codec_of_its_content_type() {
    run(App.create()
            .codec(new Csv(CSV))
            .post(
                "/",
                request -> request
                    .bodyStream(Point.class)
                    .map(Point::x)
                    .collectList()
                    .map(Response::json)))
        .post("/")
        .body("text/csv", "1;2")
        .send()
        .expectBody("[1]");
  }

  @Test
  void content_that_a_codec_cannot_decode_is_a_400_with_the_place_it_tells() {
    run(App.create().codec(new Csv(CSV)).post("/", ECHO))
        .post("/")
        .body("text/csv", "one;two")
        .send()
        .expectProblem(400, "not a point")
        .expectJson("/field", 0);
  }

  @Test
  void content_that_a_codec_does_not_support_after_all_is_a_415() {
    run(App.create().codec(new Csv(CSV)).post("/", ECHO))
        .post("/")
        .body("text/csv; header=present", "x;y")
        .send()
        .expectProblem(415, "header: present (expected: none)");
  }

  @Test
  void value_that_a_codec_cannot_encode_is_a_500() {
    run(App.create().codec(new Csv(CSV)).get("/", request -> Response.entity(new Point(-1, 0))))
        .get("/")
        .accept("text/csv")
        .send()
        .expectProblem(500)
        .expectNoJson("/detail");
  }

  @Test
  void codec_of_a_mounted_app_is_its_own() {
    App inner = App.create()
        .codec(new Csv(MediaType.JSON))
        .get("/", request -> Response.json(new Point(1, 2)));
    TestClient client = run(
        App.create().get("/", request -> Response.json(new Point(1, 2))).mount("/inner", inner));

    client.get("/").send().expectBody("{\"x\":1,\"y\":2}");
    client.get("/inner").send().expectBody("1;2");
  }

  @Test
  void json_with_a_mapper_of_the_apps_own_names_members_its_way() {
    JsonCodec snake = JsonCodec.of(JsonCodec.mapper(JsonLimits.DEFAULT)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build());

    run(App.create()
            .codec(snake)
            .post("/", request -> request.body(Person.class).map(Response::json)))
        .post("/")
        .body("application/json", "{\"first_name\":\"Ada\"}")
        .send()
        .expectBody("{\"first_name\":\"Ada\"}");
  }

  @Test
  void json_with_limits_of_the_apps_own_keeps_to_them() {
    run(App.create()
            .codec(JsonCodec.create(JsonLimits.DEFAULT.withString(5)))
            .post("/", request -> request.body(Person.class).map(Response::json)))
        .post("/")
        .body("application/json", "{\"firstName\":\"Augusta\"}")
        .send()
        .expectProblem(400, "string too long (expected: at most 5 characters)");
  }

  @Test
  void built_app_takes_no_further_codec() {
    App app = App.create().get("/", request -> Response.ok());
    run(app).get("/").send().expectStatus(200);

    assertThatThrownBy(() -> app.codec(new Csv(CSV)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("codec");
  }

  /** Points, one a line. */
  private static final class Csv implements Codec {
    private final MediaType mediaType;

    Csv(MediaType mediaType) {
      this.mediaType = mediaType;
    }

    @Override
    public List<MediaType> mediaTypes() {
      return List.of(mediaType);
    }

    @Override
    public List<MediaType> streamMediaTypes() {
      return List.of(mediaType);
    }

    @Override
    public boolean canRead(Type type, MediaType other) {
      return type == Point.class && mediaType.sameTypeAs(other);
    }

    @Override
    public boolean canWrite(Type type, MediaType other) {
      return type == Point.class && mediaType.sameTypeAs(other);
    }

    @Override
    public Object decode(byte[] bytes, Type type, MediaType from) {
      if (from.parameters().containsKey("header")) {
        throw new UnsupportedMediaTypeException("header: present (expected: none)", null);
      }
      String[] fields = new String(bytes, UTF_8).strip().split(";");
      try {
        return new Point(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]));
      } catch (NumberFormatException malformed) {
        throw new DecodingException("not a point", Map.of("field", 0), malformed);
      }
    }

    @Override
    public byte[] encode(Object value, Type type, MediaType to) {
      Point point = (Point) value;
      if (point.x() < 0) {
        throw new EncodingException("negative", new IllegalArgumentException("x"));
      }
      return (point.x() + ";" + point.y()).getBytes(UTF_8);
    }

    @Override
    public Flux<ByteBuffer> encodeStream(Flux<?> elements, Type type, MediaType to) {
      return elements.map(point -> {
        String line = new String(encode(point, type, to), UTF_8) + "\n";
        return ByteBuffer.wrap(line.getBytes(UTF_8));
      });
    }

    @Override
    public Flux<Object> decodeStream(Flux<ByteBuffer> bytes, Type type, MediaType from) {
      return bytes
          .map(chunk -> UTF_8.decode(chunk.duplicate()).toString())
          .reduce("", String::concat)
          .flatMapMany(text -> Flux.fromArray(text.split("\n")))
          .concatMap(line -> Mono.fromSupplier(() -> decode(line.getBytes(UTF_8), type, from)));
    }
  }
}
