package io.molt.web.http;

import java.time.Duration;
import java.util.Optional;

/**
 * A request that has ended, and how.
 *
 * @param request the request as it came in; its content has been read, or will not be
 * @param status the status of the response; 499 if the client went away first, 0 if no response was begun
 * @param outcome how it ended
 * @param stage how far it had come then
 * @param untilResponse the time until there was a response to send, or empty if there never was
 * @param duration the time until the end
 * @param received the number of bytes of content that came in, framing aside
 * @param sent the number of bytes of content that were handed to the connection, framing aside
 */
public record Ended(
    Request request,
    int status,
    Outcome outcome,
    Stage stage,
    Optional<Duration> untilResponse,
    Duration duration,
    long received,
    long sent) {
  /** The status that stands for a client that went away first. */
  public static final int CLIENT_GONE = 499;

  /** Returns the method. */
  public Method method() {
    return request.method();
  }

  /** Returns the path as it was sent, percent-encoded, without the query. */
  public String path() {
    return request.rawPath();
  }

  /** Returns the pattern of the matched route, or empty where nothing matched. */
  public Optional<String> pattern() {
    return request.context().pattern();
  }

  /** Returns the connection that the request came in by. */
  public Connection connection() {
    return request.context().connection();
  }

  /** Returns the client, as {@link RequestContext#peer()} has it. */
  public Peer peer() {
    return request.context().peer();
  }

  /** Returns the id that ties logs together; see {@link RequestContext#traceId()}. */
  public String traceId() {
    return request.context().traceId();
  }

  /** Returns the id that client and service know the request by; see {@link RequestContext#requestId()}. */
  public String requestId() {
    return request.context().requestId();
  }

  /** Returns the exception behind a 5xx response, or behind one that broke off, or empty if there is none. */
  public Optional<Throwable> failure() {
    return request.context().failure();
  }
}
