package io.molt.web.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When a request began, and when it must be done. Spans are in nanoseconds since its beginning. */
final class RequestTime {
  /** The span of a request that may take its time. */
  static final long UNLIMITED = Long.MAX_VALUE;

  private final Service service;
  private final long begun;
  private long granted;
  private long cap = UNLIMITED;
  private boolean ownGrant;
  private @Nullable Instant beginning;

  RequestTime(Service service, Duration limit) {
    this.service = service;
    this.begun = service.nanoTime();
    this.granted = spanOf(limit);
    if (!service.isInSystemTime()) {
      // A clock that somebody set is taken at its word. To ask that of the system can wait.
      beginning = service.clock().instant();
    }
  }

  RequestTime(Service service, Headers headers) {
    this(service, service.limits().deadline());
    Optional<String> header = service.limits().deadlineHeader();
    if (header.isPresent()) {
      ask(TimeSpan.parse(headers.get(header.get())));
    }
  }

  /** Returns the nanoseconds that have passed since the beginning. */
  long elapsed() {
    return service.nanoTime() - begun;
  }

  /** Returns whether there is a deadline. */
  boolean isLimited() {
    return span() != UNLIMITED;
  }

  /** Returns the count of the service's nanoseconds at which the deadline passes, if there is one. */
  long end() {
    return begun + span();
  }

  /** Returns whether anyone but the service's default has set the deadline: then it holds to the last byte. */
  synchronized boolean isOwn() {
    return ownGrant || cap < granted;
  }

  synchronized Optional<Instant> deadline() {
    long span = span();
    return span == UNLIMITED ? Optional.empty() : Optional.of(beginning().plusNanos(span));
  }

  Optional<Duration> remaining() {
    return isLimited() ? Optional.of(Duration.ofNanos(Math.max(0, left()))) : Optional.empty();
  }

  /** Returns whether the deadline has passed. */
  boolean isOver() {
    return isLimited() && left() <= 0;
  }

  /** Replaces what is granted; what has been brought forward stays so. */
  synchronized void grant(Duration limit) {
    granted = spanOf(limit);
    ownGrant = true;
  }

  /** Brings the deadline forward; returns whether it did. */
  synchronized boolean shorten(Instant end) {
    long span = spanTo(end);
    if (span >= span()) {
      return false;
    }
    cap = span;
    return true;
  }

  /** Returns what the client is told when the deadline passes at that stage. */
  HttpException passed(Stage stage) {
    String within = " within " + TimeUnit.NANOSECONDS.toMillis(span()) + " ms.";
    return switch (stage) {
      case QUEUE ->
        new HttpException(Status.SERVICE_UNAVAILABLE, "The request was not begun" + within);
      // The client was slow, not we (RFC 9110 section 15.5.9).
      case BODY -> new HttpException(Status.of(408), "The content was not there" + within);
      default -> new HttpException(Status.SERVICE_UNAVAILABLE, "The answer was not ready" + within);
    };
  }

  private synchronized long span() {
    return Math.min(granted, cap);
  }

  private long left() {
    return service.isInSystemTime()
        ? end() - service.nanoTime()
        : span() - Duration.between(beginning(), service.clock().instant()).toNanos();
  }

  private synchronized Instant beginning() {
    Instant known = beginning;
    if (known == null) {
      known = service.clock().instant().minusNanos(elapsed());
      beginning = known;
    }
    return known;
  }

  private void ask(long span) {
    if (span >= 0) {
      cap = span;
    }
  }

  private long spanTo(Instant end) {
    Duration span = Duration.between(beginning(), end);
    if (span.isNegative()) {
      return 0;
    }
    // Beyond the longest deadline it makes no difference, and might overflow.
    return span.compareTo(RequestLimits.LONGEST_DEADLINE) < 0
        ? span.toNanos()
        : RequestLimits.LONGEST_DEADLINE.toNanos();
  }

  private static long spanOf(Duration limit) {
    return limit.isZero() ? UNLIMITED : limit.toNanos();
  }
}
