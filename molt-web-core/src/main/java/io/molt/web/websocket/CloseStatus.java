package io.molt.web.websocket;

import io.molt.web.http.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * Why a session ended (RFC 6455 section 7.4): a code for programs and a reason for people.
 *
 * @param code 1000 to 4999; those from 3000 are an application's own
 * @param reason at most 123 bytes in UTF-8; may be empty
 */
public record CloseStatus(int code, String reason) {
  /** 1000: all has been said. */
  public static final CloseStatus NORMAL = new CloseStatus(1000, "");

  /** 1001: the server stops, or the page is left. */
  public static final CloseStatus GOING_AWAY = new CloseStatus(1001, "");

  /** 1005: the client closed and gave no code; never sent. */
  public static final CloseStatus NONE = new CloseStatus(1005, "");

  /** 1006: the client has gone without closing; never sent. */
  public static final CloseStatus GONE = new CloseStatus(1006, "");

  /** 1008: against the rules of the application. */
  public static final CloseStatus POLICY_VIOLATION = new CloseStatus(1008, "");

  /** 1011: the server failed. */
  public static final CloseStatus FAILED = new CloseStatus(1011, "");

  /** 1012: the server starts anew; come back. */
  public static final CloseStatus RESTART = new CloseStatus(1012, "");

  /** 1013: too much to do; come back later. */
  public static final CloseStatus TRY_LATER = new CloseStatus(1013, "");

  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_CONTENT = 1007;
  private static final int TOO_LARGE = 1009;
  private static final int MOST_REASON = 123;

  /**
   * Checks code and reason.
   *
   * @throws IllegalArgumentException if the code is out of range or the reason too long
   */
  public CloseStatus {
    if (code < 1000 || code > 4999) {
      throw new IllegalArgumentException("close code: " + code + " (expected: 1000 to 4999)");
    }
    int length = reason.getBytes(StandardCharsets.UTF_8).length;
    if (length > MOST_REASON) {
      throw new IllegalArgumentException(
          "close reason: " + length + " bytes (expected: at most " + MOST_REASON + ")");
    }
  }

  /** Returns a copy with another reason. */
  public CloseStatus withReason(String other) {
    return new CloseStatus(code, other);
  }

  /** Returns whether an endpoint may send it (RFC 6455 section 7.4, and the registry of codes). */
  public boolean isSendable() {
    return isSendable(code);
  }

  static boolean isSendable(int code) {
    return code >= 3000 && code <= 4999
        || code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
  }

  /** Returns what a session is told whose request ends so; {@link #GONE} if it cannot be told. */
  static CloseStatus of(Outcome outcome) {
    return switch (outcome) {
      case DEADLINE -> TRY_LATER;
      case DRAINED -> GOING_AWAY;
      default -> GONE;
    };
  }

  static CloseStatus protocolError(String reason) {
    return new CloseStatus(PROTOCOL_ERROR, reason);
  }

  static CloseStatus invalidContent(String reason) {
    return new CloseStatus(INVALID_CONTENT, reason);
  }

  static CloseStatus tooLarge(String reason) {
    return new CloseStatus(TOO_LARGE, reason);
  }

  /** Returns code and reason, such as {@code 1009 message too large}. */
  @Override
  public String toString() {
    return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
  }
}
