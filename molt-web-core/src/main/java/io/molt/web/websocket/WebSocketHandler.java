package io.molt.web.websocket;

import org.reactivestreams.Publisher;

/** Talks to one client. */
@FunctionalInterface
public interface WebSocketHandler {

  /**
   * Returns what the session lives by; called once for each session, on the event loop.
   *
   * <p>When it completes, the session closes with 1000; when it fails, with 1011, or as a {@link WebSocketException} says.
   * When the client closes, {@link WebSocketSession#receive} completes, and this has the close timeout to complete as well.
   * When the client is gone, it is cancelled.
   */
  Publisher<?> handle(WebSocketSession session) throws Exception;
}
