package io.molt.web.http;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a resource from another (RFC 9110 section 8.8), to hold the preconditions of a request against:
 *
 * <pre>{@code
 * app.get("/users/{id}", request -> users.find(request.path("id"))
 *     .map(user -> user.validators().answer(request, () -> Response.json(user))));
 * }</pre>
 *
 * @param tag the entity tag, or null if there is none
 * @param lastModified when the state came about, or null if that is not known; counts in whole seconds
 * @param exists whether there is anything at all, which {@code If-None-Match: *} and {@code If-Match: *} ask for
 */
public record Validators(@Nullable EntityTag tag, @Nullable Instant lastModified, boolean exists) {
  private static final Validators ABSENT = new Validators(null, null, false);
  private static final Duration ONE_CHANGE = Duration.ofSeconds(1);

  /** What the preconditions of a request come to (RFC 9110 section 13.2). */
  public enum Verdict {
    /** The request is to be carried out. */
    PROCEED,
    /** What the client has is still good: 304. */
    NOT_MODIFIED,
    /** The resource is not in the state that the client takes it to be in: 412. */
    FAILED
  }

  /** Drops the parts of a second, which no field can tell. */
  public Validators {
    lastModified = lastModified == null ? null : lastModified.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Returns those of a resource with an entity tag. */
  public static Validators of(EntityTag tag) {
    return new Validators(tag, null, true);
  }

  /** Returns those of a resource of which is known when it was last modified. */
  public static Validators of(Instant lastModified) {
    return new Validators(null, lastModified, true);
  }

  /** Returns those of a resource with both. */
  public static Validators of(EntityTag tag, Instant lastModified) {
    return new Validators(tag, lastModified, true);
  }

  /** Returns those of a resource that is not there: for a {@code PUT} that may create it. */
  public static Validators absent() {
    return ABSENT;
  }

  /** Returns those that a response states in its fields. */
  public static Validators statedBy(Response response, Request request) {
    String date = response.headers().get("last-modified");
    return new Validators(
        EntityTag.find(response.headers().get("etag")),
        date == null ? null : HttpDate.parse(date, now(request)),
        true);
  }

  /**
   * Returns what the preconditions of a request come to, in the order of RFC 9110 section 13.2.2. Dates that are none are
   * passed over, as are those where there is nothing to compare them with.
   */
  public Verdict evaluate(Request request) {
    Headers headers = request.headers();
    if (isIgnoredBy(request.method())) {
      return Verdict.PROCEED;
    }
    if (!ifMatch(headers) || !ifUnmodifiedSince(request)) {
      return Verdict.FAILED;
    }
    boolean reads = reads(request.method());
    boolean wanted = headers.contains("if-none-match")
        ? ifNoneMatch(headers)
        : !reads || ifModifiedSince(request);
    if (wanted) {
      return Verdict.PROCEED;
    }
    return reads ? Verdict.NOT_MODIFIED : Verdict.FAILED;
  }

  /**
   * Returns the response, with the validators in its fields; or a 304 with those of its fields that a cache needs, if what
   * the client has is still good.
   *
   * @param response is made only where it is needed, or for its fields: put what is costly into its body
   * @throws HttpException with status 412 if a precondition of the request does not hold
   */
  public Response answer(Request request, Supplier<Response> response) {
    Verdict verdict = evaluate(request);
    if (verdict == Verdict.FAILED) {
      throw failed();
    }
    Response whole = stated(response.get(), now(request));
    return verdict == Verdict.NOT_MODIFIED ? notModified(whole) : whole;
  }

  /**
   * Requires that the preconditions of a request hold, before anything is changed.
   *
   * @throws HttpException with status 412 if one does not
   */
  public void require(Request request) {
    if (evaluate(request) != Verdict.PROCEED) {
      throw failed();
    }
  }

  /**
   * Requires that the request says which state it means to change, by {@code If-Match} or {@code If-Unmodified-Since}, and
   * that the resource is in it: no update is lost.
   *
   * @throws HttpException with status 428 if it does not say so (RFC 6585 section 3), 412 if the state is another one
   */
  public void requireStated(Request request) {
    if (!request.headers().contains("if-match") && !isDated(request)) {
      throw new HttpException(
          Status.PRECONDITION_REQUIRED,
          "The request needs If-Match with the ETag of what it changes.");
    }
    require(request);
  }

  /** Returns whether a {@code Range} counts: there is no {@code If-Range}, or it names this very state (section 13.1.5). */
  boolean ifRange(Request request) {
    String field = request.headers().get("if-range");
    if (field == null) {
      return true;
    }
    EntityTag named = EntityTag.find(field);
    if (named != null) {
      return tag != null && tag.matchesStrongly(named);
    }
    Instant now = now(request);
    Instant date = HttpDate.parse(field, now);
    return date != null && date.equals(lastModified) && isStrong(date, now);
  }

  /** Returns the response to a client whose copy is still good, with what a cache updates it from (section 15.4.5). */
  static Response notModified(Response whole) {
    Response bare = whole
        .withStatus(Status.NOT_MODIFIED)
        .withBody(Body.empty())
        .withoutHeader("content-type")
        .withoutHeader("content-length")
        .withoutHeader("content-encoding")
        .withoutHeader("content-language")
        .withoutHeader("content-range")
        .withoutHeader("content-disposition");
    return bare.headers().contains("etag") ? bare.withoutHeader("last-modified") : bare;
  }

  static HttpException failed() {
    return new HttpException(
        Status.PRECONDITION_FAILED,
        "The resource is not in the state that the request expects it to be in.");
  }

  private Response stated(Response response, Instant now) {
    Response tagged = tag == null ? response : response.withETag(tag);
    if (lastModified == null) {
      return tagged;
    }
    // Nothing has changed in the future, whatever clock says so (RFC 9110 section 8.8.2.1).
    return tagged.withLastModified(lastModified.isAfter(now) ? now : lastModified);
  }

  /** Returns whether {@code If-Unmodified-Since} says anything about this resource: else it would be passed over. */
  private boolean isDated(Request request) {
    return lastModified != null && date(request, "if-unmodified-since") != null;
  }

  private boolean ifMatch(Headers headers) {
    List<String> fields = headers.all("if-match");
    if (fields.isEmpty()) {
      return true;
    }
    return isAny(fields)
        ? exists
        : tag != null && EntityTag.list(fields).stream().anyMatch(tag::matchesStrongly);
  }

  private boolean ifNoneMatch(Headers headers) {
    List<String> fields = headers.all("if-none-match");
    return isAny(fields)
        ? !exists
        : tag == null || EntityTag.list(fields).stream().noneMatch(tag::matchesWeakly);
  }

  private boolean ifUnmodifiedSince(Request request) {
    Instant date =
        request.headers().contains("if-match") ? null : date(request, "if-unmodified-since");
    return date == null || lastModified == null || !lastModified.isAfter(date);
  }

  private boolean ifModifiedSince(Request request) {
    Instant date = date(request, "if-modified-since");
    return date == null || lastModified == null || lastModified.isAfter(date);
  }

  private static @Nullable Instant date(Request request, String field) {
    List<String> values = request.headers().all(field);
    return values.size() == 1 ? HttpDate.parse(values.get(0), now(request)) : null;
  }

  private static boolean isAny(List<String> fields) {
    return fields.size() == 1 && fields.get(0).equals("*");
  }

  private static boolean reads(Method method) {
    return method.equals(Method.GET) || method.equals(Method.HEAD);
  }

  /** Returns whether a method selects no representation (RFC 9110 section 13.2.1). */
  private static boolean isIgnoredBy(Method method) {
    return method.equals(Method.OPTIONS)
        || method.name().equals("CONNECT")
        || method.name().equals("TRACE");
  }

  /** Returns whether nothing can have changed any more in the second of that date (RFC 9110 section 8.8.2.2). */
  private static boolean isStrong(Instant date, Instant now) {
    return !date.plus(ONE_CHANGE).isAfter(now);
  }

  private static Instant now(Request request) {
    return request.context().service().clock().instant();
  }
}
