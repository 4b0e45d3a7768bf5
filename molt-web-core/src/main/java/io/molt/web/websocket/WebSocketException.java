package io.molt.web.websocket;

/**
 * A session ends, or has ended, with a status. A handler that fails with one closes its session with that status; one who
 * receives or sends gets it when the session ends before they are done.
 */
public final class WebSocketException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CloseStatus status;

  /** Creates one; it has no stack trace, since it is a way to end and easy to provoke. */
  public WebSocketException(CloseStatus status) {
    super("WebSocket closed: " + status, null, false, false);
    this.status = status;
  }

  /** Returns the status. */
  public CloseStatus status() {
    return status;
  }

  static WebSocketException protocolError(String reason) {
    return new WebSocketException(CloseStatus.protocolError(reason));
  }
}
