package io.molt.web.cbor;

import io.molt.web.codec.DecodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Refuses what the parser would take although it is no value: lengths that it takes for none, text that is not UTF-8 (RFC
 * 8949 section 5.3.1), and simple values that nobody has defined. Refuses references to strings as well, by which a small
 * content becomes a large one. Whether heads nest well is left to the parser. Used once.
 */
final class Validity {
  private static final String EARLY = "the CBOR ends too early";
  private static final long STRING_REFERENCE = 25;
  private static final long STRING_REFERENCE_NAMESPACE = 256;

  private final byte[] content;
  private final long offset;
  private final Head head = new Head();
  private int at;
  /** Where the current head begins. */
  private int start;

  private boolean tagged;

  private Validity(byte[] content, long offset) {
    this.content = content;
    this.offset = offset;
  }

  /**
   * Returns the content.
   *
   * @param offset the number of bytes before it
   * @throws DecodingException if it is none that should be parsed
   */
  static byte[] required(byte[] content, long offset) {
    Validity validity = new Validity(content, offset);
    while (validity.at < content.length) {
      validity.head();
      validity.behindHead();
    }
    if (validity.tagged) {
      throw validity.failure(EARLY);
    }
    return content;
  }

  private void head() {
    start = at;
    boolean complete = false;
    while (!complete) {
      require(1);
      complete = head.take(content[at++]);
    }
    // A tag belongs to what comes next, and a break is nothing.
    if (!head.isWellFormed() || (tagged && head.isBreak())) {
      throw failure("the CBOR is malformed");
    }
    tagged = head.major() == Head.TAG;
  }

  private void behindHead() {
    switch (head.major()) {
      case Head.BYTES, Head.TEXT -> string();
      // Each element takes a byte at least, and each member two.
      case Head.ARRAY -> require(length());
      case Head.MAP -> require(Math.min(length(), Long.MAX_VALUE / 2) * 2);
      case Head.TAG -> requireNoReference();
      case Head.SIMPLE -> requireDefined();
      default -> {}
    }
  }

  private void string() {
    long length = length();
    require(length);
    int from = at;
    at += (int) length;
    if (head.major() == Head.TEXT && !isUtf8(from)) {
      throw failure("a string is not UTF-8");
    }
  }

  /** Returns the length that the head tells; 0 if there will be a break. */
  private long length() {
    if (head.isWithoutLength()) {
      return 0;
    }
    return head.argument() < 0 ? Long.MAX_VALUE : head.argument();
  }

  private void require(long bytes) {
    if (bytes > content.length - at) {
      throw failure(EARLY);
    }
  }

  /** Returns whether all up to the current place is UTF-8; Jackson takes overlong forms and surrogates for it, too. */
  private boolean isUtf8(int from) {
    int first = from;
    while (first < at && content[first] >= 0) {
      first++;
    }
    if (first == at) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, first, at - first));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  private void requireNoReference() {
    if (head.argument() == STRING_REFERENCE || head.argument() == STRING_REFERENCE_NAMESPACE) {
      throw failure("tag " + head.argument() + " (expected: no references to strings)");
    }
  }

  private void requireDefined() {
    if (head.isUndefinedSimple()) {
      throw failure(
          "simple value " + head.argument() + " (expected: false, true, null, undefined)");
    }
  }

  private DecodingException failure(String message) {
    return new DecodingException(message, Map.of("offset", offset + start), null);
  }
}
