package io.molt.web.http;

/**
 * Something that a server refused before it became a request.
 *
 * @param reason what kind of thing it was
 * @param connection the connection that it came in by
 * @param status the status of the answer; 0 if there was none
 * @param detail what was wrong, in words; may hold what the client sent
 */
public record Refused(Reason reason, Connection connection, int status, String detail) {

  /** What kinds of things are refused. */
  public enum Reason {
    /** Bytes that are no sound request. */
    MALFORMED,
    /** A request of which not enough came in time. */
    TIMED_OUT,
    /** A connection over a limit on connections. */
    TOO_MANY_CONNECTIONS,
    /** A client that floods the connection with what costs it nothing. */
    FLOOD,
    /** A connection whose TLS handshake failed. */
    TLS
  }
}
