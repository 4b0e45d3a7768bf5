package io.molt.web.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event (WHATWG HTML, section "Server-sent events"). Immutable, and its data must not change either: it is
 * encoded once, however many streams it is sent in.
 */
public final class ServerSentEvent {
  private static final Duration LONGEST_RETRY = Duration.ofMillis(Long.MAX_VALUE);

  private final @Nullable String id;
  private final @Nullable String event;
  private final @Nullable Object data;
  private final @Nullable Duration retry;
  private final @Nullable String comment;
  private volatile @Nullable Encoded encoded;

  /**
   * Creates an event without a comment.
   *
   * @param id what the client sends back as {@code Last-Event-ID}, or null
   * @param event the event's type, or null for {@code message}
   * @param data a string as it is, anything else as JSON; null for none
   * @param retry how long the client waits before it reconnects, or null
   * @throws IllegalArgumentException if id or event holds a line break or a NUL, or retry is negative or more milliseconds
   *     than a long holds
   */
  public ServerSentEvent(
      @Nullable String id,
      @Nullable String event,
      @Nullable Object data,
      @Nullable Duration retry) {
    this(id, event, data, retry, null);
  }

  private ServerSentEvent(
      @Nullable String id,
      @Nullable String event,
      @Nullable Object data,
      @Nullable Duration retry,
      @Nullable String comment) {
    requireOneLine("event id", id);
    requireOneLine("event type", event);
    if (retry != null && (retry.isNegative() || retry.compareTo(LONGEST_RETRY) > 0)) {
      throw new IllegalArgumentException(
          "event retry: " + retry + " (expected: >= 0, at most " + LONGEST_RETRY + ")");
    }
    this.id = id;
    this.event = event;
    this.data = data;
    this.retry = retry;
    this.comment = comment;
  }

  /** Returns an event that carries data only. */
  public static ServerSentEvent of(Object data) {
    return new ServerSentEvent(null, null, data, null);
  }

  /** Returns an event without data that tells the client how long to wait before it reconnects. */
  public static ServerSentEvent retryAfter(Duration wait) {
    return new ServerSentEvent(null, null, null, wait);
  }

  /** Returns what clients read over: a comment of one line or several, to keep a connection in use or to help people. */
  public static ServerSentEvent ofComment(String text) {
    return new ServerSentEvent(null, null, null, null, text);
  }

  /** Returns what the client sends back as {@code Last-Event-ID}, or null. */
  public @Nullable String id() {
    return id;
  }

  /** Returns the event's type, or null for {@code message}. */
  public @Nullable String event() {
    return event;
  }

  /** Returns the data: a string is sent as it is, anything else as JSON; null for none. Without data no client sees an event. */
  public @Nullable Object data() {
    return data;
  }

  /** Returns how long the client waits before it reconnects, or null. */
  public @Nullable Duration retry() {
    return retry;
  }

  /** Returns the comment that is sent ahead, or null. */
  public @Nullable String comment() {
    return comment;
  }

  /** Returns a copy with an id; the empty one has the client forget that of an event before. */
  public ServerSentEvent withId(String newId) {
    return new ServerSentEvent(newId, event, data, retry, comment);
  }

  /** Returns a copy with a type. */
  public ServerSentEvent withEvent(String newEvent) {
    return new ServerSentEvent(id, newEvent, data, retry, comment);
  }

  /** Returns a copy that tells how long to wait before reconnecting. */
  public ServerSentEvent withRetry(Duration wait) {
    return new ServerSentEvent(id, event, data, wait, comment);
  }

  /** Returns a copy with a comment ahead of it, of one line or several. */
  public ServerSentEvent withComment(String text) {
    return new ServerSentEvent(id, event, data, retry, text);
  }

  /**
   * Returns the bytes of this event, fresh for each caller but one array beneath: for code that writes events.
   *
   * @param encoder whoever encodes; what it made before is taken again
   * @param encoding makes the bytes; two threads that come at once may both call it
   */
  public ByteBuffer encodedBy(Object encoder, Function<ServerSentEvent, byte[]> encoding) {
    Encoded known = encoded;
    if (known == null || known.encoder != encoder) {
      known = new Encoded(encoder, encoding.apply(this));
      encoded = known;
    }
    return ByteBuffer.wrap(known.bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServerSentEvent that
        && Objects.equals(id, that.id)
        && Objects.equals(event, that.event)
        && Objects.equals(data, that.data)
        && Objects.equals(retry, that.retry)
        && Objects.equals(comment, that.comment);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, event, data, retry, comment);
  }

  /** Returns the fields, for people. */
  @Override
  public String toString() {
    return "ServerSentEvent[id=" + id + ", event=" + event + ", data=" + data + ", retry=" + retry
        + ", comment=" + comment + "]";
  }

  private static void requireOneLine(String what, @Nullable String text) {
    if (text != null && text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IllegalArgumentException(
          what + ": '" + Tokens.visible(text) + "' (expected: one line)");
    }
  }

  private record Encoded(Object encoder, byte[] bytes) {}
}
