package io.molt.web.json;

import io.molt.web.codec.MediaType;
import java.nio.charset.StandardCharsets;

/** The bytes around the elements of a stream. */
enum Framing {
  ARRAY("[", ",", "", "]", "[]"),
  LINES("", "", "\n", "", "");

  final byte[] beforeFirst;
  final byte[] beforeNext;
  final byte[] after;
  final byte[] end;
  final byte[] endOfNone;

  Framing(String beforeFirst, String beforeNext, String after, String end, String endOfNone) {
    this.beforeFirst = ascii(beforeFirst);
    this.beforeNext = ascii(beforeNext);
    this.after = ascii(after);
    this.end = ascii(end);
    this.endOfNone = ascii(endOfNone);
  }

  static Framing of(MediaType mediaType) {
    return Formats.isNdjson(mediaType) ? LINES : ARRAY;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
