package io.molt.web.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a service grants its requests, whatever carries them.
 *
 * @param deadline how long a request may take until its response begins, unless a route, a group or the app says
 *     otherwise; zero for as long as it likes
 * @param deadlineHeader the header field by which a client may ask for less time, or empty if it may not
 * @param background what may go on that outlives its request
 * @param admission how many requests may be in flight, and how many more may wait
 * @param blocking how much code that blocks may run
 * @param maxCollecting how many bytes of content that is read whole all requests together may hold before it is whole; a
 *     request that needs more fails with an {@link OverloadedException}. The default is a quarter of the largest heap
 */
public record RequestLimits(
    Duration deadline,
    Optional<String> deadlineHeader,
    BackgroundLimits background,
    AdmissionLimits admission,
    BlockingLimits blocking,
    long maxCollecting) {
  /** The longest deadline: 365 days. Beyond it sums overflow in the midst of a request. */
  public static final Duration LONGEST_DEADLINE = Duration.ofDays(365);

  private static final RequestLimits DEFAULTS = new RequestLimits(
      Duration.ofSeconds(30),
      Optional.empty(),
      BackgroundLimits.defaults(),
      AdmissionLimits.defaults(),
      BlockingLimits.defaults(),
      Runtime.getRuntime().maxMemory() / 4);

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public RequestLimits {
    if (deadline.isNegative() || deadline.compareTo(LONGEST_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " (expected: >= 0, at most " + LONGEST_DEADLINE + ")");
    }
    if (maxCollecting < 0) {
      throw new IllegalArgumentException("maxCollecting: " + maxCollecting + " (expected: >= 0)");
    }
    deadlineHeader.ifPresent(name -> Tokens.require("deadline header", name));
  }

  /** Returns the defaults: a deadline of 30 s that no header shortens, and those of each part. */
  public static RequestLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another deadline; zero for none. */
  public RequestLimits withDeadline(Duration other) {
    return new RequestLimits(other, deadlineHeader, background, admission, blocking, maxCollecting);
  }

  /**
   * Returns a copy in which a client may ask for less time by that header field, such as {@code request-timeout}: digits,
   * eight at most, and a unit of {@code ms}, {@code s}, {@code m} or {@code h}, as in {@code 250ms}. It can only shorten
   * the deadline; what is malformed is ignored.
   */
  public RequestLimits withDeadlineHeader(String name) {
    return new RequestLimits(
        deadline, Optional.of(name), background, admission, blocking, maxCollecting);
  }

  /** Returns a copy with that change made to what may outlive its request. */
  public RequestLimits withBackground(UnaryOperator<BackgroundLimits> change) {
    return new RequestLimits(
        deadline, deadlineHeader, change.apply(background), admission, blocking, maxCollecting);
  }

  /** Returns a copy with that change made to how many requests may be in flight or wait. */
  public RequestLimits withAdmission(UnaryOperator<AdmissionLimits> change) {
    return new RequestLimits(
        deadline, deadlineHeader, background, change.apply(admission), blocking, maxCollecting);
  }

  /** Returns a copy with that change made to how much code that blocks may run. */
  public RequestLimits withBlocking(UnaryOperator<BlockingLimits> change) {
    return new RequestLimits(
        deadline, deadlineHeader, background, admission, change.apply(blocking), maxCollecting);
  }

  /** Returns a copy with another limit, in bytes, on content that is being read whole. */
  public RequestLimits withMaxCollecting(long other) {
    return new RequestLimits(deadline, deadlineHeader, background, admission, blocking, other);
  }
}
