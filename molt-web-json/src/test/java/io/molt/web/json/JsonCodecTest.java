package io.molt.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.codec.UnsupportedMediaTypeException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class JsonCodecTest {
  record User(String name, int age, Optional<String> email, List<String> tags) {}

  record Times(Instant at, LocalDate day, OffsetDateTime local, Duration took) {}

  record Lenient(
      @JsonProperty(isRequired = OptBoolean.FALSE) int count) {}

  record Self(List<Object> all) {}

  interface Unmade {}

  record FirstSeen(String name, Map<String, List<LocalDate>> days) {}

  private final Codec codec = JsonCodec.create();

  @Test
  void a_record_comes_back_as_it_was() {
    User user = new User("Ädä", 36, Optional.of("ada@example.org"), List.of("a", "b"));
    String json = encode(user);
    assertThat(json)
        .isEqualTo(
            "{\"name\":\"Ädä\",\"age\":36,\"email\":\"ada@example.org\",\"tags\":[\"a\",\"b\"]}");
    assertThat(decode(User.class, json)).isEqualTo(user);
  }

  @Test
  void an_absent_optional_is_empty_and_written_as_null() {
    Object user = decode(User.class, "{\"name\":\"Ada\",\"age\":36}");
    assertThat(user).isEqualTo(new User("Ada", 36, Optional.empty(), null));
    assertThat(encode(user)).contains("\"email\":null");
  }

  @Test
  void times_are_iso_strings() {
    Times times = new Times(
        Instant.parse("2026-01-31T12:30:00.123Z"),
        LocalDate.of(2026, 1, 31),
        OffsetDateTime.parse("2026-01-31T12:30:00+01:00"),
        Duration.ofMinutes(90));
    String json = encode(times);
    assertThat(json)
        .isEqualTo("{\"at\":\"2026-01-31T12:30:00.123Z\",\"day\":\"2026-01-31\","
            + "\"local\":\"2026-01-31T12:30:00+01:00\",\"took\":\"PT1H30M\"}");
    Times read = (Times) decode(Times.class, json);
    assertThat(read.at()).isEqualTo(times.at());
    assertThat(read.day()).isEqualTo(times.day());
    assertThat(read.local().toInstant()).isEqualTo(times.local().toInstant());
    assertThat(read.took()).isEqualTo(times.took());
  }

  @Test
  void generic_types_are_read_and_written() {
    Type type = new TypeRef<Map<String, List<LocalDate>>>() {}.type();
    Map<String, List<LocalDate>> value = Map.of("a", List.of(LocalDate.of(2026, 1, 2)));
    byte[] json = codec.encode(value, type, MediaType.JSON);
    assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("{\"a\":[\"2026-01-02\"]}");
    assertThat(codec.decode(json, type, MediaType.JSON)).isEqualTo(value);
  }

  @Test
  void scalars_and_trees_are_values_too() {
    assertThat(decode(String.class, "\"a\"")).isEqualTo("a");
    assertThat(decode(int.class, "5")).isEqualTo(5);
    assertThat(decode(Optional.class, "null")).isEqualTo(Optional.empty());
    assertThat(((JsonNode) decode(JsonNode.class, "{\"a\":null}")).get("a").isNull())
        .isTrue();
    assertThat(encode("a\"")).isEqualTo("\"a\\\"\"");
  }

  @Test
  void unknown_members_are_ignored() {
    assertThat(decode(User.class, "{\"name\":\"Ada\",\"age\":36,\"shoe\":{\"size\":[1]}}"))
        .isEqualTo(new User("Ada", 36, Optional.empty(), null));
  }

  @Test
  void a_primitive_may_be_declared_optional() {
    assertThat(decode(Lenient.class, "{}")).isEqualTo(new Lenient(0));
  }

  @Test
  void a_byte_order_mark_is_skipped() {
    assertThat(decode(String.class, "\ufeff\"a\"")).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void other_encodings_are_refused(String charset) {
    byte[] bytes = "{\"name\":\"a\"}".getBytes(Charset.forName(charset));
    assertThatThrownBy(() -> codec.decode(bytes, User.class, MediaType.JSON))
        .isInstanceOf(DecodingException.class)
        .hasMessage("the content is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "UTF8", "\"utf-8\"", "us-ascii"})
  void the_charset_of_json_is_accepted(String charset) {
    MediaType type = MediaType.parse("application/json; charset=" + charset);
    assertThat(codec.decode("\"a\"".getBytes(StandardCharsets.UTF_8), String.class, type))
        .isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso-8859-1", "utf-16", "klingon", "\"\""})
  void another_charset_is_not_supported(String charset) {
    MediaType type = MediaType.parse("application/json; charset=" + charset);
    assertThatThrownBy(
            () -> codec.decode("\"a\"".getBytes(StandardCharsets.UTF_8), String.class, type))
        .isInstanceOf(UnsupportedMediaTypeException.class)
        .hasMessageStartingWith("charset: ");
  }

  @Test
  void json_is_known_by_its_suffix() {
    for (String type : List.of(
        "application/json", "application/problem+json", "text/json", "application/vnd.x.v1+json")) {
      assertThat(codec.canRead(User.class, MediaType.parse(type))).as(type).isTrue();
      assertThat(codec.canWrite(User.class, MediaType.parse(type))).as(type).isTrue();
    }
    for (String type : List.of("application/x-ndjson", "application/jsonp", "text/plain", "*/*")) {
      assertThat(codec.canRead(User.class, MediaType.parse(type))).as(type).isFalse();
      assertThat(codec.canWrite(User.class, MediaType.parse(type))).as(type).isFalse();
    }
    assertThat(codec.mediaTypes()).containsExactly(MediaType.JSON);
  }

  @Test
  void bytes_are_left_to_others() {
    assertThat(codec.canRead(byte[].class, MediaType.JSON)).isFalse();
    assertThat(codec.canWrite(byte[].class, MediaType.JSON)).isFalse();
    assertThat(codec.canWrite(ByteBuffer.allocate(1).getClass(), MediaType.JSON))
        .isFalse();
    assertThat(codec.canRead(String.class, MediaType.JSON)).isTrue();
  }

  @Test
  void a_type_that_nobody_can_read_is_not_the_clients_fault() {
    assertThatThrownBy(() -> decode(Unmade.class, "{}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Unmade")
        .hasMessageContaining("cannot be read from JSON");
  }

  @Test
  void a_value_that_cannot_be_written_is_an_error_that_names_it() {
    List<Object> all = new java.util.ArrayList<>();
    Self self = new Self(all);
    all.add(self);
    assertThatThrownBy(() -> encode(self))
        .isInstanceOf(EncodingException.class)
        .hasMessageStartingWith(Self.class.getName() + " cannot be written as JSON: ");
  }

  @Test
  void a_mapper_can_be_given() {
    JsonMapper mapper = JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build();
    record Named(String firstName) {}
    byte[] json = JsonCodec.of(mapper).encode(new Named("Ada"), Named.class, MediaType.JSON);
    assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("{\"first_name\":\"Ada\"}");
  }

  @Test
  void a_given_mapper_keeps_its_own_rules() {
    JsonMapper lenient = JsonMapper.builder().build();
    assertThat(JsonCodec.of(lenient).decode(utf8("\"12\""), int.class, MediaType.JSON))
        .isEqualTo(12);
    JsonMapper strict = JsonMapper.builder()
        .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
    assertThatThrownBy(
            () -> JsonCodec.of(strict).decode(utf8("{\"shoe\":1}"), User.class, MediaType.JSON))
        .isInstanceOfSatisfying(DecodingException.class, error -> {
          assertThat(error).hasMessage("unknown member");
          assertThat(error.position()).containsEntry("pointer", "/shoe");
        });
  }

  @Test
  void the_strict_mapper_can_be_added_to() {
    JsonMapper mapper = JsonCodec.mapper(JsonLimits.DEFAULT.withString(3))
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build();
    record Named(String firstName) {}
    Codec own = JsonCodec.of(mapper);
    assertThat(own.decode(utf8("{\"first_name\":\"Ada\"}"), Named.class, MediaType.JSON))
        .isEqualTo(new Named("Ada"));
    assertThatThrownBy(
            () -> own.decode(utf8("{\"first_name\":\"Lovelace\"}"), Named.class, MediaType.JSON))
        .hasMessage("string too long (expected: at most 3 characters)");
  }

  @Test
  void limits_must_be_positive() {
    assertThatThrownBy(() -> JsonLimits.DEFAULT.withDepth(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("json limit depth: 0 (expected: >= 1)");
    assertThatThrownBy(() -> JsonCodec.create().withMaxElement(-1))
        .hasMessage("json limit element: -1 (expected: >= 1)");
    assertThat(JsonLimits.DEFAULT
            .withDepth(1)
            .withString(2)
            .withName(3)
            .withNumber(4)
            .withElement(5))
        .isEqualTo(new JsonLimits(1, 2, 3, 4, 5));
  }

  @Test
  void an_app_finds_the_codec_on_the_class_path() {
    assertThat(ServiceLoader.load(Codec.class)).hasOnlyElementsOfType(JsonCodec.class);
    Codecs codecs = Codecs.of(List.of(), List.of());
    assertThat(codecs.reader(User.class, MediaType.JSON)).isInstanceOf(JsonCodec.class);
    assertThat(codecs.writer(User.class, MediaType.JSON)).isInstanceOf(JsonCodec.class);
    assertThat(codecs.streamReader(User.class, MediaType.NDJSON)).isInstanceOf(JsonCodec.class);
    assertThat(codecs.offers(User.class, true, List.of()))
        .containsExactly(MediaType.JSON, MediaType.NDJSON);
  }

  @Test
  void reading_and_writing_a_new_type_blocks_no_event_loop() {
    Object value = Mono.fromCallable(() -> JsonCodec.create()
            .decode(
                utf8("{\"name\":\"a\",\"days\":{\"x\":[\"2026-01-31\"]}}"),
                FirstSeen.class,
                MediaType.JSON))
        .doOnNext(read -> codec.encode(read, FirstSeen.class, MediaType.JSON))
        .subscribeOn(Schedulers.parallel())
        .block();
    assertThat(value).isInstanceOf(FirstSeen.class);
  }

  private String encode(Object value) {
    return new String(
        codec.encode(value, value.getClass(), MediaType.JSON), StandardCharsets.UTF_8);
  }

  private Object decode(Type type, String json) {
    return codec.decode(utf8(json), type, MediaType.JSON);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
