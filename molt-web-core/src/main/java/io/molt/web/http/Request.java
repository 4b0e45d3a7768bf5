package io.molt.web.http;

import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.form.Part;
import io.molt.web.router.PathParams;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A request: head, content, and what the app knows of it. Immutable; the {@code with…} methods return copies that share
 * the content and the {@link #context()}.
 *
 * <p>Whatever the client got wrong in a parameter or in the content surfaces as an {@link HttpException} whose problem
 * names it, so a handler needs no checks of its own.
 */
public final class Request {
  private static final Mono<Headers> NO_TRAILERS = Mono.just(Headers.empty());

  private final Method method;
  private final String target;
  private final Headers headers;
  private final Body body;
  private final Mono<Headers> trailers;
  private final RequestContext context;
  private final RequestScope scope;
  private final @Nullable String pattern;
  private final PathParams params;
  private final @Nullable String unmatchedPath;

  private Request(
      Method method,
      String target,
      Headers headers,
      Body body,
      Mono<Headers> trailers,
      RequestContext context,
      RequestScope scope,
      @Nullable String pattern,
      PathParams params,
      @Nullable String unmatchedPath) {
    this.method = method;
    this.target = target;
    this.headers = headers;
    this.body = body;
    this.trailers = trailers;
    this.context = context;
    this.scope = scope;
    this.pattern = pattern;
    this.params = params;
    this.unmatchedPath = unmatchedPath;
  }

  /**
   * Returns a request as it arrives; for adapters that feed requests to a handler.
   *
   * @param target the target in origin form, {@code /path?query}, or {@code *} (RFC 9112 section 3.2)
   */
  public static Request of(
      Method method, String target, Headers headers, Body body, RequestContext context) {
    return of(method, target, headers, body, NO_TRAILERS, context);
  }

  /**
   * Returns a request as it arrives, with fields that come after its content; for adapters that feed requests to a handler.
   *
   * @param trailers has the fields once the content has been read, an error if there will never be any
   */
  public static Request of(
      Method method,
      String target,
      Headers headers,
      Body body,
      Mono<Headers> trailers,
      RequestContext context) {
    return new Request(
        method,
        target,
        headers,
        body,
        trailers,
        context,
        RequestScope.NONE,
        null,
        PathParams.empty(),
        null);
  }

  /** Returns the method. */
  public Method method() {
    return method;
  }

  /** Returns path and query as they were sent. */
  public String target() {
    return target;
  }

  /** Returns the path as it was sent, percent-encoded. */
  public String rawPath() {
    int queryAt = target.indexOf('?');
    return queryAt < 0 ? target : target.substring(0, queryAt);
  }

  /** Returns the query as it was sent, without its question mark, or empty if there is none. */
  public Optional<String> rawQuery() {
    return Optional.ofNullable(queryString());
  }

  /** Returns the pattern of the matched route, prefixes of groups and mounts included; empty before the match. */
  public Optional<String> pattern() {
    return Optional.ofNullable(pattern);
  }

  /**
   * Returns the scheme that the client used: {@code https} over TLS, else {@code http}. Where the request came by a proxy
   * that the service trusts, it is what the proxy says; see {@link RequestContext#peer()}.
   */
  public String scheme() {
    return context.provenance().scheme();
  }

  /**
   * Returns the host that the client asked, with the port if it named one: what absolute URLs to this service begin with,
   * behind {@link #scheme()}. It is that of the {@code Host} field, or what a trusted proxy says that it was. Empty only for
   * a client of HTTP/1.0 that named none.
   */
  public Optional<String> host() {
    return Optional.ofNullable(context.provenance().host());
  }

  /** Returns the header fields. */
  public Headers headers() {
    return headers;
  }

  /** Returns a header field; several fields of that name count as the first. */
  public Param<String> header(String name) {
    return new Param<>("header", name, headers.get(name));
  }

  /**
   * Returns the id of the last event that the client has seen, in UTF-8, where it comes back to a stream of server-sent
   * events ({@code Last-Event-ID}, WHATWG HTML); empty for one that comes for the first time.
   */
  public Optional<String> lastEventId() {
    return LastEventId.of(headers);
  }

  /**
   * Returns a path parameter, decoded.
   *
   * @throws IllegalArgumentException if the pattern has no parameter of that name
   */
  public String path(String name) {
    String value = params.get(name);
    if (value == null) {
      throw new IllegalArgumentException("path parameter: '" + name + "' (expected: one of "
          + params.names() + " in " + pattern + ")");
    }
    return value;
  }

  /** Returns a path parameter as a number, {@code UUID}, enum constant or such; 400 if it is none. See {@link Param#as}. */
  public <T> T path(String name, Class<T> type) {
    return Conversions.convert("path parameter", name, path(name), type);
  }

  /** Returns all path parameters. */
  public PathParams pathParams() {
    return params;
  }

  /** Returns a query parameter, decoded; several of that name count as the first. */
  public Param<String> query(String name) {
    return new Param<>("query parameter", name, QueryString.first(queryString(), name));
  }

  /** Returns all values of a query parameter, decoded, in order. */
  public List<String> queryAll(String name) {
    return QueryString.all(queryString(), name);
  }

  /** Returns all query parameters, decoded, by name in order of appearance. */
  public Map<String, List<String>> queryParams() {
    return QueryString.toMap(queryString());
  }

  /** Returns a cookie that the client sent. */
  public Param<String> cookie(String name) {
    return new Param<>("cookie", name, cookies().get(name));
  }

  /** Returns the cookies that the client sent, by name. */
  public Map<String, String> cookies() {
    return Cookies.parse(headers.all("cookie"));
  }

  /** Returns the media type of the content; empty if there is none, or it cannot be parsed. */
  public Optional<MediaType> contentType() {
    String header = headers.get("content-type");
    try {
      return header == null ? Optional.empty() : Optional.of(MediaType.parse(header));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /** Returns the content itself. */
  public Body content() {
    return body;
  }

  /**
   * Returns the content as a value, read by the codec of its media type and validated.
   *
   * <p>Problems: 400 malformed, 413 larger than the route allows, 415 of a type that no codec reads, or compressed and not
   * decompressed by a middleware, 422 invalid.
   */
  public <T> Mono<T> body(Class<T> type) {
    return cast(BodyReader.read(this, type));
  }

  /** Returns the content as a value of a generic type; see {@link #body(Class)}. */
  public <T> Mono<T> body(TypeRef<T> type) {
    return cast(BodyReader.read(this, type.type()));
  }

  /**
   * Returns the elements of the content one by one as they arrive, each validated: a JSON array, NDJSON, or what else a codec
   * reads streams from. No faster than asked for, in constant memory, without a limit on the whole.
   */
  public <T> Flux<T> bodyStream(Class<T> elementType) {
    return BodyReader.readStream(this, elementType).map(value -> cast(value));
  }

  /**
   * Returns the content as a form, {@code application/x-www-form-urlencoded} or {@code multipart/form-data}, once it is
   * there whole. Fields are in memory; files as far as that goes, else in temporary files, which are deleted when the
   * request has ended, whichever way. See {@link io.molt.web.form.FormOptions} for limits.
   *
   * <p>Problems: 400 malformed, 413 beyond a limit, 415 no form, 507 no room for a temporary file.
   */
  public Mono<Form> form() {
    return FormReader.form(this);
  }

  /**
   * Returns the content as a record made of a {@linkplain #form() form}, validated: each component has the field or the
   * file of its name. It may be what {@link Param#as} converts to, a {@link io.molt.web.form.FormFile}, or an
   * {@code Optional} or a {@code List} of either. Of a field that is absent, or empty and no text, an object is null and a
   * {@code boolean} false; a box that is ticked, {@code on}, is true.
   *
   * <p>Problems: 400 malformed, 413 beyond a limit, 415 no form, 422 invalid, 507 no room for a temporary file.
   */
  public <T> Mono<T> form(Class<T> type) {
    return FormReader.form(this, type);
  }

  /**
   * Returns what the function makes of each part of a form, one part after the other as they arrive, in constant memory: the
   * next part comes when what the function returned has ended, and what it left unread of its part is skipped. Problems are
   * those of {@link #form()}.
   */
  public <T> Flux<T> parts(Function<? super Part, ? extends Publisher<? extends T>> reader) {
    return FormReader.parts(this, reader);
  }

  /** Returns the content as text in the charset of its media type, UTF-8 if it names none; 413, 415. */
  public Mono<String> text() {
    return BodyReader.text(this);
  }

  /** Returns the whole content; 413 if it is larger than the route allows. */
  public Mono<byte[]> bytes() {
    return body.bytes(maxBody());
  }

  /** Returns the content piece by piece as it arrives, no faster than asked for, without a limit; to be read once. */
  public Flux<ByteBuffer> chunks() {
    return body.chunks();
  }

  /**
   * Returns the content piece by piece as it arrives, as {@link #chunks} does, each piece lent for the time of the call that
   * it is handed on in: for what is counted, digested or parsed, and not kept. Nothing is copied where that can be helped,
   * which saves about a quarter of what a large upload costs. Operators that work at once, such as {@code map}, {@code reduce} and
   * {@code doOnNext}, may stand behind it; those that keep elements or change threads get to see pieces that can no longer
   * be read.
   */
  public Flux<LentBytes> lent() {
    return new Lending(body.chunks());
  }

  /**
   * Returns the fields that come after the content (RFC 9110 section 6.5), none perhaps: once the content has been read to
   * its end, so read it first. An error if it never will be, since its reader has cancelled or the client has gone.
   */
  public Mono<Headers> trailers() {
    return trailers;
  }

  /** Returns this request once its content has been collected, so that it can be read more than once; 413 if too large. */
  public Mono<Request> buffered() {
    return bytes().map(bytes -> withBody(Body.of(bytes)));
  }

  /** Returns what surrounds this request. */
  public RequestContext context() {
    return context;
  }

  /**
   * Returns a Mono that calls code which blocks on a thread made for that, and tells what it returned; empty for null. See
   * {@link RequestContext#blocking}.
   */
  public <T> Mono<T> blocking(Callable<? extends T> work) {
    return context.blocking(work);
  }

  /** Returns the scheduler for everything that takes time; see {@link RequestContext#scheduler()}. */
  public Scheduler scheduler() {
    return context.scheduler();
  }

  /**
   * Returns a value of the application state.
   *
   * @throws IllegalStateException if the app has none; the message names the key
   */
  public <T> T state(Key<T> key) {
    return Request.<T>valueOf(scope.state(), key)
        .orElseThrow(() -> new IllegalStateException("application state '" + key
            + "' is not set (expected: app.state(" + key + ", value) when the app is made)"));
  }

  /**
   * Returns an attribute of this request.
   *
   * @throws IllegalStateException if it is not set; the message names the key
   */
  public <T> T attribute(Key<T> key) {
    return context.get(key);
  }

  /** Returns an attribute of the matched route, or empty if the route has none of that key. */
  public <T> Optional<T> routeAttribute(Key<T> key) {
    return valueOf(scope.routeAttributes(), key);
  }

  /** Returns a copy with another method. */
  public Request withMethod(Method other) {
    return new Request(
        other, target, headers, body, trailers, context, scope, pattern, params, unmatchedPath);
  }

  /** Returns a copy in which this is the only header field of that name. */
  public Request withHeader(String name, String value) {
    return withHeaders(headers.with(name, value));
  }

  /** Returns a copy with other header fields. */
  public Request withHeaders(Headers other) {
    return new Request(
        method, target, other, body, trailers, context, scope, pattern, params, unmatchedPath);
  }

  /** Returns a copy with other content. */
  public Request withBody(Body other) {
    return new Request(
        method, target, headers, other, trailers, context, scope, pattern, params, unmatchedPath);
  }

  /** Returns what the app lends to this request; for code that dispatches. */
  public RequestScope scope() {
    return scope;
  }

  /** Returns a copy to which an app lends its scope; for code that dispatches. */
  public Request withScope(RequestScope other) {
    return new Request(
        method, target, headers, body, trailers, context, other, pattern, params, unmatchedPath);
  }

  /** Returns a copy that has found its route, and tells the context; for code that dispatches. */
  public Request matched(String newPattern, PathParams more, RequestScope other) {
    context.matched(newPattern);
    return new Request(
        method,
        target,
        headers,
        body,
        trailers,
        context,
        other,
        newPattern,
        params.and(more),
        unmatchedPath);
  }

  /** Returns a copy of which a prefix has been matched, leaving {@code rest} of the path; for code that dispatches. */
  public Request mounted(String prefix, PathParams more, String rest) {
    return new Request(
        method, target, headers, body, trailers, context, scope, prefix, params.and(more), rest);
  }

  /** Returns the part of the raw path that is left to match, the prefixes of mounts taken off; for code that dispatches. */
  public String unmatchedPath() {
    return unmatchedPath == null ? rawPath() : unmatchedPath;
  }

  /** Returns method and target. */
  @Override
  public String toString() {
    return method + " " + target;
  }

  private @Nullable String queryString() {
    int queryAt = target.indexOf('?');
    return queryAt < 0 ? null : target.substring(queryAt + 1);
  }

  @SuppressWarnings("unchecked") // whoever filled the map paired key and value
  private static <T> Optional<T> valueOf(Map<Key<?>, Object> map, Key<T> key) {
    return Optional.ofNullable((T) map.get(key));
  }

  /** Returns how many bytes of content are read as a whole at most. */
  long maxBody() {
    return scope.maxBody().bytes();
  }

  @SuppressWarnings("unchecked") // the codec was asked for this type
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
