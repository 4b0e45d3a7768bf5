package io.molt.web.http;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What a service grants its requests, whatever carries them.
 *
 * @param deadline how long a request may take until its response begins, unless a route, a group or the app says
 *     otherwise; zero for as long as it likes
 * @param background what may go on that outlives its request
 * @param admission how many requests may be in flight, and how many more may wait
 */
public record RequestLimits(
    Duration deadline, BackgroundLimits background, AdmissionLimits admission) {
  private static final RequestLimits DEFAULTS = new RequestLimits(
      Duration.ofSeconds(30), BackgroundLimits.defaults(), AdmissionLimits.defaults());

  /**
   * Checks every limit.
   *
   * @throws IllegalArgumentException naming the first one that is out of range
   */
  public RequestLimits {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: >= 0)");
    }
  }

  /** Returns the defaults: a deadline of 30 s, {@link AdmissionLimits#defaults}. */
  public static RequestLimits defaults() {
    return DEFAULTS;
  }

  /** Returns a copy with another deadline; zero for none. */
  public RequestLimits withDeadline(Duration other) {
    return new RequestLimits(other, background, admission);
  }

  /** Returns a copy with that change made to what may outlive its request. */
  public RequestLimits withBackground(UnaryOperator<BackgroundLimits> change) {
    return new RequestLimits(deadline, change.apply(background), admission);
  }

  /** Returns a copy with that change made to how many requests may be in flight or wait. */
  public RequestLimits withAdmission(UnaryOperator<AdmissionLimits> change) {
    return new RequestLimits(deadline, background, change.apply(admission));
  }
}
