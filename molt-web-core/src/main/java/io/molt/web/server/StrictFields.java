package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import java.util.Iterator;
import java.util.Map;

/**
 * What the codec of HTTP/3 lets through in the head of a request although it is malformed (RFC 9114 sections 4.2 and 10.3):
 * that of HTTP/2 does not.
 */
final class StrictFields {
  private StrictFields() {}

  /**
   * Requires names that are tokens, values without control characters or blanks around them, and no field that is about a
   * connection of HTTP/1.1.
   *
   * @throws HttpException a 400 that says what was expected
   */
  static void require(Headers<CharSequence, CharSequence, ?> fields) {
    Iterator<? extends Map.Entry<CharSequence, CharSequence>> all = fields.iterator();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      requireName(field.getKey());
      requireValue(field.getValue());
    }
  }

  private static void requireName(CharSequence name) {
    // Those that begin with a colon are all known by now.
    boolean sound = name.length() > 0
        && (name.charAt(0) == ':' || HttpHeaderValidationUtil.validateToken(name) < 0);
    if (!sound) {
      throw Refusal.malformed("The name of a header field is malformed (expected: a token).");
    }
    if (HttpHeaderValidationUtil.isConnectionHeader(name, true)) {
      throw Refusal.malformed(
          "A header field is about a connection of HTTP/1.1 (expected: none of these).");
    }
  }

  private static void requireValue(CharSequence value) {
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0 || endsWithBlank(value)) {
      throw Refusal.malformed(
          "The value of a header field is malformed (expected: no control characters, and no blanks around it).");
    }
  }

  private static boolean endsWithBlank(CharSequence value) {
    int last = value.length() - 1;
    return last >= 0 && (value.charAt(last) == ' ' || value.charAt(last) == '\t');
  }
}
