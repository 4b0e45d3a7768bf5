package io.molt.web;

import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.WebSocket;
import io.molt.web.websocket.WebSocketHandler;
import io.molt.web.websocket.WebSocketOptions;
import java.util.Optional;
import org.reactivestreams.Publisher;

/** A route whose requests become sessions, by the options of the route. */
final class WebSocketRoute implements Handler {
  /** What a request finds the options of its route by. */
  static final Key<WebSocketOptions> OPTIONS = Key.of("webSocket");

  private final WebSocketHandler handler;

  WebSocketRoute(WebSocketHandler handler) {
    this.handler = handler;
  }

  @Override
  public Publisher<Response> handle(Request request) {
    WebSocketOptions options = request.routeAttribute(OPTIONS).orElse(WebSocketOptions.DEFAULTS);
    WebSocketOptions ending = request
        .routeAttribute(StreamEnd.POLICY)
        .map(policy -> options.withDrainClose(drainClose(policy, options)))
        .orElse(options);
    return WebSocket.accept(request, ending, handler);
  }

  private static Optional<CloseStatus> drainClose(DrainPolicy policy, WebSocketOptions options) {
    if (!(policy instanceof DrainPolicy.Complete complete)) {
      return Optional.empty();
    }
    return complete
        .last()
        .filter(CloseStatus.class::isInstance)
        .map(CloseStatus.class::cast)
        .or(options::drainClose)
        .or(() -> Optional.of(CloseStatus.GOING_AWAY));
  }
}
