package io.molt.web.websocket;

import io.molt.web.http.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a session may do, and for how long. Immutable; the {@code with…} methods return copies. {@link #DEFAULTS} is where
 * to begin.
 *
 * @param maxMessage the largest message, inflated, that is received; a larger one closes with 1009
 * @param maxFrame the largest frame, as it is sent; a larger one closes with 1009
 * @param pingInterval the time between pings; zero for none
 * @param pongTimeout how long a client may be silent after a ping, while it is read from, before it counts as gone
 * @param idleTimeout how long no message may come or go before the session closes with 1001; zero for any time
 * @param closeTimeout how long the other side may take to close, and the handler to complete
 * @param subprotocols those that are spoken here, the best first
 * @param origins the origins besides that of the service whose pages may connect, such as {@code https://example.org};
 *     {@code *} for all
 * @param compression whether messages are compressed
 * @param drainClose the status that the session closes with when the service drains; empty for going on
 */
public record WebSocketOptions(
    DataSize maxMessage,
    DataSize maxFrame,
    Duration pingInterval,
    Duration pongTimeout,
    Duration idleTimeout,
    Duration closeTimeout,
    List<String> subprotocols,
    List<String> origins,
    Compression compression,
    Optional<CloseStatus> drainClose) {
  private static final long LARGEST = 1L << 30;
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Messages up to 1 MB, a ping every 30 s, the service's own origin, no compression, 1001 at drain. */
  public static final WebSocketOptions DEFAULTS = new WebSocketOptions(
      DataSize.ofMegabytes(1),
      DataSize.ofMegabytes(1),
      Duration.ofSeconds(30),
      Duration.ofSeconds(20),
      Duration.ZERO,
      Duration.ofSeconds(5),
      List.of(),
      List.of(),
      Compression.NONE,
      Optional.of(CloseStatus.GOING_AWAY));

  /** Whether messages are compressed, where the client can (RFC 7692). */
  public enum Compression {
    /** Never. */
    NONE,
    /** Each message by itself: nothing is kept between two. */
    PER_MESSAGE,
    /** With what came before in mind, which is smaller, and holds some 300 KB for each session. */
    CONTEXT_TAKEOVER
  }

  /** Checks the limits, and copies the lists. */
  public WebSocketOptions {
    requireSize("max message", maxMessage);
    requireSize("max frame", maxFrame);
    requireTime("ping interval", pingInterval, true);
    requireTime("pong timeout", pongTimeout, false);
    requireTime("idle timeout", idleTimeout, true);
    requireTime("close timeout", closeTimeout, false);
    subprotocols = List.copyOf(subprotocols);
    origins = origins.stream().map(Origins::normalized).toList();
    drainClose.ifPresent(WebSocketOptions::requireSendable);
  }

  /** Returns a copy with another limit on messages, and on frames. */
  public WebSocketOptions withMaxMessage(DataSize limit) {
    return new WebSocketOptions(
        limit,
        limit,
        pingInterval,
        pongTimeout,
        idleTimeout,
        closeTimeout,
        subprotocols,
        origins,
        compression,
        drainClose);
  }

  /** Returns a copy with another limit on frames. */
  public WebSocketOptions withMaxFrame(DataSize limit) {
    return new WebSocketOptions(
        maxMessage,
        limit,
        pingInterval,
        pongTimeout,
        idleTimeout,
        closeTimeout,
        subprotocols,
        origins,
        compression,
        drainClose);
  }

  /** Returns a copy that pings that often, and waits so long for an answer; an interval of zero is never. */
  public WebSocketOptions withKeepAlive(Duration interval, Duration timeout) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        interval,
        timeout,
        idleTimeout,
        closeTimeout,
        subprotocols,
        origins,
        compression,
        drainClose);
  }

  /** Returns a copy with another limit on the time without messages; zero for none. */
  public WebSocketOptions withIdleTimeout(Duration limit) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        pingInterval,
        pongTimeout,
        limit,
        closeTimeout,
        subprotocols,
        origins,
        compression,
        drainClose);
  }

  /** Returns a copy with another limit on the time that closing takes. */
  public WebSocketOptions withCloseTimeout(Duration limit) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        pingInterval,
        pongTimeout,
        idleTimeout,
        limit,
        subprotocols,
        origins,
        compression,
        drainClose);
  }

  /** Returns a copy that speaks these subprotocols, the best first. */
  public WebSocketOptions withSubprotocols(String... names) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        pingInterval,
        pongTimeout,
        idleTimeout,
        closeTimeout,
        List.of(names),
        origins,
        compression,
        drainClose);
  }

  /** Returns a copy to which pages of these origins may connect, besides those of the service; {@code *} for all. */
  public WebSocketOptions withOrigins(String... others) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        pingInterval,
        pongTimeout,
        idleTimeout,
        closeTimeout,
        subprotocols,
        List.of(others),
        compression,
        drainClose);
  }

  /** Returns a copy with another compression. */
  public WebSocketOptions withCompression(Compression other) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        pingInterval,
        pongTimeout,
        idleTimeout,
        closeTimeout,
        subprotocols,
        origins,
        other,
        drainClose);
  }

  /** Returns a copy that closes with that status when the service drains, or goes on if it is empty. */
  public WebSocketOptions withDrainClose(Optional<CloseStatus> status) {
    return new WebSocketOptions(
        maxMessage,
        maxFrame,
        pingInterval,
        pongTimeout,
        idleTimeout,
        closeTimeout,
        subprotocols,
        origins,
        compression,
        status);
  }

  static CloseStatus requireSendable(CloseStatus status) {
    if (!status.isSendable()) {
      throw new IllegalArgumentException("close code: " + status.code()
          + " (expected: one that may be sent: 1000 to 1003, 1007 to 1014, 3000 to 4999)");
    }
    return status;
  }

  private static void requireSize(String what, DataSize size) {
    if (size.bytes() < 1 || size.bytes() > LARGEST) {
      throw new IllegalArgumentException(
          what + ": " + size + " (expected: 1 byte to " + LARGEST + ")");
    }
  }

  private static void requireTime(String what, Duration time, boolean mayBeZero) {
    if (time.isNegative() || time.isZero() && !mayBeZero || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(what + ": " + time + " (expected: "
          + (mayBeZero ? ">= 0" : "> 0") + ", at most " + LONGEST + ")");
    }
  }
}
