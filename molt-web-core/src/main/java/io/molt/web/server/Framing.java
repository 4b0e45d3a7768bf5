package io.molt.web.server;

import io.molt.web.http.HttpException;
import java.util.List;

/**
 * How the content of a request is delimited (RFC 9112 section 6.3). There must be no two ways to read it: whatever
 * another recipient on the way might understand differently is refused.
 */
final class Framing {
  /** The content comes in chunks. */
  static final long CHUNKED = -1;

  private static final String CHUNKS = "chunked";

  private Framing() {}

  /**
   * Returns the length of the content, or {@link #CHUNKED}.
   *
   * @throws HttpException if that cannot be told for sure
   */
  static long of(RequestHeaders fields, boolean http10) {
    if (!fields.contains("transfer-encoding")) {
      return fields.length();
    }
    if (http10) {
      throw Refusal.malformed("There is a Transfer-Encoding field (expected: none in HTTP/1.0).");
    }
    requireChunked(fields.all("transfer-encoding"));
    if (fields.contains("content-length")) {
      throw Refusal.malformed(
          "There is a Content-Length field besides Transfer-Encoding (expected: one of them).");
    }
    return CHUNKED;
  }

  /**
   * Returns the number that the decimal digits stand for.
   *
   * @throws HttpException if there is anything else, or nothing, or a number that is too large
   */
  static long number(byte[] octets, int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        throw malformedLength();
      }
      value = value * 10 + digit;
    }
    if (start == end) {
      throw malformedLength();
    }
    return value;
  }

  /** Returns what a client is told whose Content-Length is no number. */
  static HttpException malformedLength() {
    return Refusal.malformed(
        "The Content-Length field is malformed (expected: decimal digits, at most " + Long.MAX_VALUE
            + ").");
  }

  private static void requireChunked(List<String> codings) {
    String all = codings.size() == 1 ? codings.get(0) : String.join(",", codings);
    if (all.equalsIgnoreCase(CHUNKS)) {
      return;
    }
    String[] members = all.split(",", -1);
    if (isFramedByChunks(members)) {
      throw Refusal.notImplemented("The transfer coding is unknown (expected: chunked).");
    }
    throw Refusal.malformed(
        "The Transfer-Encoding field is malformed (expected: chunked, once and last).");
  }

  /** Returns whether the end of the content could be found, though not its meaning: chunked is there once, and last. */
  private static boolean isFramedByChunks(String[] members) {
    int last = members.length - 1;
    for (int i = 0; i <= last; i++) {
      String member = members[i].strip();
      if (member.isEmpty() || member.equalsIgnoreCase(CHUNKS) != (i == last)) {
        return false;
      }
    }
    return true;
  }
}
