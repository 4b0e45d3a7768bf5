package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Status;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;

/**
 * The head of a request, found to be sound.
 *
 * @param target the target in origin form, or {@code *}
 * @param http10 whether the client speaks HTTP/1.0
 * @param keepAlive whether the client would use the connection again
 * @param expectsContinue whether the client waits for a 100 before it sends content
 */
record RequestHead(
    Method method,
    String target,
    Headers headers,
    boolean http10,
    boolean keepAlive,
    boolean expectsContinue,
    HttpRequest decoded) {
  private static final int NOT_IMPLEMENTED = 501;
  private static final int VERSION_NOT_SUPPORTED = 505;
  private static final int EXPECTATION_FAILED = 417;
  private static final int URI_TOO_LONG = 414;
  private static final int FIELDS_TOO_LARGE = 431;

  /**
   * Returns the head of a decoded request.
   *
   * @throws HttpException if it cannot be served; its problem says why
   */
  static RequestHead of(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      throw malformed(request.decoderResult().cause());
    }
    boolean http10 = isHttp10(request.protocolVersion());
    Method method = methodOf(request.method().name());
    HttpHeaders fields = request.headers();
    requireHost(fields, http10);
    requireKnownCoding(fields);
    return new RequestHead(
        method,
        originForm(request.uri(), method),
        new RequestHeaders(fields),
        http10,
        isKeepAlive(fields, http10),
        expectsContinue(fields, http10),
        request);
  }

  /** Returns what the client sees of a failure to decode what it sent. */
  static HttpException malformed(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return problem(URI_TOO_LONG, "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return problem(FIELDS_TOO_LARGE, "The header section is too large.");
    }
    return problem(400, "The request is malformed.");
  }

  /** Returns what the client sees of a failure to decode its content: the line of a chunk, or a trailer. */
  static HttpException malformedContent(Throwable cause) {
    return cause instanceof TooLongHttpHeaderException
        ? malformed(cause)
        : problem(400, "The content is malformed.");
  }

  /** Returns the length that the content is announced to have, or -1 if it is sent in chunks. */
  long length() {
    return HttpUtil.getContentLength(decoded, -1L);
  }

  private static boolean isHttp10(HttpVersion version) {
    if (version.equals(HttpVersion.HTTP_1_1)) {
      return false;
    }
    if (version.equals(HttpVersion.HTTP_1_0)) {
      return true;
    }
    throw problem(VERSION_NOT_SUPPORTED, version + " is not spoken here (expected: HTTP/1.1).");
  }

  /** Returns the method of that name; 501 if it makes sense to a proxy only. */
  static Method methodOf(String name) {
    if (name.equals("CONNECT")) {
      throw problem(NOT_IMPLEMENTED, "CONNECT is not implemented: this is no proxy.");
    }
    try {
      return Method.of(name);
    } catch (IllegalArgumentException noToken) {
      throw problem(400, "The method is malformed.");
    }
  }

  /** Returns the target in origin form; an absolute one is cut down to it (RFC 9112 section 3.2). */
  static String originForm(String target, Method method) {
    requireVisibleAscii(target);
    if (target.startsWith("/") || (target.equals("*") && method.equals(Method.OPTIONS))) {
      return target;
    }
    int scheme = target.indexOf("://");
    if (!target.regionMatches(true, 0, "http", 0, 4) || scheme < 0 || scheme > 5) {
      throw problem(
          400, "The request target is malformed (expected: a path that begins with '/').");
    }
    return pathAfter(target, scheme + 3);
  }

  /** What is sent raw has no meaning that both sides agree on, such as which charset it is in (RFC 3986 section 2). */
  private static void requireVisibleAscii(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw problem(
            400,
            "The request target is malformed at index " + i
                + " (expected: visible ASCII, the rest percent-encoded).");
      }
    }
  }

  private static String pathAfter(String target, int authority) {
    for (int at = authority; at < target.length(); at++) {
      char c = target.charAt(at);
      if (c == '/') {
        return target.substring(at);
      }
      if (c == '?') {
        return "/" + target.substring(at);
      }
    }
    return "/";
  }

  private static void requireHost(HttpHeaders fields, boolean http10) {
    Iterator<? extends CharSequence> hosts = fields.valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      if (!http10) {
        throw problem(400, "There is no Host field (expected: one).");
      }
      return;
    }
    CharSequence host = hosts.next();
    if (hosts.hasNext()) {
      throw problem(400, "There is more than one Host field (expected: one).");
    }
    requireAuthority(host);
  }

  /** Requires a host, and a port if need be (RFC 9110 section 7.2). */
  static void requireAuthority(CharSequence host) {
    if (!host.chars().allMatch(RequestHead::isOfAuthority)) {
      throw problem(400, "The Host field is malformed (expected: a host, and a port if need be).");
    }
  }

  /** Returns whether a host or port may hold the character (RFC 3986 section 3.2.2). */
  private static boolean isOfAuthority(int c) {
    return c > ' ' && c < 0x7f && "\"#/<>?@\\^`{|}".indexOf(c) < 0;
  }

  private static boolean isKeepAlive(HttpHeaders fields, boolean http10) {
    if (!fields.contains(HttpHeaderNames.CONNECTION)) {
      return !http10;
    }
    if (fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)) {
      return false;
    }
    return !http10
        || fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true);
  }

  private static boolean expectsContinue(HttpHeaders fields, boolean http10) {
    String expected = fields.get(HttpHeaderNames.EXPECT);
    return expected != null && !http10 && expectsContinue(expected);
  }

  /** Returns whether that is what the client waits for; 417 if it is something else (RFC 9110 section 10.1.1). */
  static boolean expectsContinue(String expected) {
    if (!expected.equalsIgnoreCase("100-continue")) {
      throw problem(EXPECTATION_FAILED, "The expectation is unknown (expected: 100-continue).");
    }
    return true;
  }

  private static void requireKnownCoding(HttpHeaders fields) {
    String coding = fields.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("chunked")) {
      throw problem(NOT_IMPLEMENTED, "The transfer coding is unknown (expected: chunked).");
    }
  }

  private static HttpException problem(int status, String detail) {
    return new HttpException(Status.of(status), detail);
  }
}
