package io.molt.web.http;

import io.molt.web.codec.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response: status, header fields, content. Immutable; the {@code with…} methods return copies.
 *
 * <p>It publishes itself, once to each subscriber, so that a handler may return one where a publisher is asked for.
 */
public final class Response implements Publisher<Response> {
  private static final String CONTENT_TYPE = "content-type";
  private static final Headers TEXT = typed(MediaType.TEXT);
  private static final Headers HTML = typed(MediaType.HTML);
  private static final Headers OCTETS = typed(MediaType.OCTET_STREAM);
  private static final Headers JSON = typed(MediaType.JSON);
  private static final Headers PROBLEM = typed(MediaType.PROBLEM_JSON);
  private static final Response NO_CONTENT =
      new Response(Status.NO_CONTENT, Headers.empty(), Body.empty());
  private static final Response OK = new Response(Status.OK, Headers.empty(), Body.empty());

  private final Status status;
  private final Headers headers;
  private final Body body;
  private final @Nullable Supplier<Headers> trailers;

  private Response(Status status, Headers headers, Body body) {
    this(status, headers, body, null);
  }

  private Response(
      Status status, Headers headers, Body body, @Nullable Supplier<Headers> trailers) {
    if (status.code() < 200 && !(body instanceof Body.Tunnel)) {
      // A client would go on waiting for the real one (RFC 9110 section 15.2).
      throw new IllegalArgumentException(
          "response status: " + status + " (expected: a final one, 200 to 599)");
    }
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.trailers = trailers;
  }

  /** Returns a 200 without content. */
  public static Response ok() {
    return OK;
  }

  /**
   * Returns a response of that status, without content.
   *
   * @throws IllegalArgumentException if the code is not that of a final response, 200 to 599
   */
  public static Response status(int code) {
    return new Response(Status.of(code), Headers.empty(), Body.empty());
  }

  /** Returns a 200 with text in UTF-8. */
  public static Response text(String text) {
    return new Response(Status.OK, TEXT, utf8(text));
  }

  /** Returns a 200 with an HTML document in UTF-8. */
  public static Response html(String document) {
    return new Response(Status.OK, HTML, utf8(document));
  }

  /**
   * Returns a 200 with a value to be written as JSON.
   *
   * @throws IllegalArgumentException if the value is a publisher; see {@link #stream}
   */
  public static Response json(Object value) {
    return ok().withJson(value);
  }

  /**
   * Returns a 200 with a value in the form that the client's {@code Accept} prefers; 406 if no codec can.
   *
   * @throws IllegalArgumentException if the value is a publisher; see {@link #stream}
   */
  public static Response entity(Object value) {
    return ok().withBody(new Body.Entity(whole(value), value.getClass(), null));
  }

  /**
   * Returns a 200 in that of the forms that the client's {@code Accept} prefers, the first one of those that it likes
   * equally; 406 if it takes none. Only the form that is chosen is made. {@code Vary} tells caches.
   *
   * <p>Status, header fields and trailers that are set on what this returns are there whichever form is chosen, in the place
   * of those that the form has set itself.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Response oneOf(Representation... forms) {
    if (forms.length == 0) {
      throw new IllegalArgumentException("representations: none (expected: at least one)");
    }
    return ok().withBody(new Body.Entity(List.of(forms), Representation.class, null));
  }

  /** Returns a 200 with {@code application/octet-stream} content; the array belongs to the response from now on. */
  public static Response bytes(byte[] bytes) {
    return new Response(Status.OK, OCTETS, Body.of(bytes));
  }

  /** Returns a 200 with {@code application/octet-stream} content that is sent as it comes. */
  public static Response chunks(Publisher<ByteBuffer> chunks) {
    return new Response(Status.OK, OCTETS, Body.stream(chunks));
  }

