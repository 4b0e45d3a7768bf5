package io.molt.web.test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text (RFC 8259), strictly: what a test sees does not depend on the codec under test, nor on there being
 * one. Objects become maps in their order, arrays lists, numbers the first of int, long, big integer and double that fits.
 */
final class Json {
  private static final int MAX_DEPTH = 500;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /** Returns the value; an illegal argument if the text is not JSON, with the offset where it goes wrong. */
  static @Nullable Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    if (json.at < text.length()) {
      throw json.malformed("the end");
    }
    return value;
  }

  private @Nullable Object value() {
    skipSpace();
    Object value = switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
    skipSpace();
    return value;
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    open();
    if (!skip('}')) {
      do {
        skipSpace();
        String name = string();
        skipSpace();
        expect(':');
        if (members.containsKey(name)) {
          throw malformed("no second member '" + name + "'");
        }
        members.put(name, value());
      } while (skip(','));
      expect('}');
    }
    depth--;
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> elements = new ArrayList<>();
    open();
    if (!skip(']')) {
      do {
        elements.add(value());
      } while (skip(','));
      expect(']');
    }
    depth--;
    return elements;
  }

  private void open() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw malformed("at most " + MAX_DEPTH + " levels");
    }
    skipSpace();
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw malformed("no control character");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw malformed("an escape");
    };
  }

  private char unicode() {
    String digits = text.substring(at, Math.min(at + 4, text.length()));
    if (!digits.matches("[0-9a-fA-F]{4}")) {
      throw malformed("four hex digits");
    }
    at += 4;
    return (char) Integer.parseInt(digits, 16);
  }

  private Number number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    if (!digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
      at = start;
      throw malformed("a value");
    }
    return digits.matches("-?\\d+") ? integer(new BigInteger(digits)) : decimal(digits);
  }

  private static Number integer(BigInteger value) {
    if (value.bitLength() < Integer.SIZE) {
      return value.intValue();
    }
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  private static Number decimal(String digits) {
    double value = Double.parseDouble(digits);
    BigDecimal exact = new BigDecimal(digits);
    boolean fits =
        Double.isFinite(value) && new BigDecimal(Double.toString(value)).compareTo(exact) == 0;
    return fits ? (Number) value : exact;
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw malformed("a value");
    }
    at += word.length();
    return value;
  }

  private char peek() {
    if (at >= text.length()) {
      throw malformed("more");
    }
    return text.charAt(at);
  }

  private boolean skip(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!skip(c)) {
      throw malformed("'" + c + "'");
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException malformed(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "JSON: " + found + " at offset " + at + " (expected: " + expected + ")");
  }
}
