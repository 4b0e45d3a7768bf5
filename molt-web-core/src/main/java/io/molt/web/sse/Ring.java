package io.molt.web.sse;

import io.molt.web.http.ServerSentEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a topic, numbered from 1 on. Writers take turns; readers wait for nobody, and find out that an event
 * has made way for another by its number.
 */
final class Ring {
  private final AtomicReferenceArray<@Nullable Slot> slots;
  private final String prefix;
  // Of ids that the ring has not given.
  private final Map<String, Long> numbers = new ConcurrentHashMap<>();
  private volatile long newest;
  private volatile boolean closed;

  Ring(int capacity, String origin) {
    this.slots = new AtomicReferenceArray<>(capacity);
    this.prefix = origin + '-';
  }

  /** Adds an event, with an id by its number unless it has one, and returns its id. */
  synchronized String add(ServerSentEvent event) {
    if (closed) {
      throw new IllegalStateException(
          "the topic is complete (expected: no event after complete())");
    }
    long number = newest + 1;
    String own = event.id();
    String id = own == null ? prefix + number : own;
    forget(slots.get(index(number)));
    if (own != null) {
      numbers.put(own, number);
    }
    slots.set(index(number), new Slot(number, id, own == null ? event.withId(id) : event));
    newest = number;
    return id;
  }

  synchronized void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Returns the number of the newest event, 0 if there is none. */
  long newest() {
    return newest;
  }

  /** Returns the number of the oldest event that is kept. */
  long oldest() {
    return Math.max(1, newest - slots.length() + 1);
  }

  int capacity() {
    return slots.length();
  }

  /** Returns the event of that number, or null if it is not kept any more, or not there yet. */
  @Nullable ServerSentEvent get(long number) {
    Slot slot = slots.get(index(number));
    return slot != null && slot.number == number ? slot.event : null;
  }

  /** Returns the id of the event of that number; of one that is not there the id that it would have been given. */
  String idOf(long number) {
    Slot slot = slots.get(index(number));
    return slot != null && slot.number == number ? slot.id : prefix + number;
  }

  /** Returns the number of the event with that id, if all that came after it are kept; -1 if not. */
  long find(String id) {
    @Nullable Long own = numbers.get(id);
    if (own != null) {
      return own;
    }
    long number = id.startsWith(prefix) ? number(id.substring(prefix.length())) : -1;
    boolean kept = number >= oldest() - 1 && number <= newest && idOf(number).equals(id);
    return kept ? number : -1;
  }

  private void forget(@Nullable Slot old) {
    if (old != null) {
      numbers.remove(old.id, old.number);
    }
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException other) {
      return -1;
    }
  }

  private int index(long number) {
    return (int) (number % slots.length());
  }

  private record Slot(long number, String id, ServerSentEvent event) {}
}
