package io.molt.web.test;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Trailers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/** A request in the making; {@link #send}, {@link #stream} or {@link #start} sends it. For one use. */
public final class TestRequest {
  private final TestClient client;
  private final Method method;
  private final StringBuilder target;
  private Headers headers = Headers.empty();
  private Supplier<Body> body = Body::empty;
  private Headers trailers = Headers.empty();

  TestRequest(TestClient client, Method method, String target) {
    if (!target.startsWith("/") && !target.equals("*")) {
      throw new IllegalArgumentException(
          "request target: '" + target + "' (expected: /path?query, or *)");
    }
    if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      // A server refuses it as well, so a test in memory must not pass with it.
      throw new IllegalArgumentException(
          "request target: '" + target + "' (expected: visible ASCII, the rest percent-encoded)");
    }
    this.client = client;
    this.method = method;
    this.target = new StringBuilder(target);
  }

  /**
   * Adds a header field.
   *
   * @throws IllegalArgumentException if the name is not a token or the value holds control characters
   */
  public TestRequest header(String name, String value) {
    headers = headers.withAdded(name, value);
    return this;
  }

  /**
   * Adds a field that is sent after the content (RFC 9110 section 6.5), which then has no {@code content-length}.
   *
   * @throws IllegalArgumentException if such a field may not come after the content, the name is not a token or the value
   *     holds control characters
   */
  public TestRequest trailer(String name, String value) {
    if (!Trailers.areAllowedInRequest(name)) {
      throw new IllegalArgumentException("request trailer: '" + name
          + "' (expected: a field that may come after the content, see RFC 9110 section 6.5.1)");
    }
    trailers = trailers.withAdded(name, value);
    return this;
  }

  /** Sets the media types that are accepted. */
  public TestRequest accept(String mediaTypes) {
    headers = headers.with("accept", mediaTypes);
    return this;
  }

  /** Adds a query parameter, which is encoded. */
  public TestRequest query(String name, Object value) {
    target.append(target.indexOf("?") < 0 ? '?' : '&');
    target.append(UrlEncodedContent.encoded(name)).append('=');
    target.append(UrlEncodedContent.encoded(value.toString()));
    return this;
  }

  /** Adds a cookie to those that the client keeps, for this request only. */
  public TestRequest cookie(String name, String value) {
    String before = headers.get("cookie");
    String pair = name + "=" + value;
    headers = headers.with("cookie", before == null ? pair : before + "; " + pair);
    return this;
  }

  /** Sets the content to what the app's codec writes as JSON for this value. */
  public TestRequest json(Object value) {
    return content(MediaType.JSON.toString(), Body.of(client.jsonValues().encode(value)));
  }

  /** Sets the content to text in UTF-8, of type {@code text/plain}. */
  public TestRequest text(String text) {
    return body(MediaType.TEXT.toString(), text);
  }

  /** Sets the content to text in UTF-8 of any media type, such as JSON by hand. */
  public TestRequest body(String mediaType, String text) {
    return content(mediaType, Body.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sets the content; its media type is {@code application/octet-stream} unless a header field names another. */
  public TestRequest body(byte[] bytes) {
    return content(MediaType.OCTET_STREAM.toString(), Body.of(bytes.clone()));
  }

  /**
   * Sets the content to chunks that are sent as the app asks for them, without a length. A {@link TestSource} shows, and
   * controls, what the app asks for.
   */
  public TestRequest body(Publisher<ByteBuffer> chunks) {
    return content(MediaType.OCTET_STREAM.toString(), Body.stream(chunks));
  }

  /** Sets the content to chunks that are sent as the app asks for them, so many bytes in all. */
  public TestRequest body(Publisher<ByteBuffer> chunks, long length) {
    return content(MediaType.OCTET_STREAM.toString(), Body.stream(chunks, length));
  }

  /**
   * Adds a field to the form, {@code application/x-www-form-urlencoded}, that is the content, and which it becomes if it is
   * none; both are encoded.
   */
  public TestRequest form(String name, Object value) {
    UrlEncodedContent form =
        body instanceof UrlEncodedContent begun ? begun : new UrlEncodedContent();
    return content(UrlEncodedContent.TYPE, form.add(name, value.toString()));
  }

  /**
   * Adds a field to the form, {@code multipart/form-data}, that is the content, and which it becomes if it is none: in
   * UTF-8, as browsers send it (RFC 7578).
   */
  public TestRequest multipart(String name, Object value) {
    return multipart(multipart().add(name, value.toString()));
  }

  /** Adds a file of text in UTF-8 to the form; see {@link #multipart(String, Object)}. */
  public TestRequest multipart(String name, String filename, String mediaType, String text) {
    return multipart(name, filename, mediaType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file to the form; see {@link #multipart(String, Object)}. */
  public TestRequest multipart(String name, String filename, String mediaType, byte[] bytes) {
    return multipart(multipart().add(name, filename, mediaType, bytes.clone()));
  }

  /**
   * Adds a file to the form that is sent as the app asks for it; see {@link #multipart(String, Object)}. The content has no
   * length then.
   */
  public TestRequest multipart(
      String name, String filename, String mediaType, Publisher<ByteBuffer> chunks) {
    return multipart(multipart().add(name, filename, mediaType, chunks));
  }

  /**
   * Sends the request and returns the response with its whole content.
   *
   * @throws AssertionError if there is none within the client's timeout, or a check of the client fails
   */
  public TestResponse send() {
    return start().response();
  }

  /** Sends the request and returns the response once its head is there; the content is read step by step. */
  public TestStream stream() {
    return start().stream();
  }

  /** Sends the request and returns while the app is at it. */
  public TestCall start() {
    return client.start(new Outgoing(method, target.toString(), headers, body.get(), trailers));
  }

  private MultipartContent multipart() {
    return body instanceof MultipartContent begun ? begun : new MultipartContent();
  }

  private TestRequest multipart(MultipartContent form) {
    return content(form.mediaType(), form);
  }

  /**
   * Sends the request as one for a WebSocket, by its subprotocols if there are any, and returns the session: over HTTP/1.1
   * and in memory by an upgrade (RFC 6455), over HTTP/2 by an extended CONNECT (RFC 8441), whose 200 counts as a 101. Over
   * HTTP/3 a server of Molt Web answers with a 501.
   *
   * @throws AssertionError if the answer is not a 101
   */
  public TestWebSocket webSocket(String... subprotocols) {
    Headers asking = headers
        .with("connection", "upgrade")
        .with("upgrade", "websocket")
        .with("sec-websocket-version", "13")
        .with("sec-websocket-key", TestWebSocket.KEY);
    if (subprotocols.length > 0) {
      asking = asking.with("sec-websocket-protocol", String.join(", ", subprotocols));
    }
    return TestWebSocket.open(client, method, target.toString(), asking);
  }

  private TestRequest content(String mediaType, Body content) {
    return content(mediaType, () -> content);
  }

  private TestRequest content(String mediaType, Supplier<Body> content) {
    if (!headers.contains("content-type")) {
      headers = headers.withAdded("content-type", mediaType);
    }
    body = content;
    return this;
  }
}
