package io.molt.web.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The fields of {@code application/x-www-form-urlencoded} content, as the URL Standard of the WHATWG reads them: pairs
 * between {@code &}, a {@code +} for a blank, percent-encoded UTF-8, whatever charset is named. What that standard repairs,
 * half an escape or bytes that are no UTF-8, is refused here.
 */
final class UrlEncoded {
  private final byte[] content;
  private final FormOptions options;
  private final List<Map.Entry<String, String>> fields = new ArrayList<>();

  private UrlEncoded(byte[] content, FormOptions options) {
    this.content = content;
    this.options = options;
  }

  static List<Map.Entry<String, String>> parse(byte[] content, FormOptions options) {
    UrlEncoded parser = new UrlEncoded(content, options);
    parser.parse();
    return List.copyOf(parser.fields);
  }

  private void parse() {
    int start = 0;
    while (start < content.length) {
      int end = indexOf('&', start, content.length);
      if (end > start) {
        field(start, end);
      }
      start = end + 1;
    }
  }

  private void field(int start, int end) {
    if (fields.size() == options.maxParts()) {
      throw FormException.tooLarge("fields", "maxParts", options.maxParts(), "fields");
    }
    int equals = indexOf('=', start, end);
    String name = decode(start, equals, "a name");
    if (Text.length(name) > options.maxName()) {
      throw FormException.tooLarge("a name", "maxName", options.maxName(), "bytes");
    }
    String field = "the field '" + FormException.visible(name) + "'";
    String value = decode(Math.min(equals + 1, end), end, field);
    if (Text.length(value) > options.maxField()) {
      throw FormException.tooLarge(field, "maxField", options.maxField(), "bytes");
    }
    fields.add(Map.entry(name, value));
  }

  private String decode(int start, int end, String what) {
    byte[] plain = new byte[end - start];
    int size = 0;
    for (int i = start; i < end; i++) {
      byte b = content[i];
      if (b == '%') {
        plain[size++] = escaped(i, end, what);
        i += 2;
      } else {
        plain[size++] = b == '+' ? (byte) ' ' : b;
      }
    }
    return Text.utf8(plain, 0, size, what);
  }

  private byte escaped(int percent, int end, String what) {
    int high = percent + 2 < end ? Text.digit(content[percent + 1]) : -1;
    int low = percent + 2 < end ? Text.digit(content[percent + 2]) : -1;
    if (high < 0 || low < 0) {
      throw FormException.malformed(
          what + " has a % that is no escape", "percent-encoded UTF-8, %25 for a %");
    }
    return (byte) (high << 4 | low);
  }

  private int indexOf(char c, int start, int end) {
    int at = start;
    while (at < end && content[at] != c) {
      at++;
    }
    return at;
  }
}
