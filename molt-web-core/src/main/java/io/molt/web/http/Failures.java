package io.molt.web.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;

/** What becomes of exceptions that nobody handles: a response, and a line in the log. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private Failures() {}

  /** Returns the response; what is our fault is logged, and noted as the failure of the request. */
  static Response response(Throwable error, Request request) {
    Throwable cause = Exceptions.unwrap(error);
    if (cause instanceof HttpException known) {
      warnIfOurs(known, request);
      return known.response();
    }
    RequestContext context = request.context();
    context.failed(cause);
    LOG.error("{} failed, id {}", name(request), context.traceId(), cause);
    return Response.problem(Problem.of(Status.INTERNAL_SERVER_ERROR).with("id", context.traceId()));
  }

  /** Logs that a response broke off half-way. */
  static void logBrokenOff(Throwable error, Request request) {
    String id = request.context().traceId();
    if (error instanceof HttpException known && known.problem().status() < 500) {
      // Such as content that turns out malformed while the response is under way: nobody here can
      // mend it, and any client could fill the log with it.
      LOG.debug("{} broke off, id {}: {}", name(request), id, error.getMessage());
    } else {
      LOG.error("{} broke off, id {}", name(request), id, error);
    }
  }

  /** Logs what a handler signalled when its response was out. */
  static void logAfterResponse(Throwable error, Request request) {
    LOG.warn("{} failed after its response", name(request), error);
  }

  private static void warnIfOurs(HttpException error, Request request) {
    if (error instanceof OverloadedException) {
      request.context().refused(Outcome.OVERLOADED);
    } else if (error.problem().status() >= 500) {
      request.context().failed(error);
      String id = request.context().traceId();
      LOG.warn("{} answered {}, id {}", name(request), error.getMessage(), id, error.getCause());
    }
  }

  /** Returns method and pattern; the path only where nothing matched. */
  private static String name(Request request) {
    return request.method() + " "
        + request.context().pattern().orElseGet(() -> Tokens.visible(request.rawPath()));
  }
}
