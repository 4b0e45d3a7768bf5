package io.molt.web.sse;

import io.molt.web.http.Request;
import io.molt.web.http.ServerSentEvent;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A hub for server-sent events: what is published goes to all who subscribe, and the newest events are kept for those who
 * come back with a {@code Last-Event-ID}.
 *
 * <pre>{@code
 * Topic prices = Topic.create();
 * app.get("/prices", request -> Response.sse(prices.events(request)));
 * prices.publish(new Price("MLT", 42));
 * }</pre>
 *
 * <p>Subscribers share the events and their bytes; none has a queue of its own, but only a place in what is kept. So one
 * that reads slowly, or not at all, costs no memory and keeps nobody waiting; see {@link Overflow}. Safe from any thread,
 * and nothing blocks.
 */
public final class Topic {
  private final Ring ring;
  private final ServerSentEvent gap;
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  private Topic(TopicOptions options) {
    this.ring = new Ring(options.capacity(), options.origin());
    this.gap = options.gap();
  }

  /** Returns a topic that keeps 1,000 events. */
  public static Topic create() {
    return create(TopicOptions.defaults());
  }

  /** Returns a topic with those options. */
  public static Topic create(TopicOptions options) {
    return new Topic(options);
  }

  /**
   * Publishes an event, and returns its id once it has been handed on to all who asked for one, on the calling thread.
   *
   * @param data a {@link ServerSentEvent} as it is, but for an id that it may lack; a string as data, anything else as JSON
   *     data. It must not change any more. Ids of one's own have to be unique; a client that comes back is looked up by them
   * @throws IllegalStateException if the topic is complete
   */
  public String publish(Object data) {
    String id = ring.add(data instanceof ServerSentEvent event ? event : ServerSentEvent.of(data));
    readers.forEach(Reader::signal);
    return id;
  }

  /** Returns the events for a client, those it missed first; one that is too slow misses the oldest. */
  public Flux<ServerSentEvent> events(Request request) {
    return events(request, Overflow.DROP_OLDEST);
  }

  /** Returns the events for a client, those it missed first. */
  public Flux<ServerSentEvent> events(Request request, Overflow overflow) {
    return events(request.lastEventId(), overflow);
  }

  /**
   * Returns the events from the time of a subscription on, an endless stream until {@link #complete}.
   *
   * <p>With the id of an event that is kept it begins with those that came after it. With any other id, one that is too old
   * or of another topic, it begins with {@linkplain TopicOptions#withGap an event that says so} and all that is kept.
   * Without an id it begins with an event without data, which no client shows, that has the id to come back with.
   */
  public Flux<ServerSentEvent> events(Optional<String> lastEventId, Overflow overflow) {
    return new Flux<>() {
      @Override
      public void subscribe(CoreSubscriber<? super ServerSentEvent> actual) {
        admit(actual, lastEventId.orElse(null), overflow);
      }
    };
  }

  /** Returns the number of subscribers. */
  public int subscribers() {
    return readers.size();
  }

  /** Ends all streams, each after the events that it still has to get; does nothing if they have ended. */
  public void complete() {
    ring.close();
    readers.forEach(Reader::signal);
  }

  private void admit(
      CoreSubscriber<? super ServerSentEvent> actual,
      @Nullable String lastEventId,
      Overflow overflow) {
    Reader reader = new Reader(ring, gap, overflow, actual, readers::remove);
    // First in the set, then at its place: what is published in between is not missed.
    readers.add(reader);
    reader.start(lastEventId);
  }
}
