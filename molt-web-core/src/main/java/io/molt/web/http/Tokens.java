package io.molt.web.http;

/** The character classes of RFC 9110 section 5.6.2 and 5.5, as tables. */
final class Tokens {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '!'; c < 127; c++) {
      TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
  }

  private Tokens() {}

  static void require(String what, String text) {
    if (!isToken(text)) {
      throw new IllegalArgumentException(
          what + ": '" + visible(text) + "' (expected: an RFC 9110 token)");
    }
  }

  /** Returns the text, which has to have characters, all of them ASCII that is seen. */
  static String requireVisible(String what, String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          what + ": '" + visible(text) + "' (expected: visible ASCII, no spaces)");
    }
    return text;
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || !TOKEN[c]) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Requires a field value: no control characters but the tab, nothing that Latin-1 cannot carry. */
  static void requireFieldValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("header " + name + ": '" + visible(value)
            + "' (expected: no control characters, no character above U+00FF)");
      }
    }
  }

  /** Returns the text without the spaces and tabs at its start and end. */
  static String withoutSpaceAround(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  /** Returns the text with control characters and line separators escaped, so that a log line stays one line. */
  static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.chars().forEach(c -> append(out, (char) c));
    return out.toString();
  }

  private static void append(StringBuilder out, char c) {
    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
      out.append(String.format("\\u%04x", (int) c));
      return;
    }
    out.append(c);
  }
}
