package io.molt.web.http;

/**
 * A failure that knows its response: throw it, or signal it, anywhere below an app.
 *
 * <p>Client errors (4xx) carry no stack trace, since they are the client's doing and cheap to provoke.
 */
public class HttpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final transient Headers headers;

  /** Creates one that the client sees as {@code problem}. */
  public HttpException(Problem problem) {
    this(problem, Headers.empty(), null);
  }

  /** Creates one with a detail that the client may see. */
  public HttpException(Status status, String detail) {
    this(Problem.of(status, detail));
  }

  /** Creates one with header fields for the response, and a cause for the log. */
  public HttpException(
      Problem problem, Headers headers, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message(problem), cause, true, problem.status() >= 500);
    this.problem = problem;
    this.headers = headers;
  }

  /** Returns a 404 with that detail. */
  public static HttpException notFound(String detail) {
    return new HttpException(Status.NOT_FOUND, detail);
  }

  /** Returns a 400 with that detail. */
  public static HttpException badRequest(String detail) {
    return new HttpException(Status.BAD_REQUEST, detail);
  }

  /** Returns the problem that the client sees. */
  public final Problem problem() {
    return problem;
  }

  /** Returns the status. */
  public final Status status() {
    return Status.of(problem.status());
  }

  /** Returns the header fields that the response carries besides. */
  public final Headers headers() {
    return headers;
  }

  /** Returns the response that the client sees. */
  public final Response response() {
    return Response.problem(problem).withHeaders(headers);
  }

  private static String message(Problem problem) {
    String detail = problem.detail();
    return problem.status() + " " + problem.title() + (detail == null ? "" : ": " + detail);
  }
}