  /**
   * Returns a 200 with elements that are sent one by one as they come, in the form that the client's {@code Accept} prefers:
   * as a JSON array, as NDJSON, in what other forms codecs write streams, or as server-sent events; 406 if none.
   */
  public static Response stream(Publisher<?> elements) {
    return ok().withBody(new Body.Entity(elements, Object.class, null));
  }

  /** Returns a 200 with elements that are sent one by one as they come, one JSON text a line. */
  public static Response ndjson(Publisher<?> elements) {
    return ok().withBody(new Body.Entity(elements, Object.class, MediaType.NDJSON));
  }

  /**
   * Returns a 200 with server-sent events as they come: {@link ServerSentEvent}s as they are, strings as data, anything
   * else as JSON data.
   */
  public static Response sse(Publisher<?> events) {
    return ok().withBody(new Body.Entity(events, Object.class, MediaType.EVENT_STREAM));
  }

  /** Returns a 200 with a file, its media type told by its name; 404 if it is not there. */
  public static Response file(Path file) {
    return ok().withBody(new Body.File(file, 0, -1));
  }

  /** Returns a 302 to {@code location}, a URI reference. */
  public static Response redirect(String location) {
    return new Response(Status.FOUND, Headers.of("location", location), Body.empty());
  }

  /** Returns a 201 for what is now at {@code location}, a URI reference. */
  public static Response created(String location) {
    return new Response(Status.CREATED, Headers.of("location", location), Body.empty());
  }

  /** Returns a 204. */
  public static Response noContent() {
    return NO_CONTENT;
  }

  /**
   * Returns a 101 that gives the connection to another protocol (RFC 9110 section 7.8), if the client has asked for that
   * one; over HTTP/2, where that takes an extended CONNECT (RFC 8441), it is sent as a 200, and gives the stream. Such a
   * CONNECT comes as a {@code GET} with an {@code upgrade} field.
   *
   * @param protocol the protocol, as the client's {@code upgrade} field has it
   * @param conversation makes of the bytes that the client sends those that are sent to it; called once, on the event
   *     loop. Both are asked for by demand; when the latter complete, the connection closes
   */
  public static Response upgrade(
      String protocol, Function<Flux<ByteBuffer>, Publisher<ByteBuffer>> conversation) {
    return new Response(
        Status.of(101), Headers.of("upgrade", protocol), new Body.Tunnel(conversation));
  }

  /** Returns a response with the problem's status and the problem itself (RFC 9457). */
  public static Response problem(Problem problem) {
    return new Response(Status.of(problem.status()), PROBLEM, Body.of(problem.toJson()));
  }

  /** Returns the status. */
  public Status status() {
    return status;
  }

  /** Returns the header fields; those that frame the message on the wire are added later. */
  public Headers headers() {
    return headers;
  }

  /** Returns the content. */
  public Body body() {
    return body;
  }

  /** Returns what has the fields that come after the content, or empty if there are none. */
  public Optional<Supplier<Headers>> trailers() {
    return Optional.ofNullable(trailers);
  }

  /** Returns a copy with another status. */
  public Response withStatus(int code) {
    return withStatus(Status.of(code));
  }

  /** Returns a copy with another status. */
  public Response withStatus(Status other) {
    return new Response(other, headers, body, trailers);
  }

  /**
   * Returns a copy in which this is the only header field of that name.
   *
   * @throws IllegalArgumentException if the name is not a token or the value holds control characters
   */
  public Response withHeader(String name, String value) {
    return new Response(status, headers.with(name, value), body, trailers);
  }

  /** Returns a copy with one more header field; see {@link #withHeader}. */
  public Response withAddedHeader(String name, String value) {
    return new Response(status, headers.withAdded(name, value), body, trailers);
  }

  /** Returns a copy with these fields, each in the place of those of its name. */
  public Response withHeaders(Headers more) {
    if (more.size() == 0) {
      return this;
    }
    Headers[] all = {headers};
    more.names().forEach(name -> all[0] = all[0].without(name));
    more.forEach((name, value) -> all[0] = all[0].withAdded(name, value));
    return new Response(status, all[0], body, trailers);
  }

