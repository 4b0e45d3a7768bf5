package io.molt.web.websocket;

/** Checks that bytes are UTF-8 (RFC 3629) as they come, so that a message is refused at the first one that is not. */
final class Utf8Check {
  private static final int LOW = 0x80;
  private static final int HIGH = 0xbf;

  private int missing;
  private int low = LOW;
  private int high = HIGH;

  /** Returns whether what has come so far can be the beginning of text. */
  boolean accept(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0 || missing > 0) {
        if (!accept(bytes[i] & 0xff)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns whether what has come ends with a whole character, and begins anew. */
  boolean end() {
    boolean whole = missing == 0;
    missing = 0;
    low = LOW;
    high = HIGH;
    return whole;
  }

  private boolean accept(int b) {
    if (missing == 0) {
      return begin(b);
    }
    if (b < low || b > high) {
      return false;
    }
    low = LOW;
    high = HIGH;
    missing--;
    return true;
  }

  // Neither forms longer than need be, nor surrogates, nor what is beyond U+10FFFF.
  private boolean begin(int b) {
    if (b >= 0xc2 && b <= 0xdf) {
      missing = 1;
    } else if (b >= 0xe0 && b <= 0xef) {
      missing = 2;
      low = b == 0xe0 ? 0xa0 : LOW;
      high = b == 0xed ? 0x9f : HIGH;
    } else if (b >= 0xf0 && b <= 0xf4) {
      missing = 3;
      low = b == 0xf0 ? 0x90 : LOW;
      high = b == 0xf4 ? 0x8f : HIGH;
    }
    return missing > 0;
  }
}
