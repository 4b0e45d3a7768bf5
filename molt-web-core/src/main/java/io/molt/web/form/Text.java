package io.molt.web.form;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes as text, of which none is replaced. */
final class Text {
  private Text() {}

  static String utf8(byte[] bytes, int start, int length, String what) {
    return decode(bytes, start, length, StandardCharsets.UTF_8, what);
  }

  static String decode(byte[] bytes, int start, int length, Charset charset, String what) {
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString();
    } catch (CharacterCodingException malformed) {
      throw FormException.malformed(what + " is not in " + charset.name(), charset.name());
    }
  }

  /** Returns the number of bytes that the text has in UTF-8. */
  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns the value of a hexadecimal digit, or -1. */
  static int digit(int c) {
    return c >= 0 && c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
