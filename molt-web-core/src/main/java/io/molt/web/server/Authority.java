package io.molt.web.server;

import io.netty.util.NetUtil;

/** A host, and a port if need be (RFC 3986 section 3.2, RFC 9110 section 7.2): what a request is directed to. */
final class Authority {
  private static final int MAX_PORT = 65_535;
  private static final int PLAIN_PORT = 4;
  private static final int ASCII = 128;
  private static final int LATIN = 0xff;
  private static final boolean[] NAME = new boolean[ASCII];
  private static final boolean[] PLAIN = new boolean[LATIN + 1];

  static {
    for (int c = ' '; c < ASCII; c++) {
      // A comma is legal, but in no name that exists, and it is how two fields look that became
      // one.
      PLAIN[c] = Character.isLetterOrDigit(c) || c == '-' || c == '.';
      NAME[c] = Character.isLetterOrDigit(c) || "-._~!$&'()*+;=".indexOf(c) >= 0;
    }
  }

  private Authority() {}

  /** Requires that; 400 if it is something else. */
  static void require(String host) {
    if (!isValid(host)) {
      throw Refusal.malformed(
          "The Host field is malformed (expected: a host, and a port if need be).");
    }
  }

  /**
   * Returns whether octets are a host of letters, digits, dots and hyphens, and a port of four digits at most, as nearly all
   * are: so that no text has to be made of them to {@linkplain #isValid see} that they are sound.
   */
  static boolean isPlain(byte[] octets, int start, int end) {
    int at = start;
    while (at < end && PLAIN[octets[at] & LATIN]) {
      at++;
    }
    if (at == start || at == end) {
      return at > start;
    }
    return octets[at] == ':' && end - at - 1 <= PLAIN_PORT && areDigits(octets, at + 1, end);
  }

  private static boolean areDigits(byte[] octets, int start, int end) {
    int at = start;
    while (at < end && octets[at] >= '0' && octets[at] <= '9') {
      at++;
    }
    return at == end;
  }

  /** Returns whether the text is a host, not empty, and a port at most: no user, no path. */
  static boolean isValid(String text) {
    int end = text.startsWith("[") ? endOfAddress(text) : endOfName(text);
    return end > 0 && (end == text.length() || isPort(text, end));
  }

  private static int endOfAddress(String text) {
    int close = text.indexOf(']');
    boolean valid =
        close > 0 && text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text.substring(1, close));
    return valid ? close + 1 : -1;
  }

  private static int endOfName(String text) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '%' && isEscape(text, at)) {
        at += 3;
      } else if (c < ASCII && NAME[c]) {
        at++;
      } else {
        break;
      }
    }
    return at;
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length() && isHex(text.charAt(at + 1)) && isHex(text.charAt(at + 2));
  }

  private static boolean isHex(char c) {
    return c < ASCII && Character.digit(c, 16) >= 0;
  }

  /** The port may be empty: its colon is then without a meaning (RFC 3986 section 3.2.3). */
  private static boolean isPort(String text, int colon) {
    if (text.charAt(colon) != ':') {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      port = port * 10 + digit;
      if (digit < 0 || digit > 9 || port > MAX_PORT) {
        return false;
      }
    }
    return true;
  }
}
