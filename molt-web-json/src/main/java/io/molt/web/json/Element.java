package io.molt.web.json;

/**
 * The bytes of one value, a JSON text for instance, and where they stand in the document they came from.
 *
 * @param line the line of the first byte, from 1; 0 in a format without lines
 * @param column the column of the first byte, from 1; 0 in a format without lines
 * @param index the place in the document's array, or -1 if the value is in none
 * @param start the number of bytes before it in a format without lines, or -1 if that is not known
 */
record Element(byte[] bytes, int offset, int length, int line, int column, long index, long start) {

  /** What stands for a whole content in a binary format whose bytes somebody else reads. */
  static final Element ELSEWHERE = binary(new byte[0], -1, 0);

  static Element whole(byte[] bytes) {
    return text(bytes, 0, bytes.length, 1, 1, -1);
  }

  static Element text(byte[] bytes, int offset, int length, int line, int column, long index) {
    return new Element(bytes, offset, length, line, column, index, -1);
  }

  static Element binary(byte[] bytes, long index, long start) {
    return new Element(bytes, 0, bytes.length, 0, 0, index, start);
  }

  boolean isText() {
    return line > 0;
  }

  String pointer() {
    return index < 0 ? "" : "/" + index;
  }

  /** Returns whether the first bytes can only be UTF-16 or UTF-32, which Jackson would quietly read. */
  boolean isWide() {
    int ahead = isText() ? Math.min(length, 4) : 0;
    for (int i = offset; i < offset + ahead; i++) {
      if (bytes[i] == 0 || bytes[i] == (byte) 0xfe || bytes[i] == (byte) 0xff) {
        return true;
      }
    }
    return false;
  }
}
