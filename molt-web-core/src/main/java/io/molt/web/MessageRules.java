package io.molt.web;

import io.molt.web.http.Body;
import io.molt.web.http.Method;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** What HTTP says of every response, whatever made it: HEAD has no content, nor have 204, 205 and 304. */
final class MessageRules {
  private MessageRules() {}

  static Publisher<Response> apply(Request request, Publisher<Response> answer) {
    if (answer instanceof Response response) {
      return apply(request.method(), response);
    }
    return Mono.from(answer).map(response -> apply(request.method(), response));
  }

  private static Response apply(Method method, Response response) {
    if (response.body() instanceof Body.Tunnel) {
      return response;
    }
    int code = response.status().code();
    if (response.status().forbidsContent() || code == 205) {
      return without(code == 304 ? response : response.withoutHeader("content-length"));
    }
    return method.equals(Method.HEAD) ? head(response) : response;
  }

  /** Tells the length that GET would announce, and no other (RFC 9110 section 8.6). */
  private static Response head(Response response) {
    long length = response.trailers().isPresent() ? -1 : response.body().length();
    if (length < 0) {
      return without(response.withoutHeader("content-length"));
    }
    // No content may also mean that it was taken off already, in a mounted app or by a HEAD route
    // of its own: then the length that is stated stands.
    return response.body() instanceof Body.Empty
        ? response
        : without(response.withHeader("content-length", Long.toString(length)));
  }

  private static Response without(Response response) {
    return response.body() instanceof Body.Empty ? response : response.withBody(Body.empty());
  }
}
