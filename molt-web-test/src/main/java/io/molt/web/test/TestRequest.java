package io.molt.web.test;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.http.Trailers;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.reactivestreams.Publisher;

/** A request in the making; {@link #send}, {@link #stream} or {@link #start} sends it. For one use. */
public final class TestRequest {
  private final TestClient client;
  private final Method method;
  private final StringBuilder target;
  private Headers headers = Headers.empty();
  private Body body = Body.empty();
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
    target.append(encoded(name)).append('=').append(encoded(value.toString()));
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
    return client.start(new Outgoing(method, target.toString(), headers, body, trailers));
  }

  private TestRequest content(String mediaType, Body content) {
    if (!headers.contains("content-type")) {
      headers = headers.withAdded("content-type", mediaType);
    }
    body = content;
    return this;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
