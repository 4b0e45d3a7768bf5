package io.molt.web.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.sun.management.ThreadMXBean;
import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.EncodingException;
import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.json.JsonCodec;
import io.molt.web.json.JsonLimits;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

class MsgPackCodecTest {
  record User(String name, int age) {}

  record Named(String firstName) {}

  record When(Instant at) {}

  record Numbers(
      int whole, BigInteger big, BigDecimal decimal, Instant instant, Duration duration) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
  sealed interface Shape {}

  record Circle(float radius, byte[] picture) implements Shape {}

  @JsonDeserialize(using = ByTree.class)
  record Any(String text) {}

  static final class ByTree extends ValueDeserializer<Any> {
    @Override
    public Any deserialize(JsonParser parser, DeserializationContext context) {
      return new Any(parser.<JsonNode>readValueAsTree().toString());
    }
  }

  record Everything(
      boolean flag,
      long number,
      float small,
      double real,
      BigInteger big,
      BigDecimal decimal,
      byte[] bytes,
      Instant time,
      List<String> texts,
      Map<String, Integer> counts) {}

  private static final MediaType MSGPACK = MediaType.of("application", "vnd.msgpack");
  private static final HexFormat HEX = HexFormat.of();

  private final Codec codec = MsgPackCodec.create();

  @Test
  void a_record_is_a_map_of_its_members() {
    byte[] bytes = encode(new User("Ada", 36));

    assertThat(HEX.formatHex(bytes)).isEqualTo("82a46e616d65a3416461a361676524");
    assertThat(codec.decode(bytes, User.class, MSGPACK)).isEqualTo(new User("Ada", 36));
  }

  @Test
  void values_of_all_kinds_come_back() {
    Everything sent = new Everything(
        true,
        Long.MIN_VALUE,
        1.5f,
        0.1,
        BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
        new BigDecimal("12.5"),
        new byte[] {0, -1},
        Instant.parse("2026-01-31T12:30:00Z"),
        List.of("", "Grüße, 世界"),
        Map.of("a", 1));

    assertThat(codec.decode(encode(sent), Everything.class, MSGPACK))
        .usingRecursiveComparison()
        .isEqualTo(sent);
  }

