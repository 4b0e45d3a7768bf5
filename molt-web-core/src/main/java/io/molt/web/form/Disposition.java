package io.molt.web.form;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Content-Disposition} of a part (RFC 7578 section 4.2), its names escaped as browsers do it: {@code %22},
 * {@code %0D} and {@code %0A} for a quotation mark, CR and LF, and nothing else. A backslash is a backslash.
 *
 * @param name the name of the field
 * @param filename the name of the file, or null if there is none
 */
record Disposition(String name, @Nullable String filename) {
  private static final String EXPECTED = "form-data; name=\"…\"; filename=\"…\", with %22 for a \"";

  /** Returns what the value of the field spells. */
  static Disposition parse(String value, FormOptions options) {
    Parser parser = new Parser(value, options.maxName());
    parser.read();
    String name = parser.name;
    if (name == null) {
      throw malformed(value, "without a name");
    }
    return new Disposition(name, parser.filename);
  }

  private static FormException malformed(String value, String how) {
    return FormException.malformed(
        "the content-disposition '" + FormException.visible(value) + "' is " + how, EXPECTED);
  }

  private static final class Parser {
    private final String text;
    private final int maxName;
    private int at;
    private @Nullable String name;
    private @Nullable String filename;
    private boolean extended;

    Parser(String text, int maxName) {
      this.text = text;
      this.maxName = maxName;
    }

    void read() {
      if (!token().equals("form-data")) {
        throw malformed(text, "of another type");
      }
      skipSpace();
      while (at < text.length()) {
        expect(';');
        skipSpace();
        if (at < text.length()) {
          parameter();
          skipSpace();
        }
      }
      // Some clients send it besides, though none may; alone it would make a field of a file.
      if (extended && filename == null) {
        throw malformed(
            text, "with a filename* in the place of filename, see RFC 7578 section 4.2");
      }
    }

    private void parameter() {
      String key = token();
      expect('=');
      String value = at < text.length() && text.charAt(at) == '"' ? quoted() : unquoted();
      switch (key) {
        case "name" -> name = single(key, name, value);
        case "filename" -> filename = single(key, filename, value);
        case "filename*" -> extended = true;
        default -> {
          // Others have no meaning here, and do no harm.
        }
      }
    }

    private String single(String key, @Nullable String before, String value) {
      if (before != null) {
        throw malformed(text, "with a second " + key);
      }
      String plain = unescaped(value);
      if (Text.length(plain) > maxName) {
        throw FormException.tooLarge("a " + key, "maxName", maxName, "bytes");
      }
      return plain;
    }

    private String token() {
      return unquoted().toLowerCase(Locale.ROOT);
    }

    private String unquoted() {
      int start = at;
      while (at < text.length() && ";= \t\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at == start) {
        throw malformed(text, "malformed");
      }
      return text.substring(start, at);
    }

    private String quoted() {
      int end = text.indexOf('"', at + 1);
      if (end < 0) {
        throw malformed(text, "without an end");
      }
      String inside = text.substring(at + 1, end);
      at = end + 1;
      return inside;
    }

    private void expect(char c) {
      if (at >= text.length() || text.charAt(at) != c) {
        throw malformed(text, "malformed");
      }
      at++;
    }

    private void skipSpace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private static String unescaped(String text) {
      int percent = text.indexOf('%');
      if (percent < 0) {
        return text;
      }
      StringBuilder out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        int escaped = text.charAt(i) == '%' ? escape(text, i + 1) : -1;
        out.append(escaped < 0 ? text.charAt(i) : (char) escaped);
        i += escaped < 0 ? 0 : 2;
      }
      return out.toString();
    }

    /** Returns the character that an escape at that place stands for, or -1 if there is none. */
    private static int escape(String text, int at) {
      if (text.startsWith("22", at)) {
        return '"';
      }
      if (text.regionMatches(true, at, "0d", 0, 2)) {
        return '\r';
      }
      return text.regionMatches(true, at, "0a", 0, 2) ? '\n' : -1;
    }
  }
}
