package io.molt.web.test;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.MediaType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values of the test beside JSON values: written, read and compared. */
final class JsonValues {
  private final Codecs codecs;

  JsonValues(Codecs codecs) {
    this.codecs = codecs;
  }

  byte[] encode(Object value) {
    Codec codec = codecs.writer(value.getClass(), MediaType.JSON);
    if (codec == null) {
      throw new IllegalStateException(
          "no codec writes " + value.getClass().getTypeName() + " as JSON" + missing());
    }
    return codec.encode(value, value.getClass(), MediaType.JSON);
  }

  Object decode(byte[] bytes, Type type, MediaType mediaType) {
    Codec codec = codecs.reader(type, mediaType);
    if (codec == null) {
      throw new IllegalStateException(
          "no codec reads " + type.getTypeName() + " from " + mediaType + missing());
    }
    return codec.decode(bytes, type, mediaType);
  }

  /** Returns whether a JSON value is the one that was expected: numbers by value, objects in any order of members. */
  boolean matches(@Nullable Object expected, @Nullable Object actual) {
    return Objects.equals(comparable(expected), comparable(actual));
  }

  private @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof Number number && isPlain(number)) {
      return new BigDecimal(number.toString()).stripTrailingZeros();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      map.forEach((name, member) -> members.put(String.valueOf(name), comparable(member)));
      return members;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(comparable(element)));
      return elements;
    }
    boolean plain = value == null
        || value instanceof String
        || value instanceof Boolean
        || value == JsonPointer.ABSENT;
    return plain ? value : comparable(asJson(Objects.requireNonNull(value)));
  }

  private static boolean isPlain(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  private @Nullable Object asJson(Object value) {
    return Json.parse(new String(encode(value), StandardCharsets.UTF_8));
  }

  private static String missing() {
    return " (expected: molt-web-json on the class path of the tests, or a codec given with app.codec(..))";
  }
}
