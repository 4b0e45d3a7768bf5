package io.molt.web.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A status code (RFC 9110 section 15).
 *
 * @param code 100 to 599
 * @param reason the reason phrase, for people; may be empty
 */
public record Status(int code, String reason) {
  private static final Map<Integer, String> REASONS = Map.ofEntries(
      Map.entry(100, "Continue"),
      Map.entry(101, "Switching Protocols"),
      Map.entry(103, "Early Hints"),
      Map.entry(200, "OK"),
      Map.entry(201, "Created"),
      Map.entry(202, "Accepted"),
      Map.entry(203, "Non-Authoritative Information"),
      Map.entry(204, "No Content"),
      Map.entry(205, "Reset Content"),
      Map.entry(206, "Partial Content"),
      Map.entry(207, "Multi-Status"),
      Map.entry(300, "Multiple Choices"),
      Map.entry(301, "Moved Permanently"),
      Map.entry(302, "Found"),
      Map.entry(303, "See Other"),
      Map.entry(304, "Not Modified"),
      Map.entry(307, "Temporary Redirect"),
      Map.entry(308, "Permanent Redirect"),
      Map.entry(400, "Bad Request"),
      Map.entry(401, "Unauthorized"),
      Map.entry(402, "Payment Required"),
      Map.entry(403, "Forbidden"),
      Map.entry(404, "Not Found"),
      Map.entry(405, "Method Not Allowed"),
      Map.entry(406, "Not Acceptable"),
      Map.entry(407, "Proxy Authentication Required"),
      Map.entry(408, "Request Timeout"),
      Map.entry(409, "Conflict"),
      Map.entry(410, "Gone"),
      Map.entry(411, "Length Required"),
      Map.entry(412, "Precondition Failed"),
      Map.entry(413, "Content Too Large"),
      Map.entry(414, "URI Too Long"),
      Map.entry(415, "Unsupported Media Type"),
      Map.entry(416, "Range Not Satisfiable"),
      Map.entry(417, "Expectation Failed"),
      Map.entry(421, "Misdirected Request"),
      Map.entry(422, "Unprocessable Content"),
      Map.entry(423, "Locked"),
      Map.entry(424, "Failed Dependency"),
      Map.entry(425, "Too Early"),
      Map.entry(426, "Upgrade Required"),
      Map.entry(428, "Precondition Required"),
      Map.entry(429, "Too Many Requests"),
      Map.entry(431, "Request Header Fields Too Large"),
      Map.entry(451, "Unavailable For Legal Reasons"),
      Map.entry(500, "Internal Server Error"),
      Map.entry(501, "Not Implemented"),
      Map.entry(502, "Bad Gateway"),
      Map.entry(503, "Service Unavailable"),
      Map.entry(504, "Gateway Timeout"),
      Map.entry(505, "HTTP Version Not Supported"),
      Map.entry(507, "Insufficient Storage"));

  /** 200: the request succeeded. */
  public static final Status OK = of(200);

  /** 201: something was created. */
  public static final Status CREATED = of(201);

  /** 202: accepted, to be done later. */
  public static final Status ACCEPTED = of(202);

  /** 204: done, nothing to say. */
  public static final Status NO_CONTENT = of(204);

  /** 206: a part of it. */
  public static final Status PARTIAL_CONTENT = of(206);

  /** 302: look elsewhere this time. */
  public static final Status FOUND = of(302);

  /** 304: what the client has is still good. */
  public static final Status NOT_MODIFIED = of(304);

  /** 400: the request makes no sense. */
  public static final Status BAD_REQUEST = of(400);

  /** 401: credentials are missing or wrong. */
  public static final Status UNAUTHORIZED = of(401);

  /** 403: not for this client. */
  public static final Status FORBIDDEN = of(403);

  /** 404: nothing here. */
  public static final Status NOT_FOUND = of(404);

  /** 405: not with this method. */
  public static final Status METHOD_NOT_ALLOWED = of(405);

  /** 406: not in a form that the client accepts. */
  public static final Status NOT_ACCEPTABLE = of(406);

  /** 409: in conflict with the state of the resource. */
  public static final Status CONFLICT = of(409);

  /** 412: the resource is not in the state that the request expects. */
  public static final Status PRECONDITION_FAILED = of(412);

  /** 413: the content is larger than the server takes. */
  public static final Status CONTENT_TOO_LARGE = of(413);

  /** 415: content of a type that is not read here. */
  public static final Status UNSUPPORTED_MEDIA_TYPE = of(415);

  /** 416: there is no such part. */
  public static final Status RANGE_NOT_SATISFIABLE = of(416);

  /** 422: understood, but it breaks the rules. */
  public static final Status UNPROCESSABLE_CONTENT = of(422);

  /** 428: the request has to say what state it expects. */
  public static final Status PRECONDITION_REQUIRED = of(428);

  /** 429: too often. */
  public static final Status TOO_MANY_REQUESTS = of(429);

  /** 500: our fault. */
  public static final Status INTERNAL_SERVER_ERROR = of(500);

  /** 503: not now. */
  public static final Status SERVICE_UNAVAILABLE = of(503);

  /**
   * Creates a status.
   *
   * @throws IllegalArgumentException if the code is out of range or the phrase holds control characters
   */
  public Status {
    if (code < 100 || code > 599) {
      throw new IllegalArgumentException("status: " + code + " (expected: 100 to 599)");
    }
    Tokens.requireFieldValue("status reason", reason);
  }

  /** Returns the status of that code with its registered reason phrase, or an empty one. */
  public static Status of(int code) {
    return new Status(code, REASONS.getOrDefault(code, ""));
  }

  /** Returns whether the code is 4xx or 5xx. */
  public boolean isError() {
    return code >= 400;
  }

  /** Returns whether a response with this status never has content: 1xx, 204 and 304 (RFC 9110 section 6.4.1). */
  public boolean forbidsContent() {
    return code < 200 || code == 204 || code == 304;
  }

  /** Compares the code alone: the phrase is for people. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Status that && code == that.code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  /** Returns code and phrase, such as {@code 404 Not Found}. */
  @Override
  public String toString() {
    return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
  }
}
