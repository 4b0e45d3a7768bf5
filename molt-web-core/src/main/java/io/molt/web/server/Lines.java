package io.molt.web.server;

import io.netty.buffer.ByteBuf;

/**
 * Takes whole lines out of what has arrived. A line ends with a line feed; whether a carriage return stands before it is
 * for the parser to check, which sees every octet of the line. Looks for it in no octet twice, however small the pieces
 * in which a line comes.
 */
final class Lines {
  private static final byte[] NONE = {};

  private int scanned;
  private boolean tooLong;

  /**
   * Returns whole lines, an empty one at most as the last of them, and takes them out of {@code in}; stops before a line
   * that is too long.
   *
   * @param first the most octets of the first line, without its line break
   * @param others the most octets of any other line
   */
  byte[] takeSection(ByteBuf in, int first, int others) {
    int start = in.readerIndex();
    int line = start;
    int next = next(in, line, first);
    while (next > line + 2) {
      line = next;
      next = next(in, line, others);
    }
    return take(in, Math.max(line, next) - start);
  }

  /** Returns one whole line and takes it out of {@code in}; nothing if there is none, or it is too long. */
  byte[] takeLine(ByteBuf in, int most) {
    int start = in.readerIndex();
    return take(in, Math.max(start, next(in, start, most)) - start);
  }

  /** Returns whether the line that comes next is longer than it may be, be it whole or not. */
  boolean isTooLong() {
    return tooLong;
  }

  /** Returns where the line after the one at {@code line} begins; -1 if that one is not whole, or too long. */
  private int next(ByteBuf in, int line, int most) {
    int end = in.indexOf(line + scanned, in.writerIndex(), Octets.LF);
    int length = (end < 0 ? in.writerIndex() : end) - line;
    scanned = end < 0 ? length : 0;
    // The carriage return is not counted, and a line that is not whole may have it already.
    tooLong = length > most + 1L;
    return tooLong || end < 0 ? -1 : end + 1;
  }

  private static byte[] take(ByteBuf in, int length) {
    if (length == 0) {
      return NONE;
    }
    byte[] lines = new byte[length];
    in.readBytes(lines);
    return lines;
  }
}
