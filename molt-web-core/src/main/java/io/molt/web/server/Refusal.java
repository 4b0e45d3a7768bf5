package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.molt.web.http.Status;

/** What a client is told whose request cannot be served: what is wrong, what was expected, and nothing that it sent. */
final class Refusal {
  private static final Status REQUEST_TIMEOUT = Status.of(408);
  private static final Status URI_TOO_LONG = Status.of(414);
  private static final Status EXPECTATION_FAILED = Status.of(417);
  private static final Status FIELDS_TOO_LARGE = Status.of(431);
  private static final Status NOT_IMPLEMENTED = Status.of(501);
  private static final Status VERSION_NOT_SUPPORTED = Status.of(505);

  private Refusal() {}

  /** Returns a 400. */
  static HttpException malformed(String detail) {
    return HttpException.badRequest(detail);
  }

  /** Returns a 408. */
  static HttpException late(String detail) {
    return new HttpException(REQUEST_TIMEOUT, detail);
  }

  /** Returns a 414. */
  static HttpException requestLineTooLong(int limit) {
    return new HttpException(
        URI_TOO_LONG, "The request line is too long (expected: at most " + limit + " bytes).");
  }

  /** Returns a 417. */
  static HttpException unknownExpectation() {
    return new HttpException(
        EXPECTATION_FAILED, "The expectation is unknown (expected: 100-continue).");
  }

  /** Returns a 431. */
  static HttpException fieldsTooLarge(String detail) {
    return new HttpException(FIELDS_TOO_LARGE, detail);
  }

  /** Returns a 501. */
  static HttpException notImplemented(String detail) {
    return new HttpException(NOT_IMPLEMENTED, detail);
  }

  /** Returns a 505. */
  static HttpException versionNotSupported() {
    return new HttpException(
        VERSION_NOT_SUPPORTED, "The HTTP version is not spoken here (expected: HTTP/1.1).");
  }
}
