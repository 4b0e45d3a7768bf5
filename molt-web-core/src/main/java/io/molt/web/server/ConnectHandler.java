package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Answers an extended CONNECT (RFC 8441), to whose client any 2xx says that the protocol is spoken that it asked for: one
 * that does not say so is a 501, and the 101 that does is a 200, as observers are told.
 */
final class ConnectHandler implements Handler {
  private static final int SUCCESSFUL = 2;

  private final Handler handler;

  ConnectHandler(Handler handler) {
    this.handler = handler;
  }

  @Override
  public Publisher<Response> handle(Request request) throws Exception {
    Publisher<Response> answer = handler.handle(request);
    return answer instanceof Response response
        ? sound(response)
        : Mono.from(answer).map(ConnectHandler::sound);
  }

  private static Response sound(Response response) {
    if (response.body() instanceof Body.Tunnel) {
      return response.withStatus(Status.OK);
    }
    return response.status().code() / 100 == SUCCESSFUL
        ? Refusal.notImplemented(
                "The protocol is not spoken here (expected: a request without one).")
            .response()
        : response;
  }
}