  /** Each format of the specification at its limits, in the shortest form. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "00, 0",
    "7f, 127",
    "cc80, 128",
    "ccff, 255",
    "cd0100, 256",
    "cdffff, 65535",
    "ce00010000, 65536",
    "ceffffffff, 4294967295",
    "cf0000000100000000, 4294967296",
    "cf7fffffffffffffff, 9223372036854775807",
    "ff, -1",
    "e0, -32",
    "d0df, -33",
    "d080, -128",
    "d1ff7f, -129",
    "d18000, -32768",
    "d2ffff7fff, -32769",
    "d280000000, -2147483648",
    "d3ffffffff7fffffff, -2147483649",
    "d38000000000000000, -9223372036854775808",
  })
  void whole_numbers_take_the_shortest_form(String hex, long number) {
    assertThat(HEX.formatHex(encode(number))).isEqualTo(hex);
    assertThat(decode(hex, Long.class)).isEqualTo(number);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "c2, false",
    "c3, true",
    "ca3fc00000, 1.5",
    "cb3ff199999999999a, 1.1",
    "cfffffffffffffffff, 18446744073709551615",
    "cc00, 0",
    "d100ff, 255",
    "d3000000000000000a, 10",
    "a0, ''",
    "a3414243, ABC",
    "d903414243, ABC",
    "da0003414243, ABC",
    "db00000003414243, ABC",
    "90, []",
    "920102, '[1, 2]'",
    "dc00020102, '[1, 2]'",
    "dd000000020102, '[1, 2]'",
    "80, {}",
    "81a16101, {a=1}",
    "de0001a16101, {a=1}",
    "df00000001a16101, {a=1}",
    "81d9016101, {a=1}",
  })
  void every_form_is_read(String hex, String text) {
    assertThat(decode(hex, Object.class)).hasToString(text);
  }

  @ParameterizedTest(name = "{0} bytes begin with {1}")
  @CsvSource({
    "0, a0",
    "31, bf",
    "32, d920",
    "255, d9ff",
    "256, da0100",
    "65535, daffff",
    "65536, db00010000",
  })
  void strings_begin_with_their_length(int length, String head) {
    byte[] bytes = encode("x".repeat(length));

    assertThat(HEX.formatHex(bytes)).startsWith(head).hasSize(head.length() + 2 * length);
    assertThat(codec.decode(bytes, String.class, MSGPACK)).isEqualTo("x".repeat(length));
  }

  @ParameterizedTest(name = "{0} elements begin with {1}")
  @CsvSource({
    "0, 90, 80",
    "15, 9f, 8f",
    "16, dc0010, de0010",
    "65535, dcffff, deffff",
    "65536, dd00010000, df00010000",
  })
  void arrays_and_maps_begin_with_their_length(int size, String arrayHead, String mapHead) {
    List<Integer> array = IntStream.range(0, size).boxed().toList();
    Map<String, Integer> map = new LinkedHashMap<>();
    array.forEach(i -> map.put(Integer.toString(i), i));

    assertThat(HEX.formatHex(encode(array))).startsWith(arrayHead);
    assertThat(codec.decode(encode(array), Object.class, MSGPACK)).isEqualTo(array);
    assertThat(HEX.formatHex(encode(map))).startsWith(mapHead);
    assertThat(codec.decode(encode(map), Object.class, MSGPACK)).isEqualTo(map);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255, 256, 65_536})
  void binary_data_within_a_value_stay_bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    byte[] content = encode(Map.of("bytes", bytes));

    Object read = codec.decode(content, new TypeRef<Map<String, byte[]>>() {}.type(), MSGPACK);

    assertThat(((Map<?, ?>) read).get("bytes")).isEqualTo(bytes);
  }

  /** The extension for times, in its three lengths. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "d6ff00000000, 1970-01-01T00:00:00Z",
    "d6ff697df5c8, 2026-01-31T12:30:00Z",
    "d6ffffffffff, 2106-02-07T06:28:15Z",
    "d7ff0000000400000000, 1970-01-01T00:00:00.000000001Z",
    "d7ffee6b27fc00000001, 1970-01-01T00:00:01.999999999Z",
    "c70cff00000001ffffffffffffffff, 1969-12-31T23:59:59.000000001Z",
  })
  void timestamps_are_times(String hex, Instant time) {
    assertThat(decode("81a26174" + hex, When.class)).isEqualTo(new When(time));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "'', the content is empty (expected: MessagePack)",
    "c1, the MessagePack is malformed",
    "0101, content after the end of the MessagePack",
    "92, the MessagePack ends too early",
    "9201, the MessagePack ends too early",
    "a4416461, the MessagePack ends too early",
    "cd01, the MessagePack ends too early",
    "d9, the MessagePack ends too early",
    "c4, the MessagePack ends too early",
    "c40201, the MessagePack ends too early",
    "d6, the MessagePack ends too early",
    "ddffffffff, the MessagePack ends too early",
    "dfffffffff01, the MessagePack ends too early",
    "dbffffffff, the MessagePack ends too early",
    "c6ffffffff, the MessagePack ends too early",
    "c9ffffffffff, the MessagePack ends too early",
    "a1ff, a string is not UTF-8",
    "a3eda080, a string is not UTF-8",
    "810101, a member name is not a string",
    "81c001, a member name is not a string",
    "819001, a member name is not a string",
    "82a16101a16102, an object has two members of the same name",
    "84a16101a16202a16303a16204, an object has two members of the same name",
    "9181a16181d90161c1, the MessagePack is malformed",
    "01c1, the MessagePack is malformed",
    "01cd, the MessagePack ends too early",
    "d40100, extension type 1 (expected: none but timestamps)",
    "d4ff00, the MessagePack is malformed",
    "d7ffffffffff00000000, the MessagePack is malformed",
    "c70cff000000007fffffffffffffff, the MessagePack is malformed",
  })
  void what_is_wrong_is_told_in_the_clients_terms(String hex, String message) {
    assertThatThrownBy(() -> decode(hex, Object.class))
        .isInstanceOf(DecodingException.class)
        .hasMessage(message);
  }

  @Test
  void malformed_bytes_are_told_with_their_offset() {
    assertThatThrownBy(() -> decode("9301c1", Object.class)).isInstanceOf(DecodingException.class);
    assertThatThrownBy(() -> decode("9201c1", Object.class))
        .isInstanceOfSatisfying(
            DecodingException.class,
            error -> assertThat(error.position()).isEqualTo(Map.of("offset", 2L)));
  }

  /** Members that the target does not have are passed over, whatever is in them. */
  @ParameterizedTest(name = "a million bytes of {0}")
  @ValueSource(strings = {"80", "90", "c0", "01", "9190", "9193909080"})
  void what_nobody_asked_for_takes_no_memory(String value) {
    int count = 2_000_000 / value.length();
    byte[] content = HEX.parseHex(
        "83a178dd" + HEX.toHexDigits(count) + value.repeat(count) + "a46e616d65a3416461a361676524");
    codec.decode(encode(new User("Ada", 36)), User.class, MSGPACK);

    assertThat(allocated(() ->
            assertThat(codec.decode(content, User.class, MSGPACK)).isEqualTo(new User("Ada", 36))))
        .isLessThan(500_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddffffffff", "dfffffffff01", "dbffffffff", "c6ffffffff", "c9ffffffffff"})
  void lengths_that_nothing_stands_behind_take_no_memory(String hex) {
    assertThatThrownBy(() -> decode("c1", Object.class)).isInstanceOf(DecodingException.class);

    assertThat(allocated(() -> assertThatThrownBy(() -> decode(hex, Object.class))
            .hasMessage("the MessagePack ends too early")))
        .isLessThan(500_000);
  }

  @ParameterizedTest(name = "{0} is no {1}")
  @CsvSource({
    "cb7ff8000000000000, whole",
    "cb7ff8000000000000, big",
    "cb7ff8000000000000, decimal",
    "cb7ff8000000000000, instant",
    "cb7ff8000000000000, duration",
    "ca7f800000, whole",
    "ca7f800000, big",
    "ca7f800000, decimal",
    "ca7f800000, instant",
    "ca7f800000, duration",
    "cbfff0000000000000, decimal",
    "ce80000000, whole",
    "d3ffffffff7fffffff, whole",
    "cfffffffffffffffff, whole",
    "cb3ff8000000000000, whole",
    "cb3ff8000000000000, big",
    "c40101, whole",
    "c40101, decimal",
    "c40101, instant",
    "a131, whole",
    "c3, whole",
  })
  void a_number_never_becomes_another(String hex, String member) {
    String name = HEX.formatHex(encode(member));

    assertThatThrownBy(() -> decode("81" + name + hex, Numbers.class))
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
    for (String hex : List.of("cb7ff8000000000000", "ca7f800000", "caff800000")) {
      assertThatThrownBy(() -> decode(hex, type)).isInstanceOf(DecodingException.class);
    }
  }

  @Test
  void a_float_is_the_decimal_number_of_its_shortest_text() {
    assertThat(decode("ca3dcccccd", BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    assertThat(decode("cb3fb999999999999a", BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    assertThat(decode("ca7fc00000", Double.class)).isEqualTo(Double.NaN);
    assertThat(decode("ca3fc00000", Object.class)).isEqualTo(1.5f);
  }

  /** What Jackson keeps aside until it knows the class. */
  @Test
  void the_type_of_an_object_may_come_last() {
    String radius = "a6726164697573ca3fc00000";
    String picture = "a770696374757265c40200ff";
    String type = "a474797065a6636972636c65";

    for (String members : List.of(type + radius + picture, radius + picture + type)) {
      assertThat(decode("83" + members, Shape.class))
          .usingRecursiveComparison()
          .isEqualTo(new Circle(1.5f, new byte[] {0, -1}));
    }
  }

  @Test
  void the_declared_type_counts_when_a_value_is_written() {
    byte[] bytes = codec.encode(
        List.of(new Circle(1, new byte[0])), new TypeRef<List<Shape>>() {}.type(), MSGPACK);

    assertThat(codec.decode(bytes, Object.class, MSGPACK))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .singleElement()
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("type", "circle");
  }

  @Test
  void a_deserializer_may_read_a_tree() {
    assertThat(decode("81a1619201c0", Any.class)).isEqualTo(new Any("{\"a\":[1,null]}"));
    assertThat(decode("81a1619201c0", JsonNode.class)).hasToString("{\"a\":[1,null]}");
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"\ud800", "\udc00", "a\ud83d", "\ude00\ud83d", "\ud83dx"})
  void half_a_character_cannot_be_written(String text) {
    assertThatThrownBy(() -> encode(text))
        .isInstanceOf(EncodingException.class)
        .hasMessageEndingWith("a string with half a surrogate pair");
    assertThatThrownBy(() -> encode(Map.of(text, 1))).isInstanceOf(EncodingException.class);
    assertThat(decode(HEX.formatHex(encode("\ud83d\ude00")), String.class))
        .isEqualTo("\ud83d\ude00");
  }

  @Test
  void a_value_of_the_wrong_type_is_pointed_at() {
    byte[] bytes =
        encode(List.of(Map.of("name", "Ada", "age", 1), Map.of("name", "B", "age", "x")));

    assertThatThrownBy(() -> codec.decode(bytes, new TypeRef<List<User>>() {}.type(), MSGPACK))
        .isInstanceOfSatisfying(
            DecodingException.class,
            error -> assertThat(error.position())
                .containsEntry("pointer", "/1/age")
                .containsKey("offset"))
        .hasMessage("expected a whole number, found a string");
    assertThatThrownBy(() -> decode("c0", User.class)).hasMessage("expected an object, found null");
  }

  @Test
  void limits_are_those_of_json() {
    Codec small =
        MsgPackCodec.create(JsonLimits.DEFAULT.withDepth(2).withString(3).withName(2));

    assertThat(small.decode(HEX.parseHex("9190"), Object.class, MSGPACK))
        .isEqualTo(List.of(List.of()));
    assertThatThrownBy(() -> small.decode(HEX.parseHex("919190"), Object.class, MSGPACK))
        .hasMessage("nested too deep (expected: at most 2 levels)");
    assertThatThrownBy(() -> small.decode(HEX.parseHex("a441424344"), Object.class, MSGPACK))
        .hasMessage("string too long (expected: at most 3 characters)");
    assertThatThrownBy(() -> small.decode(HEX.parseHex("81a341424301"), Object.class, MSGPACK))
        .hasMessage("member name too long (expected: at most 2 characters)");
  }

  @Test
  void nesting_without_end_is_refused() {
    assertThatThrownBy(() -> decode("91".repeat(1_000_000), Object.class))
        .hasMessage("nested too deep (expected: at most 100 levels)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"18446744073709551616", "-9223372036854775809"})
  void whole_numbers_beyond_64_bits_cannot_be_written(BigInteger number) {
    assertThatThrownBy(() -> encode(number))
        .isInstanceOf(EncodingException.class)
        .hasMessage("java.math.BigInteger cannot be written as MessagePack:"
            + " a whole number of more than 64 bits");
  }

  @Test
  void decimal_numbers_are_written_where_nothing_is_lost() {
    assertThat(codec.decode(encode(new BigDecimal("0.1")), BigDecimal.class, MSGPACK))
        .isEqualTo(new BigDecimal("0.1"));
    assertThatThrownBy(() -> encode(new BigDecimal("0.12345678901234567890")))
        .isInstanceOf(EncodingException.class)
        .hasMessageEndingWith("a decimal number that no double holds");
  }

  @Test
  void a_mapper_can_be_given() {
    Codec snake = MsgPackCodec.of(JsonCodec.mapper(JsonLimits.DEFAULT)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build());

    assertThat(codec.decode(
            snake.encode(new Named("Ada"), Named.class, MSGPACK), Object.class, MSGPACK))
        .isEqualTo(Map.of("first_name", "Ada"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "application/vnd.msgpack, true",
    "application/msgpack, true",
    "application/x-msgpack, true",
    "application/msgpackx, false",
    "application/json, false",
  })
  void media_types_are_told_apart(String text, boolean known) {
    MediaType type = MediaType.parse(text);

    assertThat(codec.canRead(User.class, type)).isEqualTo(known);
    assertThat(codec.canWrite(User.class, type)).isEqualTo(known);
    assertThat(codec.canRead(byte[].class, type)).isFalse();
    assertThat(codec.canWrite(ByteBuffer.class, type)).isFalse();
    assertThat(codec.canReadStream(User.class, type)).isFalse();
    assertThat(codec.canWriteStream(User.class, type)).isFalse();
  }

  @Test
  void bytes_at_random_are_a_value_or_an_error_and_nothing_else() {
    Random random = new Random(2008);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      try {
        Object value = codec.decode(bytes, Object.class, MSGPACK);
        assertThat(codec.decode(encode(value), Object.class, MSGPACK)).isEqualTo(value);
      } catch (DecodingException told) {
        assertThat(told.getMessage()).isNotEmpty();
      }
    }
  }

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private byte[] encode(Object value) {
    return codec.encode(value, value.getClass(), MSGPACK);
  }

  private Object decode(String hex, Class<?> type) {
    return codec.decode(HEX.parseHex(hex), type, MSGPACK);
  }
}
