package io.molt.web.http;

import java.time.Duration;

/**
 * A request that is refused because there is too much to do: a 503 with {@code Retry-After} (RFC 9110 section 10.2.3).
 *
 * <p>It has no stack trace, and the log hears of refusals in sums only: there may be thousands a second, and they must
 * cost little.
 */
public final class OverloadedException extends HttpException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates one.
   *
   * @param detail what there is too much of, in words that the client may see
   * @param retryAfter when to come back, at least a second; rounded up to whole seconds
   */
  public OverloadedException(String detail, Duration retryAfter) {
    super(
        Problem.of(Status.SERVICE_UNAVAILABLE, detail),
        Headers.of("retry-after", Long.toString(seconds(retryAfter))),
        false);
  }

  private static long seconds(Duration time) {
    return Math.max(1, time.plusNanos(999_999_999).toSeconds());
  }
}
