package io.molt.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds where each response of a connection ends (RFC 9112 section 6), and what its status is. Makes no garbage. */
final class ResponseReader {
  private static final int MAX_LINE = 8192;
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final byte[] CONTENT_LENGTH = lower("content-length:");
  private static final byte[] CHUNKED = lower("transfer-encoding: chunked");

  private final byte[] line = new byte[MAX_LINE];
  private int length;
  private Part part = Part.STATUS_LINE;
  private int status;
  private long contentLength;
  private long remaining;
  private boolean chunked;

  /**
   * Takes from the buffer what belongs to the response under way.
   *
   * @return its status once it is whole; 0 if more is to come
   */
  int read(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (remaining > 0) {
        skip(in);
      } else if (takesLine(in)) {
        endLine();
      }
      if (part == Part.DONE) {
        part = Part.STATUS_LINE;
        return status;
      }
    }
    return 0;
  }

  private void skip(ByteBuffer in) {
    int count = (int) Math.min(remaining, in.remaining());
    in.position(in.position() + count);
    remaining -= count;
    if (remaining == 0 && !chunked) {
      part = Part.DONE;
    }
  }

  private boolean takesLine(ByteBuffer in) {
    while (in.hasRemaining()) {
      byte next = in.get();
      if (next == '\n') {
        return true;
      }
      if (next != '\r') {
        add(next);
      }
    }
    return false;
  }

  private void add(byte next) {
    if (length == MAX_LINE) {
      throw new IllegalStateException("line of a response: over " + MAX_LINE + " bytes");
    }
    line[length++] = next;
  }

  private void endLine() {
    switch (part) {
      case STATUS_LINE -> beginHead();
      case HEADERS -> endHeader();
      case CHUNK_SIZE -> beginChunk();
      case CHUNK_END -> part = Part.CHUNK_SIZE;
      case TRAILERS -> part = length == 0 ? Part.DONE : Part.TRAILERS;
      case DONE -> throw new IllegalStateException("a line after the end of the response");
    }
    length = 0;
  }

  private void beginHead() {
    if (length < STATUS_AT + 3) {
      throw new IllegalStateException("status line: " + text());
    }
    status = (int) number(STATUS_AT, STATUS_AT + 3, 10);
    contentLength = 0;
    chunked = false;
    part = Part.HEADERS;
  }

  private void endHeader() {
    if (length == 0) {
      endHead();
    } else if (begins(CONTENT_LENGTH)) {
      contentLength = number(CONTENT_LENGTH.length, length, 10);
    } else if (begins(CHUNKED)) {
      chunked = true;
    }
  }

  private void endHead() {
    remaining = chunked ? 0 : contentLength;
    if (chunked) {
      part = Part.CHUNK_SIZE;
    } else if (remaining == 0) {
      part = Part.DONE;
    }
  }

  private void beginChunk() {
    remaining = number(0, length, 16);
    part = remaining == 0 ? Part.TRAILERS : Part.CHUNK_END;
  }

  private boolean begins(byte[] lowerCase) {
    if (length < lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if ((line[i] | 0x20) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads digits; spaces before them are passed over, and what comes after them ends the number. */
  private long number(int from, int to, int radix) {
    int at = from;
    while (at < to && line[at] == ' ') {
      at++;
    }
    long value = 0;
    for (; at < to && Character.digit(line[at], radix) >= 0; at++) {
      value = value * radix + Character.digit(line[at], radix);
    }
    return value;
  }

  private String text() {
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The bit that tells lower case from upper is set in each of its bytes, the signs among them. */
  private static byte[] lower(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private enum Part {
    STATUS_LINE,
    HEADERS,
    CHUNK_SIZE,
    CHUNK_END,
    TRAILERS,
    DONE
  }
}
