package io.molt.web.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.json.JsonLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;

/** Whole values. */
class CborCodecTest {
  record User(String name, int age) {}

  record Everything(
      boolean flag,
      long number,
      double real,
      BigInteger big,
      BigDecimal decimal,
      byte[] bytes,
      Instant time,
      List<String> texts,
      Map<String, Integer> counts) {}

  record Unwritable(int size) {
    @SuppressWarnings("unused") // written as a member, or not
    public int getHalf() {
      throw new IllegalStateException("no half");
    }
  }

  private static final MediaType CBOR = MediaType.of("application", "cbor");
  private static final HexFormat HEX = HexFormat.of();

  private final Codec codec = CborCodec.create();

  @Test
  void a_record_is_a_map_of_its_members() {
    byte[] bytes = encode(new User("Ada", 36));

    assertThat(codec.decode(bytes, User.class, CBOR)).isEqualTo(new User("Ada", 36));
    assertThat(codec.decode(bytes, Object.class, CBOR)).isEqualTo(Map.of("name", "Ada", "age", 36));
  }

  @Test
  void values_of_all_kinds_come_back() {
    Everything sent = new Everything(
        true,
        Long.MIN_VALUE,
        0.1,
        BigInteger.TWO.pow(70),
        new BigDecimal("12.50"),
        new byte[] {0, -1},
        Instant.parse("2026-01-31T12:30:00Z"),
        List.of("", "Grüße, 世界"),
        Map.of("a", 1));

    assertThat(codec.decode(encode(sent), Everything.class, CBOR))
        .usingRecursiveComparison()
        .isEqualTo(sent);
  }

  /** Examples of RFC 8949 appendix A. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "00                 | 0",
        "17                 | 23",
        "1818               | 24",
        "1903e8             | 1000",
        "1a000f4240         | 1000000",
        "1b000000e8d4a51000 | 1000000000000",
        "1bffffffffffffffff | 18446744073709551615",
        "20                 | -1",
        "3863               | -100",
        "3903e7             | -1000",
        "f93c00             | 1.0",
        "fb3ff199999999999a | 1.1",
        "f4                 | false",
        "f5                 | true",
        "60                 | ''",
        "6449455446         | IETF",
        "62c3bc             | ü",
        "80                 | []",
        "83010203           | [1, 2, 3]",
        "8301820203820405   | [1, [2, 3], [4, 5]]",
        "a0                 | {}",
        "a26161016162820203 | {a=1, b=[2, 3]}",
        "9fff               | []",
        "9f018202039f0405ffff | [1, [2, 3], [4, 5]]",
        "bf61610161629f0203ffff | {a=1, b=[2, 3]}",
        "7f657374726561646d696e67ff | streaming",
        "d9d9f783010203     | [1, 2, 3]",
        // spotless:on
      })
  void bytes_of_the_specification_are_read(String hex, String text) {
    assertThat(decode(hex, Object.class)).hasToString(text);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''             | the content is empty (expected: CBOR)",
        "a2646e616d65   | the CBOR ends too early",
        "1c             | the CBOR is malformed",
        "a2646e616d656341646163616765182400 | content after the end of the CBOR",
        "f6             | expected an object, found null",
        "83010203       | expected an object, found an array",
        "a2616101616102 | an object has two members of the same name",
      })
  void what_is_wrong_is_told_in_the_clients_terms(String hex, String message) {
    assertThatThrownBy(() -> decode(hex, User.class))
        .isInstanceOf(DecodingException.class)
        .hasMessage(message);
  }

  @Test
  void a_value_of_the_wrong_type_is_pointed_at() {
    byte[] bytes = encode(List.of(Map.of("name", "Ada", "age", 1), Map.of("name", "B", "age", "x")));

    assertThatThrownBy(
            () -> codec.decode(bytes, new TypeRef<List<User>>() {}.type(), CBOR))
        .isInstanceOfSatisfying(
            DecodingException.class,
            error -> assertThat(error.position()).containsEntry("pointer", "/1/age"))
        .hasMessage("expected a whole number, found a string");
  }

  @Test
  void malformed_bytes_are_told_with_their_offset() {
    assertThatThrownBy(() -> decode("830102fe", Object.class))
        .isInstanceOfSatisfying(
            DecodingException.class,
            error -> assertThat(error.position()).containsOnlyKeys("offset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "9bffffffffffffffff", "5b7fffffffffffffff", "bbffffffffffffffff", "9b0000000100000000"})
  void lengths_that_nothing_stands_behind_take_no_memory(String hex) {
    assertThatThrownBy(() -> decode(hex, Object.class)).isInstanceOf(DecodingException.class);
  }

  @Test
  void depth_is_limited() {
    Codec shallow = CborCodec.create(JsonLimits.DEFAULT.withDepth(3));

    assertThat(shallow.decode(HEX.parseHex("818180"), Object.class, CBOR)).isNotNull();
    assertThatThrownBy(() -> shallow.decode(HEX.parseHex("81818180"), Object.class, CBOR))
        .hasMessage("nested too deep (expected: at most 3 levels)");
  }

  @Test
  void a_value_that_cannot_be_written_is_told_by_its_class() {
    assertThatThrownBy(() -> encode(new Unwritable(1)))
        .isInstanceOf(EncodingException.class)
        .hasMessageStartingWith(Unwritable.class.getName() + " cannot be written as CBOR: ");
  }

  @Test
  void a_mapper_can_be_given() {
    Codec snake = CborCodec.of(
        CborCodec.mapper(JsonLimits.DEFAULT)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build(),
        JsonLimits.DEFAULT);
    byte[] bytes = snake.encode(new Named("Ada"), Named.class, CBOR);

    assertThat(codec.decode(bytes, Object.class, CBOR)).isEqualTo(Map.of("first_name", "Ada"));
  }

  @ParameterizedTest(name = "{0}: whole {1}, stream {2}")
  @CsvSource({
    "application/cbor, true, true",
    "application/vnd.acme+cbor, true, true",
    "application/cbor-seq, false, true",
    "application/vnd.acme+cbor-seq, false, true",
    "application/json, false, false",
    "application/xcbor, false, false",
  })
  void media_types_are_told_apart(String text, boolean whole, boolean stream) {
    MediaType type = MediaType.parse(text);

    assertThat(codec.canRead(User.class, type)).isEqualTo(whole);
    assertThat(codec.canWrite(User.class, type)).isEqualTo(whole);
    assertThat(codec.canReadStream(User.class, type)).isEqualTo(stream);
    assertThat(codec.canWriteStream(User.class, type)).isEqualTo(stream);
    assertThat(codec.canRead(byte[].class, type)).isFalse();
    assertThat(codec.canWriteStream(ByteBuffer.class, type)).isFalse();
  }

  record Named(String firstName) {}

  private byte[] encode(Object value) {
    return codec.encode(value, value.getClass(), CBOR);
  }

  private Object decode(String hex, Class<?> type) {
    return codec.decode(HEX.parseHex(hex), type, CBOR);
  }
}
