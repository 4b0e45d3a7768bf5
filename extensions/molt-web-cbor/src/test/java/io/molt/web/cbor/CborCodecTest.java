package io.molt.web.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.json.JsonLimits;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
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

  record Numbers(
      int whole, BigInteger big, BigDecimal decimal, Instant instant, Duration duration) {}

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
        "3bffffffffffffffff | -18446744073709551616",
        "1affffffff         | 4294967295",
        "3a7fffffff         | -2147483648",
        "3affffffff         | -4294967296",
        "1b7fffffffffffffff | 9223372036854775807",
        "3b7fffffffffffffff | -9223372036854775808",
        "c249010000000000000000 | 18446744073709551616",
        "c349010000000000000000 | -18446744073709551617",
        "c248ffffffffffffffff | 18446744073709551615",
        "c348ffffffffffffffff | -18446744073709551616",
        "c241ff             | 255",
        "c3420080           | -129",
        "c240               | 0",
        "c340               | -1",
        "c25f41014100ff     | 256",
        "c48221196ab3       | 273.15",
        "c48221c249010000000000000000 | 184467440737095516.16",
        "f90000             | 0.0",
        "f98000             | -0.0",
        "f93c00             | 1.0",
        "f93e00             | 1.5",
        "f97bff             | 65504.0",
        "f90001             | 5.9604645E-8",
        "f90400             | 6.1035156E-5",
        "f9c400             | -4.0",
        "f97c00             | Infinity",
        "f9fc00             | -Infinity",
        "f97e00             | NaN",
        "fa47c35000         | 100000.0",
        "fa7f7fffff         | 3.4028235E38",
        "fa7fc00000         | NaN",
        "fb7e37e43c8800759c | 1.0E300",
        "fb3ff199999999999a | 1.1",
        "fbc010666666666666 | -4.1",
        "fbfff0000000000000 | -Infinity",
        "81f6               | [null]",
        "81f7               | [null]",
        "c074323031332d30332d32315432303a30343a30305a | 2013-03-21T20:04:00Z",
        "c11a514b67b0       | 1363896240",
        "d82076687474703a2f2f7777772e6578616d706c652e636f6d | http://www.example.com",
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
        "826161bf61626163ff | [a, {b=c}]",
        "bf6346756ef563416d7421ff | {Fun=true, Amt=-2}",
        "a201020304         | {1=2, 3=4}",
        "62225c             | \"\\",
        "63e6b0b4           | 水",
        "64f0908591         | \uD800\uDD51",
        "5f42010243030405ff | bytes",
        "7f657374726561646d696e67ff | streaming",
        "d9d9f783010203     | [1, 2, 3]",
        // spotless:on
      })
  void bytes_of_the_specification_are_read(String hex, String text) {
    Object value = decode(hex, Object.class);

    assertThat(value instanceof byte[] ? "bytes" : value).hasToString(text);
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
        "f7             | expected an object, found null",
        "a2616101616102 | an object has two members of the same name",
        "a4616101616202616303616204 | an object has two members of the same name",
        "bf616101616102ff | an object has two members of the same name",
      })
  void what_is_wrong_is_told_in_the_clients_terms(String hex, String message) {
    assertThatThrownBy(() -> decode(hex, User.class))
        .isInstanceOf(DecodingException.class)
        .hasMessage(message);
  }

  /** What RFC 8949 appendix F calls not well-formed, and what is no value although it is. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // spotless:off
        "18             | the CBOR ends too early",
        "19             | the CBOR ends too early",
        "1b01020304050607 | the CBOR ends too early",
        "38             | the CBOR ends too early",
        "58             | the CBOR ends too early",
        "9a01ff00       | the CBOR ends too early",
        "a1             | the CBOR ends too early",
        "a20102         | the CBOR ends too early",
        "c0             | the CBOR ends too early",
        "f900           | the CBOR ends too early",
        "41             | the CBOR ends too early",
        "5affffffff00   | the CBOR ends too early",
        "5bffffffffffffffff010203 | the CBOR ends too early",
        "7affffffff00   | the CBOR ends too early",
        "7b7fffffffffffffff010203 | the CBOR ends too early",
        "7affffffff62c0afff | the CBOR ends too early",
        "9affffffff01ff | the CBOR ends too early",
        "baffffffff616101ff | the CBOR ends too early",
        "9f             | the CBOR ends too early",
        "9f0102         | the CBOR ends too early",
        "bf01020302     | the CBOR ends too early",
        "5f4100         | the CBOR ends too early",
        "7f6100         | the CBOR ends too early",
        "1d             | the CBOR is malformed",
        "1f             | the CBOR is malformed",
        "3e             | the CBOR is malformed",
        "3f             | the CBOR is malformed",
        "5c             | the CBOR is malformed",
        "7d             | the CBOR is malformed",
        "9e             | the CBOR is malformed",
        "bc             | the CBOR is malformed",
        "dd             | the CBOR is malformed",
        "df00           | the CBOR is malformed",
        "fd             | the CBOR is malformed",
        "ff             | the CBOR is malformed",
        "81ff           | the CBOR is malformed",
        "8200ff         | the CBOR is malformed",
        "a1ff           | the CBOR ends too early",
        "a100ff         | the CBOR is malformed",
        "9f81ff         | the CBOR is malformed",
        "bf00ff         | the CBOR is malformed",
        "9fc1ff         | the CBOR is malformed",
        "5f00ff         | the CBOR is malformed",
        "5f6100ff       | the CBOR is malformed",
        "5f5f4100ffff   | the CBOR is malformed",
        "7f4100ff       | the CBOR is malformed",
        "7f7f6100ffff   | the CBOR is malformed",
        "f800           | simple value 0 (expected: false, true, null, undefined)",
        "f81f           | simple value 31 (expected: false, true, null, undefined)",
        // well-formed, but no value
        "e0             | simple value 0 (expected: false, true, null, undefined)",
        "81f0           | simple value 16 (expected: false, true, null, undefined)",
        "f8ff           | simple value 255 (expected: false, true, null, undefined)",
        "61ff           | a string is not UTF-8",
        "62c0af         | a string is not UTF-8",
        "63eda080       | a string is not UTF-8",
        "64f0414141     | a string is not UTF-8",
        "64f4908080     | a string is not UTF-8",
        "62c328         | a string is not UTF-8",
        "6161c3         | the CBOR ends too early",
        "7f61c361bcff   | a string is not UTF-8",
        "a162c0af01     | a string is not UTF-8",
        "d90100826568656c6c6fd81900 | tag 256 (expected: no references to strings)",
        "81d81900       | tag 25 (expected: no references to strings)",
        // spotless:on
      })
  void what_is_no_value_is_refused(String hex, String message) {
    assertThatThrownBy(() -> decode(hex, Object.class))
        .isInstanceOf(DecodingException.class)
        .hasMessage(message);
  }

  @Test
  void a_value_of_the_wrong_type_is_pointed_at() {
    byte[] bytes =
        encode(List.of(Map.of("name", "Ada", "age", 1), Map.of("name", "B", "age", "x")));

    assertThatThrownBy(() -> codec.decode(bytes, new TypeRef<List<User>>() {}.type(), CBOR))
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

  @ParameterizedTest(name = "{0} is no {1}")
  @CsvSource({
    "f97e00, whole",
    "f97e00, big",
    "f97e00, decimal",
    "f97e00, instant",
    "f97e00, duration",
    "fa7f800000, whole",
    "fa7f800000, decimal",
    "fbfff0000000000000, big",
    "fbfff0000000000000, decimal",
    "fbfff0000000000000, instant",
    "1a80000000, whole",
    "3a80000000, whole",
    "1bffffffffffffffff, whole",
    "c249010000000000000000, whole",
    "f93e00, whole",
    "f93e00, big",
    "c4821a7fffffff01, whole",
    "c4821a7fffffff01, big",
    "c4821a7fffffff01, instant",
    "c4821a7fffffff01, duration",
    "c4823a7fffffff01, instant",
    "4101, whole",
    "4101, decimal",
    "4101, instant",
    "6131, whole",
    "f5, whole",
  })
  void a_number_never_becomes_another(String hex, String member) {
    String name = HEX.formatHex(encode(member));

    assertThatThrownBy(() -> decode("a1" + name + hex, Numbers.class))
        .isInstanceOfSatisfying(
            DecodingException.class,
            error -> assertThat(error.position()).containsEntry("pointer", "/" + member));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        BigDecimal.class,
        BigInteger.class,
        Instant.class,
        Duration.class,
        int.class,
        long.class
      })
  void what_is_no_number_is_none_at_the_top_either(Class<?> type) {
    for (String hex : List.of("f97e00", "fa7f800000", "fbfff0000000000000")) {
      assertThatThrownBy(() -> decode(hex, type)).isInstanceOf(DecodingException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "a0", "f6", "8180", "a1616100", "c001", "60"})
  void what_nobody_asked_for_takes_no_memory(String value) {
    int count = 2_000_000 / value.length();
    byte[] content = HEX.parseHex("a361789a" + HEX.toHexDigits(count) + value.repeat(count)
        + "646e616d65634164616361676518" + "24");
    codec.decode(encode(new User("Ada", 36)), User.class, CBOR);

    assertThat(allocated(() ->
            assertThat(codec.decode(content, User.class, CBOR)).isEqualTo(new User("Ada", 36))))
        .isLessThan(500_000);
  }

  /** Whole values and sequences are read by code of their own, which has to agree. */
  @Test
  void bytes_at_random_are_the_same_value_as_the_one_item_of_a_sequence() {
    Random random = new Random(8949);
    MediaType sequence = MediaType.of("application", "cbor-seq");
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      random.nextBytes(bytes);
      List<Object> items = new ArrayList<>();
      try {
        codec
            .decodeStream(Flux.just(ByteBuffer.wrap(bytes)), Object.class, sequence)
            .doOnNext(items::add)
            .blockLast();
      } catch (DecodingException told) {
        items.clear();
      }
      if (items.size() == 1) {
        assertThat(codec.decode(bytes, Object.class, CBOR))
            .as(HEX.formatHex(bytes))
            .usingRecursiveComparison()
            .isEqualTo(items.get(0));
      } else {
        assertThatThrownBy(
                () -> codec.decode(bytes, Object.class, CBOR), "no value: %s", HEX.formatHex(bytes))
            .isInstanceOf(DecodingException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "64",
        "9bffffffffffffffff",
        "5b7fffffffffffffff",
        "bbffffffffffffffff",
        "9b0000000100000000"
      })
  void lengths_that_nothing_stands_behind_take_no_memory(String hex) {
    assertThatThrownBy(() -> decode("1c", Object.class)).isInstanceOf(DecodingException.class);

    assertThat(allocated(() -> assertThatThrownBy(() -> decode(hex, Object.class))
            .hasMessage("the CBOR ends too early")))
        .isLessThan(500_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "9f", "a161", "bf6161"})
  void nesting_without_end_is_refused(String level) {
    byte[] bytes = HEX.parseHex(level.repeat(200_000) + "00".repeat(200_000));

    assertThatThrownBy(() -> codec.decode(bytes, Object.class, CBOR))
        .isInstanceOf(DecodingException.class);
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

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private byte[] encode(Object value) {
    return codec.encode(value, value.getClass(), CBOR);
  }

  private Object decode(String hex, Class<?> type) {
    return codec.decode(HEX.parseHex(hex), type, CBOR);
  }
}
