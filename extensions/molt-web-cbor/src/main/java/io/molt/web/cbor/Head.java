package io.molt.web.cbor;

/** The head of a data item (RFC 8949 section 3), which comes byte by byte: what kind of item it is, and its argument. */
final class Head {
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;
  static final int SIMPLE = 7;

  private static final int FALSE = 20;
  private static final int IN_NEXT_BYTE = 24;
  private static final int WITHOUT_LENGTH = 31;

  private int major;
  private int info;
  private int missing;
  private long argument;

  /** Takes the next byte; returns whether the head is complete. */
  boolean take(byte b) {
    if (missing == 0) {
      begin(b & 0xff);
    } else {
      argument = argument << 8 | (b & 0xff);
      missing--;
    }
    return missing == 0;
  }

  int major() {
    return major;
  }

  /** Returns the length, the count or the value; negative where it is 2^63 or more. */
  long argument() {
    return argument;
  }

  /** Returns whether the item goes on until a break, or is one. */
  boolean isWithoutLength() {
    return info == WITHOUT_LENGTH;
  }

  boolean isBreak() {
    return major == SIMPLE && isWithoutLength();
  }

  /** Returns whether it is a simple value that has no meaning (RFC 8949 section 3.3). */
  boolean isUndefinedSimple() {
    return major == SIMPLE && (info < FALSE || info == IN_NEXT_BYTE);
  }

  /** Returns whether there can be such a head at all (RFC 8949 appendix C). */
  boolean isWellFormed() {
    boolean reserved = info >= 28 && info < WITHOUT_LENGTH;
    return !reserved && !(isWithoutLength() && (major < BYTES || major == TAG));
  }

  private void begin(int b) {
    major = b >> 5;
    info = b & 0x1f;
    argument = info < IN_NEXT_BYTE ? info : 0;
    missing = info >= IN_NEXT_BYTE && info < 28 ? 1 << (info - IN_NEXT_BYTE) : 0;
  }
}
