package io.molt.web.test;

import io.molt.web.codec.MediaType;
import io.molt.web.codec.TypeRef;
import io.molt.web.http.Status;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A response with its whole content. */
public final class TestResponse extends TestHead<TestResponse> {
  private final byte[] bytes;

  TestResponse(Conversation conversation, byte[] bytes) {
    super(conversation);
    this.bytes = bytes;
  }

  /** Returns the content. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the content as text in the charset of its media type, UTF-8 if it names none. */
  public String text() {
    Charset charset = mediaType().flatMap(MediaType::charset).orElse(StandardCharsets.UTF_8);
    return new String(bytes, charset);
  }

  /** Returns the content as a value, read by the app's codec for its media type. */
  public <T> T body(Class<T> type) {
    return cast(read(type));
  }

  /** Returns the content as a value of a generic type; see {@link #body(Class)}. */
  public <T> T body(TypeRef<T> type) {
    return cast(read(type.type()));
  }

  /** Returns the content as JSON: a map, a list, a string, a number, a boolean or null. */
  public @Nullable Object json() {
    return json("");
  }

  /**
   * Returns the JSON value that a pointer (RFC 6901) such as {@code /items/0/name} leads to.
   *
   * @throws AssertionError if the content is not JSON, or there is nothing at the pointer
   */
  public @Nullable Object json(String pointer) {
    Object found = find(pointer);
    if (found == JsonPointer.ABSENT) {
      throw conversation().mismatch(conversation() + ": JSON at " + pointer, "a value", found);
    }
    return found;
  }

  /** Expects that the content is this text. */
  public TestResponse expectBody(String expected) {
    if (!text().equals(expected)) {
      throw conversation().mismatch(conversation() + ": body", expected, text());
    }
    return this;
  }

  /** Expects that the content is these bytes. */
  public TestResponse expectBody(byte[] expected) {
    if (!Arrays.equals(bytes, expected)) {
      throw conversation()
          .mismatch(
              conversation() + ": body", expected.length + " bytes", bytes.length + " other bytes");
    }
    return this;
  }

  /** Expects that there is no content. */
  public TestResponse expectNoBody() {
    if (bytes.length > 0) {
      throw conversation().mismatch(conversation() + ": body", "none", bytes.length + " bytes");
    }
    return this;
  }

  /** Expects that the content, read as this value's class by the app's codec, is equal to the value. */
  public TestResponse expectBody(Object expected) {
    Object found = read(expected.getClass());
    if (!expected.equals(found)) {
      throw conversation().mismatch(conversation() + ": body", expected, found);
    }
    return this;
  }

  /**
   * Expects that the content is JSON with this value at a pointer (RFC 6901); the empty pointer is the whole.
   *
   * @param expected null, a boolean, a string, a number (compared by value), a list, a map (members in any order), or
   *     anything else that the app's codec writes as JSON
   */
  public TestResponse expectJson(String pointer, @Nullable Object expected) {
    Object found = find(pointer);
    if (!conversation().client().jsonValues().matches(expected, found)) {
      throw conversation()
          .mismatch(conversation() + ": JSON at '" + pointer + "'", expected, found);
    }
    return this;
  }

  /** Expects that the content is JSON with nothing at a pointer. */
  public TestResponse expectNoJson(String pointer) {
    Object found = find(pointer);
    if (found != JsonPointer.ABSENT) {
      throw conversation()
          .mismatch(conversation() + ": JSON at '" + pointer + "'", JsonPointer.ABSENT, found);
    }
    return this;
  }

  /** Expects a problem (RFC 9457) of that status: the status itself, the media type, and the member {@code status}. */
  public TestResponse expectProblem(int status) {
    expectStatus(status);
    if (mediaType().filter(MediaType.PROBLEM_JSON::sameTypeAs).isEmpty()) {
      throw conversation()
          .mismatch(
              conversation() + ": content-type", MediaType.PROBLEM_JSON, header("content-type"));
    }
    return expectJson("/status", status);
  }

  /** Expects a problem of that status and detail. */
  public TestResponse expectProblem(int status, String detail) {
    return expectProblem(status).expectJson("/detail", detail);
  }

  /** Runs assertions of the test's own on this response; one that fails shows the exchange as well. */
  public TestResponse check(Consumer<TestResponse> assertions) {
    try {
      assertions.accept(this);
    } catch (AssertionError failed) {
      throw conversation().shown(failed);
    }
    return this;
  }

  /** Returns the status line and the length of the content. */
  @Override
  public String toString() {
    return Status.of(status()) + ", " + bytes.length + " bytes";
  }

  @Override
  TestResponse self() {
    return this;
  }

  private Optional<MediaType> mediaType() {
    String header = header("content-type");
    try {
      return header == null ? Optional.empty() : Optional.of(MediaType.parse(header));
    } catch (IllegalArgumentException malformed) {
      throw conversation().failure(conversation() + ": content-type: " + malformed.getMessage());
    }
  }

  private Object read(Type type) {
    MediaType mediaType = mediaType().orElse(MediaType.OCTET_STREAM);
    try {
      return conversation().client().jsonValues().decode(bytes, type, mediaType);
    } catch (IllegalStateException noCodec) {
      throw noCodec;
    } catch (RuntimeException unreadable) {
      throw conversation()
          .failure(
              conversation() + ": body is no " + type.getTypeName() + ": "
                  + unreadable.getMessage(),
              unreadable);
    }
  }

  private @Nullable Object find(String pointer) {
    return JsonPointer.find(parsed(), pointer);
  }

  private @Nullable Object parsed() {
    try {
      return Json.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      throw conversation().failure(conversation() + ": body: " + malformed.getMessage());
    }
  }

  @SuppressWarnings("unchecked") // the codec was asked for this type
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
