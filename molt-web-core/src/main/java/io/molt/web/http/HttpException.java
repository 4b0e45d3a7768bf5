package io.molt.web.http;

import io.molt.web.codec.MediaType;
import io.molt.web.codec.UnsupportedMediaTypeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  public HttpException(Problem problem, Headers headers, @Nullable Throwable cause) {
    super(message(problem), cause, true, problem.status() >= 500);
    this.problem = problem;
    this.headers = headers;
  }

  HttpException(Problem problem, Headers headers, boolean stackTrace) {
    super(message(problem), null, stackTrace, stackTrace);
    this.problem = problem;
    this.headers = headers;
  }

  /** Creates one with header fields for the response. */
  public HttpException(Problem problem, Headers headers) {
    this(problem, headers, null);
  }

  /**
   * Returns a 401 with that detail.
   *
   * @param challenge how to authenticate, such as {@code Bearer}: the {@code WWW-Authenticate} field that every 401 must
   *     have (RFC 9110 section 15.5.2)
   */
  public static HttpException unauthorized(String challenge, String detail) {
    return new HttpException(
        Problem.of(Status.UNAUTHORIZED, detail), Headers.of("www-authenticate", challenge));
  }

  /** Returns a 403 with that detail. */
  public static HttpException forbidden(String detail) {
    return new HttpException(Status.FORBIDDEN, detail);
  }

  /** Returns a 409 with that detail. */
  public static HttpException conflict(String detail) {
    return new HttpException(Status.CONFLICT, detail);
  }

  /** Returns a 404 with that detail. */
  public static HttpException notFound(String detail) {
    return new HttpException(Status.NOT_FOUND, detail);
  }

  /** Returns a 413 that names the limit, in bytes. */
  public static HttpException contentTooLarge(long limit) {
    String detail = "The content is larger than " + limit + " bytes.";
    return new HttpException(Problem.of(Status.CONTENT_TOO_LARGE, detail).with("limit", limit));
  }

  /**
   * Returns a 415 that tells which media types would do, in its detail and in {@code Accept} (RFC 9110 section 15.5.16).
   *
   * @param found the request's {@code Content-Type}, or null if it has none
   */
  public static HttpException unsupportedMediaType(
      @Nullable String found, List<MediaType> expected) {
    String types = MediaType.list(expected);
    String shown = found == null ? "missing" : Tokens.visible(found);
    String detail = "The content type is " + shown + " (expected: " + types + ").";
    return new HttpException(
        Problem.of(Status.UNSUPPORTED_MEDIA_TYPE, detail), Headers.of("accept", types));
  }

  /**
   * Returns a 415 that tells which content codings would do, in its detail and in {@code Accept-Encoding} (RFC 9110 section
   * 15.5.16).
   *
   * @param found the request's {@code Content-Encoding}
   */
  public static HttpException unsupportedCoding(String found, List<String> expected) {
    String codings = String.join(", ", expected);
    String detail =
        "The content coding is " + Tokens.visible(found) + " (expected: " + codings + ").";
    return new HttpException(
        Problem.of(Status.UNSUPPORTED_MEDIA_TYPE, detail), Headers.of("accept-encoding", codings));
  }

  /**
   * Returns a 415 to a request whose content is of another type; where it is a {@code PATCH}, {@code Accept-Patch} tells the
   * types, too (RFC 5789 section 2.2).
   */
  public static HttpException unsupportedMediaType(Request request, List<MediaType> expected) {
    HttpException plain = unsupportedMediaType(request.headers().get("content-type"), expected);
    return new HttpException(plain.problem, readable(request, expected));
  }

  /** Returns a 415 to a request whose content is of the right type, but of a kind that is not read. */
  static HttpException unsupportedMediaType(
      Request request, UnsupportedMediaTypeException refusal, List<MediaType> expected) {
    Problem problem =
        Problem.of(Status.UNSUPPORTED_MEDIA_TYPE, String.valueOf(refusal.getMessage()));
    return new HttpException(problem, readable(request, expected), refusal);
  }

  private static Headers readable(Request request, List<MediaType> expected) {
    String types = MediaType.list(expected);
    Headers accept = Headers.of("accept", types);
    return request.method().equals(Method.PATCH) ? accept.with("accept-patch", types) : accept;
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
