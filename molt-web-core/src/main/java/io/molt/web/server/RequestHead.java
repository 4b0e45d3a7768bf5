package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, found to be sound.
 *
 * @param target the target in origin form, or {@code *}
 * @param http10 whether the client speaks HTTP/1.0
 * @param keepAlive whether the client would use the connection again
 * @param expectsContinue whether the client waits for a 100 before it sends content
 * @param length the length that the content is announced to have, or {@link Framing#CHUNKED}; if it is 0, then the head is
 *     all there is of the request
 */
record RequestHead(
    Method method,
    String target,
    Headers headers,
    boolean http10,
    boolean keepAlive,
    boolean expectsContinue,
    long length)
    implements RequestPart {
  private static final String HOST = "host";
  private static final String CONNECTION = "connection";

  /**
   * Returns the head that a line and fields make.
   *
   * @throws HttpException if it cannot be served; its problem says why
   */
  static RequestHead of(RequestLine line, RequestHeaders fields) {
    boolean http10 = line.http10();
    long length = Framing.of(fields, http10);
    fields.requireHost(http10);
    RequestTarget target = RequestTarget.of(line.target(), line.method());
    return new RequestHead(
        line.method(),
        target.path(),
        addressed(fields, target.authority()),
        http10,
        isKeepAlive(fields, http10),
        expectsContinue(fields, http10),
        length);
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

  /** Whom the target names counts, whatever the Host field says (RFC 9112 section 3.2.2). */
  private static Headers addressed(RequestHeaders fields, @Nullable String authority) {
    return authority == null ? fields : fields.with(HOST, authority);
  }

  private static boolean isKeepAlive(RequestHeaders fields, boolean http10) {
    if (!fields.contains(CONNECTION)) {
      return !http10;
    }
    boolean closes = false;
    boolean keeps = !http10;
    for (String options : fields.all(CONNECTION)) {
      closes |= ConnectionField.lists(options, "close");
      keeps |= ConnectionField.lists(options, "keep-alive");
    }
    return keeps && !closes;
  }

  private static boolean expectsContinue(RequestHeaders fields, boolean http10) {
    String expected = fields.get("expect");
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
