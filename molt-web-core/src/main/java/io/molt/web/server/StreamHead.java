package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request on a stream of its own, found to be sound (RFC 9113 section 8.3, RFC 9114 section 4.3). The codec
 * has seen to it that pseudo-header fields come first, once, and are all there.
 *
 * @param target the target in origin form, or {@code *}
 * @param length the length that the content is announced to have, or -1
 * @param expectsContinue whether the client waits for a 100 before it sends content
 * @param protocol the protocol that an extended CONNECT asks for (RFC 8441 section 4), which is the GET of an upgrade
 *     then; null otherwise
 */
record StreamHead(
    Method method,
    String target,
    Headers headers,
    long length,
    boolean expectsContinue,
    @Nullable String protocol) {
  private static final AsciiString METHOD = AsciiString.cached(":method");
  private static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
  private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
  private static final AsciiString PATH = AsciiString.cached(":path");
  private static final AsciiString AUTHORITY = AsciiString.cached(":authority");

  /**
   * Returns the head that the codec decoded.
   *
   * @throws HttpException if it cannot be served; its problem says why
   */
  static StreamHead of(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields, HeadLimits limits) {
    joinCookies(fields);
    String protocol = protocolOf(fields);
    Method method = protocol == null ? RequestHead.methodOf(text(fields.get(METHOD))) : Method.GET;
    String target = text(fields.get(PATH));
    if (target.length() > limits.maxInitialLine()) {
      throw Refusal.requestLineTooLong(limits.maxInitialLine());
    }
    requireWithin(limits, fields);
    Headers headers = new StreamHeaders(fields, authorityOf(fields));
    return new StreamHead(
        method,
        RequestTarget.originForm(target, method),
        protocol == null ? headers : headers.with("upgrade", protocol),
        lengthOf(fields),
        protocol == null && expectsContinue(fields),
        protocol);
  }

  private static @Nullable String protocolOf(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields) {
    CharSequence protocol = fields instanceof Http2Headers ? fields.get(PROTOCOL) : null;
    if (protocol == null) {
      return null;
    }
    if (!CONNECT.contentEquals(fields.get(METHOD))) {
      throw Refusal.malformed(":protocol comes with another method (expected: with CONNECT only).");
    }
    return protocol.toString();
  }

  /** Makes one field of the pieces that a client may send cookies in (RFC 9113 section 8.2.3, RFC 9114 section 4.2.1). */
  private static void joinCookies(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields) {
    List<CharSequence> pieces = fields.getAll(HttpHeaderNames.COOKIE);
    if (pieces.size() > 1) {
      fields.set(
          HttpHeaderNames.COOKIE,
          pieces.stream().filter(piece -> piece.length() > 0).collect(Collectors.joining("; ")));
    }
  }

  private static boolean expectsContinue(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields) {
    CharSequence expected = fields.get(HttpHeaderNames.EXPECT);
    return expected != null && RequestHead.expectsContinue(expected.toString());
  }

  /** Requires that a section has no more fields, and no larger ones, than is borne with; 431. */
  static void requireWithin(
      HeadLimits limits, io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields) {
    if (fields.size() > limits.maxHeaderCount()) {
      throw Refusal.fieldsTooLarge(
          "There are too many header fields (expected: at most " + limits.maxHeaderCount() + ").");
    }
    Iterator<? extends Map.Entry<CharSequence, CharSequence>> all = fields.iterator();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      if (field.getKey().length() + field.getValue().length() > limits.maxHeaderLine()) {
        throw Refusal.fieldsTooLarge("A header field is too large (expected: at most "
            + limits.maxHeaderLine() + " bytes).");
      }
    }
  }

  /** Returns what the request is addressed to: two fields may say it, and then they must agree (section 8.3.1). */
  private static String authorityOf(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields) {
    CharSequence authority = fields.get(AUTHORITY);
    List<CharSequence> hosts = fields.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      throw Refusal.malformed("There is more than one Host field (expected: one).");
    }
    CharSequence host = hosts.isEmpty() ? null : hosts.get(0);
    CharSequence named = authority == null ? host : authority;
    if (named == null) {
      throw Refusal.malformed("There is neither :authority nor Host (expected: one of them).");
    }
    if (host != null && !AsciiString.contentEqualsIgnoreCase(host, named)) {
      throw Refusal.malformed(":authority and Host differ (expected: one of them, or the same).");
    }
    String text = named.toString();
    Authority.require(text);
    return text;
  }

  private static long lengthOf(
      io.netty.handler.codec.Headers<CharSequence, CharSequence, ?> fields) {
    String stated = text(fields.get(HttpHeaderNames.CONTENT_LENGTH));
    return stated.isEmpty() ? -1 : Long.parseLong(stated);
  }

  private static String text(@Nullable CharSequence value) {
    return value == null ? "" : value.toString();
  }
}
