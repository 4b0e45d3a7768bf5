package io.molt.web.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event (WHATWG HTML, section "Server-sent events").
 *
 * @param id what the client sends back as {@code Last-Event-ID}, or null
 * @param event the event's type, or null for {@code message}
 * @param data a string as it is, anything else as JSON; null for none
 * @param retry how long the client waits before it reconnects, or null
 */
public record ServerSentEvent(
    @Nullable String id,
    @Nullable String event,
    @Nullable Object data,
    @Nullable Duration retry) {

  /**
   * Checks the one-line fields.
   *
   * @throws IllegalArgumentException if id or event holds a line break or a NUL, or retry is negative
   */
  public ServerSentEvent {
    requireOneLine("event id", id);
    requireOneLine("event type", event);
    if (retry != null && retry.isNegative()) {
      throw new IllegalArgumentException("event retry: " + retry + " (expected: >= 0)");
    }
  }

  /** Returns an event that carries data only. */
  public static ServerSentEvent of(Object data) {
    return new ServerSentEvent(null, null, data, null);
  }

  /** Returns an event without data that tells the client how long to wait before it reconnects. */
  public static ServerSentEvent retryAfter(Duration wait) {
    return new ServerSentEvent(null, null, null, wait);
  }

  /** Returns a copy with an id. */
  public ServerSentEvent withId(String newId) {
    return new ServerSentEvent(newId, event, data, retry);
  }

  /** Returns a copy with a type. */
  public ServerSentEvent withEvent(String newEvent) {
    return new ServerSentEvent(id, newEvent, data, retry);
  }

  /** Returns a copy that tells how long to wait before reconnecting. */
  public ServerSentEvent withRetry(Duration wait) {
    return new ServerSentEvent(id, event, data, wait);
  }

  private static void requireOneLine(String what, @Nullable String text) {
    if (text != null && text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IllegalArgumentException(
          what + ": '" + Tokens.visible(text) + "' (expected: one line)");
    }
  }
}
