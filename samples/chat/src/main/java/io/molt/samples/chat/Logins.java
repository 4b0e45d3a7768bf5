package io.molt.samples.chat;

import io.molt.web.http.Cookie;
import io.molt.web.http.HttpException;
import io.molt.web.http.Key;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Who somebody says to be: a name in a cookie, and no proof of it. */
final class Logins {
  /** The name of whoever sent the request. */
  static final Key<String> NAME = Key.of("name");

  /** Lets in whoever has a name, and says which. */
  static final Middleware REQUIRED = Middleware.named("login", Logins::require);

  private static final String COOKIE = "chat-name";
  private static final String NAMES = "[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,31}";

  record Login(@NotNull @Pattern(regexp = NAMES) String name) {}

  private Logins() {}

  /** Answers with the name, or with nothing. */
  static Response show(Request request) {
    return name(request)
        .map(name -> Response.json(Map.of("name", name)))
        .orElseGet(Response::noContent)
        .withHeader("cache-control", "no-store");
  }

  /** Takes a name. */
  static Mono<Response> logIn(Request request) {
    return request
        .form(Login.class)
        .map(login -> Response.json(Map.of("name", login.name()))
            .withCookie(Cookie.of(COOKIE, URLEncoder.encode(login.name(), StandardCharsets.UTF_8))
                // In clear text, on a developer's machine, there would be no cookie else.
                .withSecure(request.scheme().equals("https"))));
  }

  private static Publisher<Response> require(Request request, Next next) {
    String name = name(request)
        .orElseThrow(() ->
            new HttpException(Problem.of(Status.FORBIDDEN, "Say who you are first: POST /login.")));
    request.context().set(NAME, name);
    return next.handle(request);
  }

  private static Optional<String> name(Request request) {
    return request.cookie(COOKIE).toOptional().flatMap(Logins::decoded).filter(Logins::isName);
  }

  private static boolean isName(String name) {
    return name.matches(NAMES);
  }

  /** Returns the name in a cookie, which may be whatever the client likes. */
  private static Optional<String> decoded(String value) {
    try {
      return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