  /** Returns a copy without the header fields of that name. */
  public Response withoutHeader(String name) {
    return new Response(status, headers.without(name), body, trailers);
  }

  /**
   * Returns a copy that sets a cookie, in the place of one that browsers could not tell from it: of the same name, domain
   * and path (RFC 6265bis section 4.1).
   */
  public Response withCookie(Cookie cookie) {
    Response others = headers.contains("set-cookie") ? without(CookieKey.of(cookie)) : this;
    return others.withAddedHeader("set-cookie", cookie.toHeader());
  }

  /** Returns a copy with an {@code ETag} (RFC 9110 section 8.8.3); see {@link Validators} for what it is good for. */
  public Response withETag(EntityTag tag) {
    return withHeader("etag", tag.toString());
  }

  /** Returns a copy with a {@code Last-Modified} (RFC 9110 section 8.8.2), in whole seconds. */
  public Response withLastModified(Instant when) {
    return withHeader("last-modified", HttpDate.format(when));
  }

  /** Returns a copy with a {@code Cache-Control} (RFC 9111 section 5.2). */
  public Response withCacheControl(CacheControl rules) {
    return withHeader("cache-control", rules.toString());
  }

  /** Returns a copy whose content is declared to be of that media type. */
  public Response withType(MediaType mediaType) {
    // Most responses are of this type, and have no other field when it is set.
    return mediaType == MediaType.JSON && headers.size() == 0
        ? new Response(status, JSON, body, trailers)
        : withHeader(CONTENT_TYPE, mediaType.toString());
  }

  /** Returns a copy with other content; the {@code content-type} stays. */
  public Response withBody(Body other) {
    return new Response(status, headers, other, trailers);
  }

  /** Returns a copy with a value to be written as JSON. */
  public Response withJson(Object value) {
    return new Response(
        status,
        headers.without(CONTENT_TYPE),
        new Body.Entity(whole(value), value.getClass(), MediaType.JSON),
        trailers);
  }

  /** Returns a copy with text in UTF-8. */
  public Response withText(String text) {
    return new Response(
        status, headers.with(CONTENT_TYPE, MediaType.TEXT.toString()), utf8(text), trailers);
  }

  /**
   * Returns a copy with fields that come after the content (RFC 9110 section 6.5), such as a digest of it. The content is
   * then sent without a {@code content-length}. They are sent whether or not the client says {@code TE: trailers}, but not
   * where there is no content to come after, nor over HTTP/1.0; and who passes the response on may drop them. A
   * {@code trailer} field in the head may announce their names.
   *
   * @param fields called once, when all of the content has been handed over. Where it throws, or has a field that may
   *     not come after the content, such as {@code content-type} or {@code set-cookie}, the response breaks off
   */
  public Response withTrailers(Supplier<Headers> fields) {
    return new Response(status, headers, body, fields);
  }

  /** Publishes this response to {@code subscriber}. */
  @Override
  public void subscribe(Subscriber<? super Response> subscriber) {
    Mono.just(this).subscribe(subscriber);
  }

  /** Returns the status line. */
  @Override
  public String toString() {
    return status.toString();
  }

  private static Object whole(Object value) {
    if (value instanceof Publisher) {
      throw new IllegalArgumentException(
          "response value: a " + value.getClass().getSimpleName()
              + " (expected: the value itself, as in mono.map(Response::json); for many, Response.stream(flux))");
    }
    return value;
  }

  private static Body utf8(String text) {
    return Body.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Headers typed(MediaType mediaType) {
    return FieldList.trusted(CONTENT_TYPE, mediaType.toString());
  }

  private Response without(CookieKey cookie) {
    Headers others = headers.without("set-cookie");
    for (String field : headers.all("set-cookie")) {
      if (!CookieKey.of(field).equals(cookie)) {
        others = others.withAdded("set-cookie", field);
      }
    }
    return new Response(status, others, body, trailers);
  }
}
