package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
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
    HttpHeaders decoded) {

  /**
   * Returns the head of a decoded request.
   *
   * @throws HttpException if it cannot be served; its problem says why
   */
  static RequestHead of(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      throw Http1Decoder.refusal(request);
    }
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    Method method = methodOf(request.method().name());
    HttpHeaders fields = request.headers();
    requireHost(fields, http10);
    RequestTarget target = RequestTarget.of(request.uri(), method);
    String authority = target.authority();
    if (authority != null) {
      // It counts, whatever the Host field says (RFC 9112 section 3.2.2).
      fields.set(HttpHeaderNames.HOST, authority);
    }
    return new RequestHead(
        method,
        target.path(),
        new RequestHeaders(fields),
        http10,
        isKeepAlive(fields, http10),
        expectsContinue(fields, http10),
        fields);
  }

  /** Returns the length that the content is announced to have, or -1 if it is sent in chunks. */
  long length() {
    return Framing.of(decoded, http10);
  }

  /** Returns the method of that name; 501 if it makes sense to a proxy only. */
  static Method methodOf(String name) {
    if (name.equals("CONNECT")) {
      throw Refusal.notImplemented(
          "CONNECT is not implemented (expected: a method of a server that is no proxy).");
    }
    try {
      return Method.of(name);
    } catch (IllegalArgumentException noToken) {
      throw Refusal.malformed("The method is malformed (expected: a token).");
    }
  }

  private static void requireHost(HttpHeaders fields, boolean http10) {
    Iterator<String> hosts = fields.valueStringIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      if (!http10) {
        throw Refusal.malformed("There is no Host field (expected: one).");
      }
      return;
    }
    String host = hosts.next();
    if (hosts.hasNext()) {
      throw Refusal.malformed("There is more than one Host field (expected: one).");
    }
    Authority.require(host);
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
      throw Refusal.unknownExpectation();
    }
    return true;
  }
}
