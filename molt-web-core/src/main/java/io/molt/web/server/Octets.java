package io.molt.web.server;

/** The character classes of HTTP/1.1 (RFC 9110 section 5.6, RFC 9112 section 2.2) over octets, as tables. */
final class Octets {
  static final byte TAB = '\t';
  static final byte LF = '\n';
  static final byte CR = '\r';

  private static final int ALL = 256;
  private static final int DEL = 0x7f;
  private static final boolean[] TOKEN = new boolean[ALL];
  private static final boolean[] VISIBLE = new boolean[ALL];
  private static final boolean[] TEXT = new boolean[ALL];

  static {
    for (int octet = ' '; octet < ALL; octet++) {
      TEXT[octet] = octet != DEL;
      VISIBLE[octet] = octet > ' ' && octet < DEL;
      TOKEN[octet] = VISIBLE[octet] && "\"(),/:;<=>?@[\\]{}".indexOf(octet) < 0;
    }
    TEXT[TAB] = true;
  }

  private Octets() {}

  /** Returns whether a token may hold the octet. */
  static boolean isToken(byte octet) {
    return TOKEN[octet & 0xff];
  }

  /** Returns whether a field value or a quoted string may hold the octet: no control character, the tab aside. */
  static boolean isText(byte octet) {
    return TEXT[octet & 0xff];
  }

  /** Returns where the token ends that begins at {@code from}; there, if none does. */
  static int endOfToken(byte[] line, int from) {
    int at = from;
    while (TOKEN[line[at] & 0xff]) {
      at++;
    }
    return at;
  }

  /** Returns where visible ASCII ends that begins at {@code from}. */
  static int endOfVisible(byte[] line, int from) {
    int at = from;
    while (VISIBLE[line[at] & 0xff]) {
      at++;
    }
    return at;
  }

  /** Returns where text ends that begins at {@code from}. */
  static int endOfText(byte[] line, int from) {
    int at = from;
    while (TEXT[line[at] & 0xff]) {
      at++;
    }
    return at;
  }

  /** Returns where spaces and tabs end. */
  static int endOfBlanks(byte[] line, int from) {
    int at = from;
    while (isBlank(line[at])) {
      at++;
    }
    return at;
  }

  static boolean isBlank(byte octet) {
    return octet == ' ' || octet == TAB;
  }

  /** Returns whether the line ends at {@code at}, with both of its octets. */
  static boolean isLineBreak(byte[] line, int at) {
    return line[at] == CR && line[at + 1] == LF;
  }

  /** Returns whether the octets from {@code at} on, of which there are as many, are that text. */
  static boolean areText(byte[] octets, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (octets[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns an ASCII letter in lower case, anything else as it is. */
  static int lower(int character) {
    return character >= 'A' && character <= 'Z' ? character | ' ' : character;
  }

  /** Returns the value of a hexadecimal digit, or -1. */
  static int hex(byte octet) {
    return octet >= 0 ? Character.digit(octet, 16) : -1;
  }
}
