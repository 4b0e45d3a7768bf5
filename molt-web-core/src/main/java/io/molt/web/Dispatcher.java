package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.router.Explanation;
import io.molt.web.router.Outcome;
import io.molt.web.router.Router;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Finds the endpoint of a request; where there is none, says why: 400, 404, 405, or the answer to OPTIONS. */
final class Dispatcher {
  private final Router<Endpoint> router;
  private final @Nullable Mounts mounts;
  private final ErrorBoundary boundary;

  Dispatcher(Router<Endpoint> router, @Nullable Mounts mounts, ErrorBoundary boundary) {
    this.router = router;
    this.mounts = mounts;
    this.boundary = boundary;
  }

  Publisher<Response> dispatch(Request request) {
    String path = request.unmatchedPath();
    Publisher<Response> elsewhere = mounts == null ? null : mounts.dispatch(request, path);
    if (elsewhere != null) {
      return elsewhere;
    }
    Outcome<Endpoint> outcome = router.match(request.method().name(), path);
    if (outcome instanceof Outcome.Found<Endpoint> found) {
      return found.route().value().handle(request, found.params());
    }
    return unmatched(request, path, outcome);
  }

  Explanation explain(Method method, String path) {
    Explanation elsewhere = mounts == null ? null : mounts.explain(method, path);
    return elsewhere != null ? elsewhere : router.explain(method.name(), path);
  }

  private Publisher<Response> unmatched(Request request, String path, Outcome<Endpoint> outcome) {
    if (outcome instanceof Outcome.MethodNotAllowed<Endpoint> other) {
      return methodNotAllowed(request, path, allow(other.allowed()));
    }
    if (outcome instanceof Outcome.Malformed<Endpoint> malformed) {
      return boundary.recover(
          request, HttpException.badRequest("The path is malformed: " + malformed.reason()));
    }
    return path.equals("*") ? serverWide(request) : boundary.missing(request);
  }

  /** Answers for the server as a whole, which only OPTIONS can be asked of (RFC 9112 section 3.2.4). */
  private Publisher<Response> serverWide(Request request) {
    return request.method().equals(Method.OPTIONS)
        ? Response.noContent()
        : boundary.recover(
            request,
            HttpException.badRequest(
                "The request target is malformed (expected: a path that begins with '/')."));
  }

  private Publisher<Response> methodNotAllowed(Request request, String path, String allow) {
    if (request.method().equals(Method.OPTIONS)) {
      return patchable(path, Response.noContent().withHeader("allow", allow));
    }
    Problem problem = Problem.of(
        Status.METHOD_NOT_ALLOWED,
        "The method " + request.method() + " is not allowed here (expected: " + allow + ").");
    return boundary.recover(request, new HttpException(problem, Headers.of("allow", allow)));
  }

  /** Returns the answer to OPTIONS, with the patches that the route takes if it says so (RFC 5789 section 3.1). */
  private Response patchable(String path, Response options) {
    List<MediaType> patches =
        router.match(Method.PATCH.name(), path) instanceof Outcome.Found<Endpoint> found
            ? found.route().value().consumes()
            : List.of();
    return patches.isEmpty()
        ? options
        : options.withHeader("accept-patch", MediaType.list(patches));
  }

  private static String allow(List<String> methods) {
    TreeSet<String> all = new TreeSet<>(methods);
    all.add(Method.OPTIONS.name());
    return String.join(", ", all);
  }
}
