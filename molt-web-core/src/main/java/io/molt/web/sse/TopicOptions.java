package io.molt.web.sse;

import io.molt.web.http.ServerSentEvent;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The options of a {@link Topic}. Immutable; the {@code with…} methods return copies. */
public final class TopicOptions {
  private static final int KEPT = 1000;
  private static final int MOST = 1 << 24;
  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z0-9._~]{1,64}");
  private static final ServerSentEvent GAP = ServerSentEvent.of("").withEvent("gap");

  private final int capacity;
  private final String origin;
  private final ServerSentEvent gap;

  private TopicOptions(int capacity, String origin, ServerSentEvent gap) {
    this.capacity = capacity;
    this.origin = origin;
    this.gap = gap;
  }

  /** Returns the defaults: 1,000 events are kept, and ids begin with what no other topic has. */
  public static TopicOptions defaults() {
    return new TopicOptions(KEPT, Long.toHexString(ThreadLocalRandom.current().nextLong()), GAP);
  }

  /**
   * Returns a copy with another number of events that are kept, for clients that come back and for those that are slow. It
   * bounds the memory of the topic, together with the size of your events: nothing is kept for a subscriber alone.
   *
   * @throws IllegalArgumentException if it is not positive, or more than 16,777,216
   */
  public TopicOptions withCapacity(int events) {
    if (events < 1 || events > MOST) {
      throw new IllegalArgumentException(
          "topic capacity: " + events + " (expected: 1 to " + MOST + ")");
    }
    return new TopicOptions(events, origin, gap);
  }

  /**
   * Returns a copy with what ids that the topic gives begin with. It tells where a client comes from: one that saw events of
   * another origin, such as another instance of the service, or the same one before its restart, is told that it missed
   * some. So it has to be new with each start.
   *
   * @throws IllegalArgumentException if it is not 1 to 64 letters, digits and {@code . _ ~}
   */
  public TopicOptions withOrigin(String text) {
    if (!ORIGIN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "topic origin: '" + text + "' (expected: 1 to 64 letters, digits and . _ ~)");
    }
    return new TopicOptions(capacity, text, gap);
  }

  /**
   * Returns a copy with another event that tells a subscriber that it missed some, in the place of one of type {@code gap}
   * with empty data. It is sent ahead of all that is still there, with the id from which that goes on.
   */
  public TopicOptions withGap(ServerSentEvent event) {
    return new TopicOptions(capacity, origin, Objects.requireNonNull(event));
  }

  /** Returns how many events are kept. */
  public int capacity() {
    return capacity;
  }

  /** Returns what ids that the topic gives begin with. */
  public String origin() {
    return origin;
  }

  /** Returns the event that tells a subscriber that it missed some. */
  public ServerSentEvent gap() {
    return gap;
  }
}
