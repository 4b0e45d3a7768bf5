package io.molt.web.http;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the few kinds of JSON value that a problem is made of, so that errors need no codec. */
final class ProblemJson {
  // RFC 8259 section 6. The text of a user's own class of number may be anything.
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private final StringBuilder out = new StringBuilder(160);

  private ProblemJson() {}

  static String write(Map<String, Object> members) {
    ProblemJson json = new ProblemJson();
    json.object(members);
    return json.out.toString();
  }

  private void value(@Nullable Object value) {
    if (value == null
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long) {
      out.append(value);
    } else if (value instanceof Number number) {
      number(number);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof Iterable<?> values && !(value instanceof Path)) {
      // A path is an iterable of paths, without end.
      array(values);
    } else {
      string(value.toString());
    }
  }

  private void number(Number number) {
    String text = number.toString();
    if (NUMBER.matcher(text).matches()) {
      out.append(text);
    } else if (number instanceof Double || number instanceof Float) {
      out.append("null");
    } else {
      string(text);
    }
  }

  private void object(Map<?, ?> members) {
    char before = '{';
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.append(before);
      string(String.valueOf(member.getKey()));
      out.append(':');
      value(member.getValue());
      before = ',';
    }
    out.append(members.isEmpty() ? "{}" : "}");
  }

  private void array(Iterable<?> values) {
    out.append('[');
    boolean first = true;
    for (Object value : values) {
      if (!first) {
        out.append(',');
      }
      value(value);
      first = false;
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> plain(c);
    }
  }

  private void plain(char c) {
    // Lone surrogates cannot be written in UTF-8, control characters not in JSON: both are escaped.
    if (c < ' ' || Character.isSurrogate(c)) {
      out.append(String.format("\\u%04x", (int) c));
      return;
    }
    out.append(c);
  }
}
