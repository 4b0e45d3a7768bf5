package io.molt.web.websocket;

import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.Response;

/** Makes handlers of requests from handlers of sessions. */
public final class WebSocket {
  private static final String PROTOCOL = "websocket";

  private WebSocket() {}

  /**
   * Returns the answer to a request that asks for a WebSocket: the connection, or the stream of HTTP/2, becomes a session.
   *
   * @throws io.molt.web.http.HttpException if it asks for none (426), is malformed (400), or comes from a page of another
   *     origin (403)
   */
  public static Response accept(
      Request request, WebSocketOptions options, WebSocketHandler handler) {
    Handshake agreed = Handshake.of(request, options);
    return Response.upgrade(PROTOCOL, bytes -> new Link(request, options, agreed, handler, bytes))
        .withHeaders(agreed.headers());
  }

  /** Returns a handler that answers every request so; see {@link #accept}. */
  public static Handler handler(WebSocketOptions options, WebSocketHandler handler) {
    return request -> accept(request, options, handler);
  }
}
