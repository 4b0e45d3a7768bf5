package io.molt.web.json;

/**
 * The bytes of one JSON text and where they stand in the document they came from.
 *
 * @param line the line of the first byte, from 1
 * @param column the column of the first byte, from 1
 * @param index the place in the document's array, or -1 if the text is in none
 */
record Element(byte[] bytes, int offset, int length, int line, int column, long index) {

  static Element whole(byte[] bytes) {
    return new Element(bytes, 0, bytes.length, 1, 1, -1);
  }

  String pointer() {
    return index < 0 ? "" : "/" + index;
  }

  /** Returns whether the first bytes can only be UTF-16 or UTF-32, which Jackson would quietly read. */
  boolean isWide() {
    int ahead = Math.min(length, 4);
    for (int i = offset; i < offset + ahead; i++) {
      if (bytes[i] == 0 || bytes[i] == (byte) 0xfe || bytes[i] == (byte) 0xff) {
        return true;
      }
    }
    return false;
  }
}
