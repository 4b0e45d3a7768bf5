package io.molt.web.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query component of a target, as forms write it: {@code name=value} joined by {@code &}, {@code +} for a space,
 * percent-encoded UTF-8. Looked through anew for each name, since most requests ask for one or two.
 */
final class QueryString {
  private static final String KIND = "query parameter";

  private QueryString() {}

  static @Nullable String first(@Nullable String query, String name) {
    int at = 0;
    while (query != null && at <= query.length()) {
      int end = end(query, at);
      int equals = equals(query, at, end);
      if (matches(query, at, equals, name)) {
        return value(query, equals, end, name);
      }
      at = end + 1;
    }
    return null;
  }

  static List<String> all(@Nullable String query, String name) {
    List<String> found = new ArrayList<>(2);
    int at = 0;
    while (query != null && at <= query.length()) {
      int end = end(query, at);
      int equals = equals(query, at, end);
      if (matches(query, at, equals, name)) {
        found.add(value(query, equals, end, name));
      }
      at = end + 1;
    }
    return found;
  }

  static Map<String, List<String>> toMap(@Nullable String query) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    int at = 0;
    while (query != null && at < query.length()) {
      int end = end(query, at);
      if (end > at) {
        int equals = equals(query, at, end);
        String raw = query.substring(at, equals);
        String name = decode(raw, raw);
        found.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value(query, equals, end, name));
      }
      at = end + 1;
    }
    return found;
  }

  private static int end(String query, int at) {
    int end = query.indexOf('&', at);
    return end < 0 ? query.length() : end;
  }

  private static int equals(String query, int at, int end) {
    int equals = query.indexOf('=', at);
    return equals < 0 || equals > end ? end : equals;
  }

  private static boolean matches(String query, int at, int equals, String name) {
    if (equals - at == name.length() && query.startsWith(name, at)) {
      return equals > at;
    }
    String raw = query.substring(at, equals);
    return isEncoded(raw) && isDecodable(raw) && decode(raw, raw).equals(name);
  }

  private static String value(String query, int equals, int end, String name) {
    return decode(query.substring(Math.min(equals + 1, end), end), name);
  }

  private static boolean isEncoded(String text) {
    return text.indexOf('%') >= 0 || text.indexOf('+') >= 0;
  }

  private static boolean isDecodable(String text) {
    return tryDecode(text) != null;
  }

  private static String decode(String text, String name) {
    if (!isEncoded(text)) {
      return text;
    }
    String decoded = tryDecode(text);
    if (decoded == null) {
      throw ParamException.invalid(KIND, name, text, "percent-encoded UTF-8", null);
    }
    return decoded;
  }

  private static @Nullable String tryDecode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int value = i + 2 < text.length() ? hex(text, i + 1) : -1;
        if (value < 0) {
          return null;
        }
        bytes.write(value);
        i += 2;
      } else if (c < 0x80) {
        bytes.write(c == '+' ? ' ' : c);
      } else {
        // Not legal in a target, but a lenient adapter may let it through: a whole character, not
        // half a pair.
        String whole = Character.toString(text.codePointAt(i));
        bytes.writeBytes(whole.getBytes(StandardCharsets.UTF_8));
        i += whole.length() - 1;
      }
    }
    return utf8(bytes.toByteArray());
  }

  private static int hex(String text, int at) {
    int high = digit(text.charAt(at));
    int low = digit(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static @Nullable String utf8(byte[] bytes) {
    // By its result, not by an exception: a client can send thousands of malformed names, and each
    // lookup goes through them all.
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
    return result.isUnderflow() ? text.flip().toString() : null;
  }
}
