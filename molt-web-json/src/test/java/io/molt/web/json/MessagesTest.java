package io.molt.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.molt.web.codec.Codec;
import io.molt.web.codec.DecodingException;
import io.molt.web.codec.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client is told: {@code messages.txt} holds, per type, documents and the words and places they are answered by. */
class MessagesTest {
  enum Color {
    RED,
    @JsonProperty("light-green")
    GREEN
  }

  record Sample(
      String name,
      Integer count,
      Long big,
      Short small,
      Byte tiny,
      BigInteger huge,
      Double ratio,
      BigDecimal exact,
      Boolean flag,
      Character letter,
      Color color,
      List<Integer> list,
      int[] array,
      Map<String, Integer> map,
      Map<Color, Integer> colors,
      Sample child,
      Optional<Integer> maybe,
      byte[] binary) {}

  record Times(
      Instant instant,
      LocalDate date,
      LocalTime time,
      LocalDateTime dateTime,
      OffsetDateTime offset,
      YearMonth month,
      Duration duration,
      Period period,
      ZoneId zone,
      UUID uuid,
      URI uri) {}

  record Primitive(int count, boolean flag) {}

  record Renamed(
      @JsonProperty(value = "first_name", required = true) String firstName) {}

  record Checked(int age) {
    Checked {
      if (age < 0) {
        throw new IllegalArgumentException("java.secret.Internals: age");
      }
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
  sealed interface Shape {}

  record Circle(int radius) implements Shape {}

  private static final Map<String, Class<?>> TYPES = Map.of(
      "Sample", Sample.class,
      "Times", Times.class,
      "Primitive", Primitive.class,
      "Renamed", Renamed.class,
      "Checked", Checked.class,
      "Shape", Shape.class,
      "int", int.class,
      "String", String.class,
      "Primitive[]", Primitive[].class);

  private final Codec codec = JsonCodec.create(
      JsonLimits.DEFAULT.withDepth(5).withString(20).withName(12).withNumber(25));

  @Test
  void a_client_is_told_what_is_wrong_and_where() throws IOException {
    String expected = golden();
    StringBuilder actual = new StringBuilder();
    Class<?> type = Sample.class;
    for (String line : expected.split("\n")) {
      if (line.startsWith("# ")) {
        type = Objects.requireNonNull(TYPES.get(line.substring(2)), line);
        actual.append(line).append('\n');
      } else {
        actual.append(line.isEmpty() ? "" : answer(type, line.split(" => ")[0])).append('\n');
      }
    }
    assertThat(actual.toString()).isEqualTo(expected);
  }

  static List<Class<?>> types() {
    return List.of(Sample.class, Times.class, Shape.class, Checked.class);
  }

  @ParameterizedTest
  @MethodSource("types")
  void no_message_shows_a_class_a_package_or_a_piece_of_the_body(Class<?> type) throws IOException {
    for (String line : golden().split("\n")) {
      String answer = line.startsWith("# ") ? "" : answer(type, line.split(" => ")[0]);
      String message = answer.substring(Math.max(0, answer.indexOf(" => ")));
      assertThat(message)
          .doesNotContain(
              "java", "jackson", "io.molt", "Sample", "Token", "Feature", "Exception", "xyz");
    }
  }

  private String answer(Class<?> type, String document) {
    String json = document.replace("<LF>", "\n").replace("<x21>", "x".repeat(21));
    try {
      codec.decode(json.getBytes(StandardCharsets.UTF_8), type, MediaType.JSON);
      return document + " => accepted";
    } catch (DecodingException error) {
      return document + " => " + error.getMessage() + place(error.position());
    }
  }

  private static String place(Map<String, Object> position) {
    String at = position.containsKey("line")
        ? " @" + position.get("line") + ":" + position.get("column")
        : "";
    return position.containsKey("pointer") ? at + " '" + position.get("pointer") + "'" : at;
  }

  private static String golden() throws IOException {
    try (InputStream in = MessagesTest.class.getResourceAsStream("messages.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
