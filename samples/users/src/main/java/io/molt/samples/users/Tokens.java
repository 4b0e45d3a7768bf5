package io.molt.samples.users;

import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Lets in whoever has a token, and says who it is. */
final class Tokens implements Middleware {
  /** The name of whoever sent the request. */
  static final Key<String> CALLER = Key.of("caller");

  private static final String SCHEME = "Bearer ";

  private final Map<String, String> callerByToken;

  Tokens(Map<String, String> callerByToken) {
    this.callerByToken = Map.copyOf(callerByToken);
  }

  @Override
  public Publisher<Response> handle(Request request, Next next) {
    String caller = callerOf(request.header("authorization").orElse(""));
    if (caller == null) {
      throw HttpException.unauthorized("Bearer", "A token is needed here.");
    }
    request.context().set(CALLER, caller);
    return next.handle(request);
  }

  private @Nullable String callerOf(String credentials) {
    return credentials.startsWith(SCHEME)
        ? callerByToken.get(credentials.substring(SCHEME.length()))
        : null;
  }
}
