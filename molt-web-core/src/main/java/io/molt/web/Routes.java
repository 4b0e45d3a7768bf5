package io.molt.web;

import io.molt.web.files.StaticFiles;
import io.molt.web.http.Handler;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.websocket.WebSocketHandler;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What routes are written into: an app, or a group in it.
 *
 * <p>A pattern is made of segments: literal, {@code {name}}, {@code {name:long}} or another constraint, and {@code
 * {rest...}} at the end; see {@link io.molt.web.router.Router} for the rules. The more precise pattern wins, whatever the
 * order of declaration.
 *
 * @param <S> the type itself, so that calls can be chained
 */
public sealed interface Routes<S extends Routes<S>> permits App, Group {

  /**
   * Adds a route.
   *
   * @throws IllegalArgumentException if the pattern breaks a rule; the message names rule and fix
   * @throws IllegalStateException if the app is built already
   */
  S route(Method method, String pattern, Handler handler, RouteOption... options);

  /**
   * Adds middleware around everything in this scope; the first one listed is the outermost. An app's runs around
   * routing, so it sees 404 and 405; a group's runs only after a route of the group has matched.
   *
   * @throws IllegalStateException if this scope has a route already, since a reader would expect the route to be without
   */
  S use(Middleware... middleware);

  /**
   * Adds a group: routes that share a prefix, options and middleware. In a group {@code ""} and {@code "/"} both stand
   * for the prefix itself.
   *
   * @param prefix starts with a slash and does not end in one; may have parameters; {@code ""} for no prefix
   * @param routes is called once, at once, to fill the group
   * @param options the group's, which its routes inherit and may override
   */
  S group(String prefix, Consumer<Group> routes, RouteOption... options);

  /**
   * Gives everything below a prefix to another app, with its own middleware, errors, codecs and state. The mounted app is
   * built with this one, and sees paths without the prefix.
   *
   * @param prefix starts with a slash and does not end in one; may have parameters, which the mounted app's requests keep
   */
  S mount(String prefix, App app);

  /**
   * Adds routes for files below a prefix: {@code GET} and {@code HEAD} of whatever {@code files} has. The prefix itself is
   * redirected to the prefix with a slash behind it, so that relative links hold.
   *
   * @param prefix starts with a slash and does not end in one; {@code ""} or {@code "/"} for everything that has no route of
   *     its own
   */
  default S files(String prefix, StaticFiles files, RouteOption... options) {
    String below = prefix.equals("/") ? "" : prefix;
    S self = get(below + "/{" + StaticFiles.PATH + "...}", files, options);
    return below.isEmpty() ? self : get(below, files, RouteOptions.unnamed(options));
  }

  /** Adds a route for {@code GET}, and for {@code HEAD} unless there is one of its own. */
  default S get(String pattern, Handler handler, RouteOption... options) {
    return route(Method.GET, pattern, handler, options);
  }

  /** Adds a route for {@code POST}. */
  default S post(String pattern, Handler handler, RouteOption... options) {
    return route(Method.POST, pattern, handler, options);
  }

  /** Adds a route for {@code PUT}. */
  default S put(String pattern, Handler handler, RouteOption... options) {
    return route(Method.PUT, pattern, handler, options);
  }

  /** Adds a route for {@code PATCH}. */
  default S patch(String pattern, Handler handler, RouteOption... options) {
    return route(Method.PATCH, pattern, handler, options);
  }

  /** Adds a route for {@code DELETE}. */
  default S delete(String pattern, Handler handler, RouteOption... options) {
    return route(Method.DELETE, pattern, handler, options);
  }

  /** Adds a route for {@code QUERY} (RFC 10008). */
  default S query(String pattern, Handler handler, RouteOption... options) {
    return route(Method.QUERY, pattern, handler, options);
  }

  /**
   * Adds a route whose requests become WebSocket sessions (RFC 6455), over HTTP/1.1 and over HTTP/2 (RFC 8441). It is a
   * route for {@code GET} to all around it: middleware sees the request and its answer, a 101; options and path parameters
   * are those of any route. Other requests get a 426. See {@link RouteOption#webSocket} and {@link RouteOption#onDrain}.
   *
   * @throws NullPointerException if there is no handler
   */
  default S ws(String pattern, WebSocketHandler handler, RouteOption... options) {
    Objects.requireNonNull(handler, "GET " + pattern + ": no handler (expected: a function)");
    return route(Method.GET, pattern, new WebSocketRoute(handler), options);
  }

  /** Adds a route for {@code HEAD}, in the place of the one that {@link #get} implies. */
  default S head(String pattern, Handler handler, RouteOption... options) {
    return route(Method.HEAD, pattern, handler, options);
  }

  /** Adds a route for {@code OPTIONS}, in the place of the answer with {@code Allow} that every path has. */
  default S options(String pattern, Handler handler, RouteOption... options) {
    return route(Method.OPTIONS, pattern, handler, options);
  }
}
