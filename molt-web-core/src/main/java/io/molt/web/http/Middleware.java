package io.molt.web.http;

import org.reactivestreams.Publisher;

/**
 * Wraps a handler: sees the request before it and the response after it, may change either or answer by itself.
 *
 * <pre>{@code
 * app.use((request, next) -> next.handle(request, response -> response.withHeader("server", "molt")));
 * }</pre>
 *
 * <p>The chain is composed once, when the app is built: the first one listed is the outermost.
 */
@FunctionalInterface
public interface Middleware {

  /**
   * Returns the response, usually that of {@code next}.
   *
   * @throws Exception anything: it becomes a response before the next outer middleware sees it
   */
  Publisher<Response> handle(Request request, Next next) throws Exception;

  /** Returns the name under which the route table lists this middleware; the class's own, unless {@link #named}. */
  default String name() {
    return Names.of(getClass());
  }

  /** Returns {@code middleware} under a name of its own in the route table and in error traces. */
  static Middleware named(String name, Middleware middleware) {
    return new NamedMiddleware(name, middleware);
  }
}
