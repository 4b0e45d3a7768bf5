package io.molt.web.router;

import org.jspecify.annotations.Nullable;

/**
 * Percent-escapes of a path, read as strict UTF-8 (RFC 3986, section 2.1; RFC 3629): no overlong form, no surrogate,
 * nothing above U+10FFFF. A plus sign is a plus sign.
 */
final class Percent {

  private static final int ESCAPE = 3;
  private static final int NOT_HEX = -1;
  private static final int NOT_UTF8 = -2;

  private Percent() {}

  /** Returns what is wrong with the first wrong escape, or null if there is none. */
  static @Nullable String fault(String text) {
    int at = text.indexOf('%');
    while (at >= 0) {
      int point = codePoint(text, at);
      if (point < 0) {
        return reason(point, at);
      }
      at = text.indexOf('%', at + width(point));
    }
    return null;
  }

  static boolean isIn(String text, int start, int end) {
    int at = text.indexOf('%', start);
    return at >= 0 && at < end;
  }

  /** Returns the decoded form of a region whose escapes {@link #fault} has found right. */
  static String decode(String text, int start, int end) {
    return isIn(text, start, end) ? decodeEscaped(text, start, end) : text.substring(start, end);
  }

  private static String decodeEscaped(String text, int start, int end) {
    StringBuilder decoded = new StringBuilder(end - start);
    int at = start;
    while (at < end) {
      char c = text.charAt(at);
      if (c == '%') {
        int point = codePoint(text, at);
        decoded.appendCodePoint(point);
        at += width(point);
      } else {
        decoded.append(c);
        at++;
      }
    }
    return decoded.toString();
  }

  private static String reason(int fault, int at) {
    return fault == NOT_HEX
        ? "percent sign at index " + at + " is not followed by two hexadecimal digits"
        : "percent-escapes at index " + at + " are not UTF-8";
  }

  private static int codePoint(String text, int at) {
    int first = octet(text, at);
    if (first < 0x80) {
      return first;
    }
    int more = continuations(first);
    int point = first & (0x3F >> more);
    for (int i = 1; i <= more; i++) {
      int next = octet(text, at + i * ESCAPE);
      if ((next & 0xC0) != 0x80) {
        return NOT_UTF8;
      }
      point = point << 6 | next & 0x3F;
    }
    return more > 0 && isShortest(point, more) && isScalar(point) ? point : NOT_UTF8;
  }

  private static int continuations(int first) {
    if (first >= 0xF0) {
      return first <= 0xF4 ? 3 : 0;
    }
    if (first >= 0xE0) {
      return 2;
    }
    return first >= 0xC2 ? 1 : 0;
  }

  private static boolean isShortest(int point, int continuations) {
    return width(point) == (continuations + 1) * ESCAPE;
  }

  private static boolean isScalar(int point) {
    return point <= Character.MAX_CODE_POINT
        && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }

  private static int width(int point) {
    if (point < 0x80) {
      return ESCAPE;
    }
    if (point < 0x800) {
      return 2 * ESCAPE;
    }
    return (point < 0x10000 ? 3 : 4) * ESCAPE;
  }

  private static int octet(String text, int at) {
    if (at + ESCAPE > text.length() || text.charAt(at) != '%') {
      return NOT_HEX;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? NOT_HEX : high << 4 | low;
  }

  /** Only ASCII counts: {@link Character#digit} would also take the digits of other scripts. */
  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
