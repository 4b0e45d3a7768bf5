package io.molt.web.test;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a value within a JSON value (RFC 6901). */
final class JsonPointer {
  /** What is found where nothing is: {@code null} is a JSON value. */
  static final Object ABSENT = new Object() {
    @Override
    public String toString() {
      return "nothing there";
    }
  };

  private JsonPointer() {}

  static @Nullable Object find(@Nullable Object root, String pointer) {
    if (pointer.isEmpty()) {
      return root;
    }
    if (!pointer.startsWith("/")) {
      throw new IllegalArgumentException(
          "JSON pointer: '" + pointer + "' (expected: empty, or /member/0)");
    }
    Object value = root;
    for (String token : pointer.substring(1).split("/", -1)) {
      value = step(value, token.replace("~1", "/").replace("~0", "~"));
    }
    return value;
  }

  private static @Nullable Object step(@Nullable Object value, String token) {
    if (value instanceof Map<?, ?> members) {
      return members.containsKey(token) ? members.get(token) : ABSENT;
    }
    if (value instanceof List<?> elements && token.matches("0|[1-9]\\d{0,8}")) {
      int index = Integer.parseInt(token);
      return index < elements.size() ? elements.get(index) : ABSENT;
    }
    return ABSENT;
  }
}
