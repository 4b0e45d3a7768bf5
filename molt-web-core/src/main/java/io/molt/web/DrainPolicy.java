package io.molt.web;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of a response that streams when the service drains, which a stream without an end would otherwise keep from
 * stopping until its grace is over. For a route with {@link RouteOption#onDrain}. Unless a route says otherwise,
 * server-sent events {@link #complete}, since their clients come back by themselves, and all else may {@link #finish}.
 */
public sealed interface DrainPolicy {

  /** Returns that the stream goes on to its end; what the grace of the service leaves is broken off. */
  static DrainPolicy finish() {
    return Finish.INSTANCE;
  }

  /**
   * Returns that the stream ends well, as if its source had completed: the source is cancelled, the client gets a whole
   * response. For streams of which any part will do; content whose length is declared goes on to its end.
   */
  static DrainPolicy complete() {
    return Complete.PLAIN;
  }

  /**
   * Returns that the stream ends well, after one more element, such as an event that tells the client when to come back.
   *
   * @param last an element like those of the stream; for {@link io.molt.web.http.Response#chunks} a {@code ByteBuffer}
   */
  static DrainPolicy completeWith(Object last) {
    return new Complete(Optional.of(last));
  }

  /**
   * Returns that the stream goes on for that time and is broken off then, so that its client knows that it is not whole:
   * the request ends as {@link io.molt.web.http.Outcome#DRAINED}. For streams that cannot end well before their source
   * does, and would take long.
   *
   * @param time counted from when the service begins to drain; at most a year
   */
  static DrainPolicy abortAfter(Duration time) {
    return new AbortAfter(time);
  }

  /** The stream goes on. */
  record Finish() implements DrainPolicy {
    private static final Finish INSTANCE = new Finish();

    @Override
    public String toString() {
      return "finish";
    }
  }

  /** The stream is broken off after some time. */
  record AbortAfter(Duration time) implements DrainPolicy {
    // Beyond it, sums with times overflow in the midst of a drain.
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Checks the time. */
    public AbortAfter {
      if (time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "abort after: " + time + " (expected: >= 0, at most " + LONGEST + ")");
      }
    }

    @Override
    public String toString() {
      return "abortAfter(" + time + ")";
    }
  }

  /** The stream ends well, after a last element if there is one. */
  record Complete(Optional<Object> last) implements DrainPolicy {
    private static final Complete PLAIN = new Complete(Optional.empty());

    @Override
    public String toString() {
      return last.map(element -> "completeWith(" + element + ")").orElse("complete");
    }
  }
}
