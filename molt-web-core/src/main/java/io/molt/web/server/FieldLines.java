package io.molt.web.server;

import io.molt.web.http.HttpException;

/** The field lines of a header or trailer section (RFC 9112 section 5). */
final class FieldLines {
  private final HeadLimits limits;
  private int count;
  private int size;

  FieldLines(HeadLimits limits) {
    this.limits = limits;
  }

  /** Begins a new section. */
  void begin() {
    count = 0;
    size = 0;
  }

  /**
   * Adds what stands in {@code lines} from {@code start} on to {@code fields}; returns whether the empty line was there
   * that ends the section. The octets become part of the fields, and must not change any more.
   *
   * @throws HttpException if a line is malformed, or the section too large
   */
  boolean addTo(RequestHeaders fields, byte[] lines, int start) {
    if (start == lines.length) {
      return false;
    }
    int shift = fields.take(lines);
    int at = start;
    while (at < lines.length) {
      if (Octets.isLineBreak(lines, at)) {
        return true;
      }
      at = addLine(fields, shift, lines, at);
    }
    return false;
  }

  /** Returns the refusal of a line that is too long. */
  HttpException lineTooLong() {
    return Refusal.fieldsTooLarge("Header line " + (count + 1) + " is too long (expected: at most "
        + limits.maxHeaderLine() + " bytes).");
  }

  private int addLine(RequestHeaders fields, int shift, byte[] lines, int start) {
    count++;
    int colon = Octets.endOfToken(lines, start);
    if (colon == start || lines[colon] != ':') {
      throw malformedName(lines, start, colon);
    }
    int value = Octets.endOfBlanks(lines, colon + 1);
    int end = Octets.endOfText(lines, value);
    if (!Octets.isLineBreak(lines, end)) {
      throw malformedValue(lines, end);
    }
    grow(end + 2 - start);
    fields.add(shift + start, shift + colon, shift + value, shift + endOfValue(lines, value, end));
    return end + 2;
  }

  private void grow(int line) {
    size += line;
    if (size > limits.maxHeaderSize()) {
      throw Refusal.fieldsTooLarge("The header section is too large (expected: at most "
          + limits.maxHeaderSize() + " bytes).");
    }
    if (count > limits.maxHeaderCount()) {
      throw Refusal.fieldsTooLarge(
          "There are too many header lines (expected: at most " + limits.maxHeaderCount() + ").");
    }
  }

  private static int endOfValue(byte[] lines, int start, int end) {
    int last = end;
    while (last > start && Octets.isBlank(lines[last - 1])) {
      last--;
    }
    return last;
  }

  private HttpException malformedName(byte[] lines, int start, int end) {
    if (Octets.isBlank(lines[start])) {
      return malformed("begins with a blank", "no folded lines");
    }
    if (Octets.isBlank(lines[end])) {
      return malformed("has a blank in its name or before its colon", "name, colon, value");
    }
    return end == start
        ? malformed("has no name", "name, colon, value")
        : malformed("has no colon after its name, a token", "name, colon, value");
  }

  private HttpException malformedValue(byte[] lines, int end) {
    return lines[end] == Octets.CR || lines[end] == Octets.LF
        ? malformed(
            "has half a line break", "carriage return and line feed, and neither without the other")
        : malformed("has a control character in its value", "none but the tab");
  }

  private HttpException malformed(String what, String expected) {
    return Refusal.malformed(
        "Header line " + count + " " + what + " (expected: " + expected + ").");
  }
}
