package io.molt.web.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one media type or media range from header text; a cursor over the text, used once. */
final class MediaTypeParser {
  private static final MediaType ANY = MediaType.of("*", "*");

  private final String text;
  private int at;

  private MediaTypeParser(String text) {
    this.text = text;
  }

  static MediaType parse(String text) {
    // The two spellings that nearly every request carries need no parsing.
    if (text.equals("application/json")) {
      return MediaType.JSON;
    }
    return text.equals("*/*") ? ANY : new MediaTypeParser(text).mediaType();
  }

  private MediaType mediaType() {
    skipSpace();
    String type = token();
    expect('/');
    String subtype = token();
    return new MediaType(MediaType.lower(type), MediaType.lower(subtype), parameters());
  }

  private Map<String, String> parameters() {
    Map<String, String> found = new LinkedHashMap<>();
    skipSpace();
    while (at < text.length()) {
      expect(';');
      skipSpace();
      if (at < text.length() && text.charAt(at) != ';') {
        parameter(found);
      }
      skipSpace();
    }
    return found;
  }

  private void parameter(Map<String, String> found) {
    String name = token();
    expect('=');
    found.putIfAbsent(
        MediaType.lower(name), at < text.length() && text.charAt(at) == '"' ? quoted() : token());
  }

  private String token() {
    int start = at;
    while (at < text.length() && "/;=\" \t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String token = text.substring(start, at);
    if (!MediaType.isToken(token)) {
      throw malformed();
    }
    return token;
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      if (at < text.length()) {
        value.append(text.charAt(at++));
      }
    }
    expect('"');
    return value.toString();
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at) != c) {
      throw malformed();
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "media type: '" + text + "' (expected: type/subtype; name=value)");
  }
}
