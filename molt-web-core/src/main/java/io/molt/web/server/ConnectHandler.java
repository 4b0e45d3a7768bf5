package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Handler;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Answers an extended CONNECT (RFC 8441), to whose client any 2xx says that the protocol is spoken that it asked for: one
 * that does not say so is a 501.
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
    boolean agrees = response.status().code() / 100 == SUCCESSFUL;
    return agrees && !(response.body() instanceof Body.Tunnel)
        ? Refusal.notImplemented(
                "The protocol is not spoken here (expected: a request without one).")
            .response()
        : response;
  }
}
