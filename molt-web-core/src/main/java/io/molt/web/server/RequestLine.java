package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The first line of a request: a method, a target and a version, with one space between them (RFC 9112 section 3). What
 * the target means is for {@link RequestTarget} to say.
 *
 * @param http10 whether the client speaks HTTP/1.0
 * @param end where the line after it begins
 */
record RequestLine(Method method, String target, boolean http10, int end) {
  private static final byte[] HTTP = {'H', 'T', 'T', 'P', '/'};
  private static final int VERSION = HTTP.length + 3;
  private static final Method[] USUAL = {
    Method.GET, Method.POST, Method.PUT, Method.PATCH, Method.DELETE, Method.HEAD, Method.OPTIONS
  };

  /**
   * Returns the line that {@code lines} begins with.
   *
   * @throws HttpException if it is malformed, or of a version that is not spoken here
   */
  static RequestLine of(byte[] lines) {
    int methodEnd = Octets.endOfToken(lines, 0);
    requireSpace(lines, methodEnd, 0, "method");
    int target = methodEnd + 1;
    int targetEnd = Octets.endOfVisible(lines, target);
    requireSpace(lines, targetEnd, target, "target");
    int version = targetEnd + 1;
    boolean http10 = isHttp10(lines, version);
    return new RequestLine(
        method(lines, methodEnd),
        new String(lines, target, targetEnd - target, StandardCharsets.ISO_8859_1),
        http10,
        version + VERSION + 2);
  }

  /** Refuses what cannot begin a request line, without waiting for a line break that may never come. */
  static void requireStart(ByteBuf in) {
    int at = in.readerIndex();
    byte first = in.getByte(at);
    boolean empty =
        first == Octets.CR && (in.readableBytes() == 1 || in.getByte(at + 1) == Octets.LF);
    if (!empty && !Octets.isToken(first)) {
      throw malformed("does not begin with a method");
    }
  }

  private static void requireSpace(byte[] lines, int at, int start, String part) {
    if (at == start) {
      throw malformed("has no " + part);
    }
    if (lines[at] == Octets.CR || lines[at] == Octets.LF) {
      throw malformed("ends after its " + part);
    }
    if (lines[at] != ' ') {
      throw malformed("has a character in its " + part + " that may not stand there");
    }
  }

  private static Method method(byte[] lines, int end) {
    for (Method usual : USUAL) {
      if (usual.name().length() == end && Octets.areText(lines, 0, usual.name())) {
        return usual;
      }
    }
    return RequestHead.methodOf(new String(lines, 0, end, StandardCharsets.ISO_8859_1));
  }

  private static boolean isHttp10(byte[] lines, int at) {
    int end = Octets.endOfVisible(lines, at);
    if (end - at != VERSION || !isHttp(lines, at) || !Octets.isLineBreak(lines, end)) {
      throw malformed("does not end with a version and a line break");
    }
    byte major = lines[at + HTTP.length];
    byte minor = lines[end - 1];
    if (major != '1' || minor > '1') {
      throw Refusal.versionNotSupported();
    }
    return minor == '0';
  }

  private static boolean isHttp(byte[] lines, int at) {
    for (int i = 0; i < HTTP.length; i++) {
      if (lines[at + i] != HTTP[i]) {
        return false;
      }
    }
    int digits = at + HTTP.length;
    return isDigit(lines[digits]) && lines[digits + 1] == '.' && isDigit(lines[digits + 2]);
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private static HttpException malformed(String what) {
    return Refusal.malformed("The request line " + what
        + " (expected: a method, a target and HTTP/1.1, with one space between them).");
  }
}
